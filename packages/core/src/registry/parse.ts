import { z } from 'zod';
import { printable } from '@isthmus/contract/internal';
import { TOO_DEEP } from './config-text.js';
import { describeIssues } from './describe.js';
import type { ParsedExperiment } from './experiment-schema.js';
import { DEFAULT_LOSS, experimentSchema } from './experiment-schema.js';
import type { ConfigIssue } from './issues.js';
import { ConfigError } from './issues.js';
import { MAX_DEPTH, pointerOf } from './pointer.js';
import { quoted } from './words.js';

/**
 * Checks the shape of an experiment and fills in its own defaults; the options of plugins are left
 * to them.
 *
 * @param raw what `parseConfigText` gives
 * @throws `ConfigError` with every fault, each with its JSON pointer
 * @example
 * const raw = {
 *   name: 'quadratic',
 *   task: 'core/polynomial',
 *   architecture: { use: 'core/mlp', options: { hidden: [4, 4] } },
 *   train: { threshold: 0.001 },
 *   paths: ['core/linear'],
 * };
 * parseExperiment(raw).train.maxSteps; // 20000
 * parseExperiment({ ...raw, trian: {} }); // throws config/unknown-key
 */
export function parseExperiment(raw: unknown): ParsedExperiment {
  const [unsafe] = unsafeParts(raw, []);
  if (unsafe !== undefined) throw new ConfigError([unsafe]);
  const format = recordFormat(raw);
  if (format !== null)
    throw new ConfigError([
      {
        code: 'config/invalid',
        pointer: '',
        message: `expected an experiment, came what a run wrote (${quoted(format)}). Name the file of the experiment; isthmus report draws a run.`,
      },
    ]);
  const result = experimentSchema.safeParse(raw);
  if (result.success) return withLoss(result.data);
  const schema = z.toJSONSchema(experimentSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  const about = { document: raw, schema, base: '', code: 'config/invalid' } as const;
  throw new ConfigError(describeIssues(result.error.issues, about));
}

/** What a file of a run folder says that it is: held against the keys of experiments it has a fault a key. */
function recordFormat(raw: unknown): string | null {
  const { format } = (raw ?? {}) as { format?: unknown };
  return typeof format === 'string' && /^isthmus\/[a-z]+@\d+$/.test(format) ? format : null;
}

/** The loss has a default only where there is a network. */
function withLoss(parsed: ParsedExperiment): ParsedExperiment {
  return parsed.objective === undefined && parsed.loss === undefined
    ? { ...parsed, loss: DEFAULT_LOSS }
    : parsed;
}

/**
 * What no schema may be asked about: nesting that exhausts the stack (a value set on the command
 * line was not read by `parseConfigText`), keys that a schema library passes over silently, and keys
 * that would write commands to a terminal wherever they are shown.
 */
function* unsafeParts(value: unknown, path: readonly string[]): Generator<ConfigIssue> {
  if (typeof value !== 'object' || value === null) return;
  if (path.length > MAX_DEPTH) {
    yield { code: 'config/too-deep', pointer: pointerOf(path), message: TOO_DEEP };
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    if (key === '__proto__' || printable(key) !== key)
      yield {
        code: 'config/unknown-key',
        pointer: pointerOf(path),
        message: `${quoted(key)} can be no key of an experiment. Remove it.`,
      };
    yield* unsafeParts(part, [...path, key]);
  }
}

import type { ErrorCode } from '../base/errors.js';
import { IsthmusError } from '../base/errors.js';
import type { SchemaIssue } from '../contract/schema.js';
import { pointerOf, valueAt } from './pointer.js';

/** One fault of a config. */
export interface ConfigIssue {
  readonly code: ErrorCode;
  /** JSON pointer to the part that is wrong; '' for the whole file. */
  readonly pointer: string;
  /** What was expected, what came and what to do; without the pointer. */
  readonly message: string;
}

/** Everything that is wrong with a config, at once. */
export class ConfigError extends IsthmusError {
  constructor(readonly issues: readonly ConfigIssue[]) {
    super(
      issues[0]?.code ?? 'config/invalid',
      issues.map(({ pointer, message }) => `${pointer || '/'}: ${message}`).join('\n'),
      { issues },
    );
  }
}

/**
 * Words a schema's complaint: it keeps the schema's own text, adds what came, and for a key that is
 * not known the known ones.
 *
 * @param document the value that was validated
 * @param schema its JSON Schema, where there is one
 * @param base pointer of the value in the config
 */
export function describeIssue(
  issue: SchemaIssue,
  document: unknown,
  schema: unknown,
  base: string,
  code: ErrorCode,
): ConfigIssue {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const unknown = unknownKeys(issue);
  if (unknown.length > 0)
    return unknownKeyIssue(unknown, knownKeys(schema, path), base + pointerOf(path));
  const came = valueAt(document, path);
  const got = came === undefined ? '' : `; got ${abbreviate(JSON.stringify(came))}`;
  const { message } = issue;
  return { code, pointer: base + pointerOf(path), message: `${lowerFirst(message)}${got}.` };
}

/** The known name that is nearest to a misspelt one, or null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, name.length / 3) ? best.candidate : null;
}

function unknownKeyIssue(
  keys: readonly string[],
  known: readonly string[],
  at: string,
): ConfigIssue {
  const first = keys[0]!;
  const hint = nearest(first, known);
  const names = keys.map((key) => `"${key}"`).join(', ');
  return {
    code: 'config/unknown-key',
    pointer: `${at}${pointerOf([first])}`,
    message: `unknown key ${names}.${hint === null ? '' : ` Did you mean "${hint}"?`}${known.length === 0 ? '' : ` Known keys: ${known.join(', ')}.`}`,
  };
}

/** zod lists the keys beside the message; other libraries only say them. */
function unknownKeys(issue: SchemaIssue): readonly string[] {
  const { code, keys } = issue as { code?: unknown; keys?: unknown };
  return code === 'unrecognized_keys' && Array.isArray(keys) ? keys.map(String) : [];
}

function knownKeys(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const at = path.reduce<unknown>(
    (node, key) =>
      typeof key === 'number' ? valueAt(node, ['items']) : valueAt(node, ['properties', key]),
    schema,
  );
  const properties = valueAt(at, ['properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function abbreviate(text: string, limit = 80): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '');
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

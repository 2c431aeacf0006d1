import { isIsthmusError, messageOf, IsthmusError } from '@isthmus/contract/base';
import type { Certifier, CertificationRecord, Definition, Objective } from '@isthmus/contract';
import { unflatten } from '@isthmus/contract/parameters';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { ring } from '../builtin/objectives/ring.js';
import type { AnalyticLoss } from '../landscapes/analytic.js';
import { polyline } from '../path/polyline.js';
import { certifyPath, type CertifiedPath } from '../run/certify-path.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';

/** What may be set for the checks of a certifier. */
export interface CertifierCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
}

/** A path of which the largest loss is known exactly. */
interface KnownPath {
  readonly name: string;
  readonly loss: AnalyticLoss;
  readonly points: readonly (readonly number[])[];
  readonly peak: number;
}

/** None of them is highest at a point of an even grid. */
const KNOWN: readonly KnownPath[] = [
  { name: 'one segment over a saddle', loss: doubleWell(), points: [[-1, 0], [1.3, 0]], peak: 1 },
  { name: 'two segments, the second over the top of a ring', loss: ring(), points: [[0, 1], [-1, 0], [0.7, 0]], peak: 1 },
]; // prettier-ignore

/** How near the levels asked about lie to the peak, relative to it: nearer than any sampling comes. */
const NEAR = 1e-7;

/** Steps of one proof at most. */
const MOST_STEPS = 1_000_000;

/**
 * Everything that the contract asks of a certifier, of paths whose largest losses are known: it certifies no level
 * below them, refutes none above them, and answers the same twice. What it cannot do it may leave undecided.
 *
 * @example
 * const [affine] = registry.list('certifier');
 * const results = await runChecks(checkCertifier(affine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkCertifier(
  definition: Definition<'certifier'>,
  { options = {} }: CertifierCheckSetup = {},
): readonly PluginCheck[] {
  const each = (what: string, run: (certifier: Certifier, path: KnownPath) => Promise<void>) =>
    KNOWN.map((path): PluginCheck => ({
      name: `${what} (${path.name})`,
      run: async () => run(await createPlugin(definition, options), path),
    }));
  return [
    ...checkDefinition(definition, options),
    ...each('takes a subject, or says in words why not', refusesInWords),
    ...each('certifies no level below the largest loss', certifiesNothingFalse),
    ...each('refutes no level above the largest loss', refutesNothingTrue),
    ...each('answers the same claim twice the same way', repeats),
  ];
}

function subjectOf({ loss }: KnownPath) {
  const objective: Objective = { ...loss, unit: 'height', init: () => ({}) };
  return { kind: 'objective', objective, spec: loss.spec } as const;
}

async function answerOf(
  plugin: Certifier,
  path: KnownPath,
  level: number,
): Promise<CertificationRecord | null> {
  const subject = subjectOf(path);
  if (plugin.refusal(subject) !== null) return null;
  const points = path.points.map((point) => unflatten(path.loss.spec, Float64Array.from(point)));
  const claim = { path: polyline(points), level, highest: { element: 0, t: 0 } };
  let steps = 0;
  const tick = async () => Promise.resolve(++steps > MOST_STEPS);
  const chosen = { plugin, ref: { use: 'conformance/certifier', options: {} }, subject } as const;
  const found = await asked(() => certifyPath(chosen, claim, tick));
  ask(found !== null, 'conformance/certifier-end', `a proof had no end after ${MOST_STEPS} steps`);
  const { seconds: _, ...record } = found.record;
  return { ...record, seconds: 0 };
}

/** What a run refuses of an answer is a fault of the certifier. */
async function asked(run: () => Promise<CertifiedPath | null>): Promise<CertifiedPath | null> {
  try {
    return await run();
  } catch (cause) {
    if (!isIsthmusError(cause)) throw cause;
    throw new IsthmusError('conformance/certifier-outcome', messageOf(cause), {}, { cause });
  }
}

async function refusesInWords(plugin: Certifier, path: KnownPath): Promise<void> {
  const why: unknown = plugin.refusal(subjectOf(path));
  ask(
    why === null || (typeof why === 'string' && why.trim() !== ''),
    'conformance/certifier-refusal',
    `refusal answers ${String(why)}; it is null, or a text that says why`,
  );
  return Promise.resolve();
}

async function certifiesNothingFalse(plugin: Certifier, path: KnownPath): Promise<void> {
  for (const level of [path.peak * (1 - NEAR), path.peak / 2]) {
    const answer = await answerOf(plugin, path, level);
    const { leafBounds = null } = answer ?? {};
    const stated = leafBounds?.upper.map((bound) => bound ?? Infinity) ?? [Infinity];
    const upper = Math.min(answer?.upper ?? Infinity, Math.max(...stated));
    ask(
      answer?.outcome !== 'certified' && upper >= path.peak,
      'conformance/certifier-sound',
      `at the level ${level} it says ${answer?.outcome}, with an upper bound of ${upper}; the largest loss is ${path.peak}`,
    );
  }
}

async function refutesNothingTrue(plugin: Certifier, path: KnownPath): Promise<void> {
  for (const level of [path.peak * (1 + NEAR), path.peak * 2]) {
    const answer = await answerOf(plugin, path, level);
    const lower = answer?.lower ?? -Infinity;
    ask(
      answer?.outcome !== 'refuted' && lower <= path.peak,
      'conformance/certifier-witness',
      `at the level ${level} it says ${answer?.outcome}, with a loss of ${lower} reached; the largest loss is ${path.peak}`,
    );
  }
}

async function repeats(plugin: Certifier, path: KnownPath): Promise<void> {
  const answers = [];
  for (let i = 0; i < 2; i++)
    answers.push(JSON.stringify(await answerOf(plugin, path, path.peak * 1.01)));
  ask(
    answers[0] === answers[1],
    'conformance/certifier-repeat',
    `asked twice it answers ${answers.join(' and ')}`,
  );
}

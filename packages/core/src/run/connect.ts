import { IsthmusError } from '../base/errors.js';
import type { Path, PathEnds, Problem } from '../contract/path-strategy.js';
import type { PathRecord } from '../contract/result.js';
import type { SeparationRecord } from '../contract/separation.js';
import { sameBits } from '../parameters/parameters.js';
import { conform } from '../parameters/spec.js';
import { anglesOf } from '../path/angles.js';
import { knownElements } from '../path/known-elements.js';
import { lengthOf, normalizedLengthOf } from '../path/length.js';
import { createPacer } from './pacer.js';
import { judgePath, type Judgement, type Tick } from './path-judge.js';
import {
  inPhase,
  progressOf,
  runSearch,
  thinProfile,
  type ChosenStrategy,
  type ConnectSettings,
  type Ended,
  type Search,
} from './search.js';
import { watchProblem } from './watched-problem.js';

/** What became of a search. */
export type ConnectOutcome =
  | {
      readonly tag: 'finished';
      readonly path: Path;
      /** Without the name of the file that holds the vertices; no certificate is sought here. */
      readonly record: Omit<PathRecord, 'vertices'>;
    }
  | { readonly tag: 'cancelled' };

/**
 * Runs a path strategy to its end and judges the path that it leaves.
 *
 * The search ends by the strategy's own word, by the budget, at the first loss or gradient that is
 * not finite, or when it is cancelled. Whatever the strategy says, the verdict follows from the
 * float64 reference: `connected` with grade `sampled` where every sampled loss is at or below the
 * level, `disconnected` where `settings.prove` proves what the strategy says to separate the two at the
 * level, else `not-found`. The event loop has its turn at least every 50 ms, as far as single steps
 * of the strategy are shorter than 25.
 *
 * @throws `run/strategy-failed` when the strategy throws or breaks its contract; it names the
 * strategy and the phase, and keeps the cause. What the problem itself throws comes through as it is.
 * @example
 * const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
 * const budget = { gradientEvaluations: 1000, lossEvaluations: 1000 };
 * const line = registry.resolve('pathStrategy', 'core/linear', '/paths/0');
 * const outcome = await connect(line, problem, { rng, budget });
 * outcome.tag === 'finished' && outcome.record.reason; // 'above-level'
 */
export async function connect(
  strategy: ChosenStrategy,
  problem: Problem,
  settings: ConnectSettings,
): Promise<ConnectOutcome> {
  const search: Search = {
    strategy,
    settings,
    watched: watchProblem(problem, settings.budget.gradientEvaluations),
    unwatched: problem,
    tick: createTick(settings.signal),
    seconds: createStopwatch(),
  };
  const ended = await runSearch(search);
  if (ended === null) return { tag: 'cancelled' };
  const path = inPhase(search, 'path', () =>
    soundPath(problem, strategy.plugin.path(ended.state), strategy.plugin.ends ?? 'fixed'),
  );
  const judgement = await judgePath(search.watched.problem, path, search.tick);
  if (judgement === null) return { tag: 'cancelled' };
  settings.onProgress?.(progressOf(search, path, judgement.profile));
  const details = inPhase(search, 'details', () => strategy.plugin.details?.(ended.state) ?? null);
  const separation = separationOf(search, ended.state, judgement);
  const record = { ...recordOf(search, path, judgement, ended.status, separation), details };
  return { tag: 'finished', path, record };
}

function createTick(signal: AbortSignal | undefined): Tick {
  const pacer = createPacer();
  return async () => {
    if (pacer.due()) await pacer.rest();
    return signal?.aborted ?? false;
  };
}

function createStopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}

/** Of a strategy that may leave other ends the path may run from a to b all the same. */
function endsOf({ vertices }: Path, { a, b }: Problem): PathEnds {
  return sameBits(vertices[0]!, a) && sameBits(vertices.at(-1)!, b) ? 'fixed' : 'free';
}

/** @throws unless the path has its ends, a and b bit for bit, and points of the problem's shape */
function soundPath({ spec, a, b }: Problem, path: Path, ends: PathEnds): Path {
  const { vertices, elements } = path;
  if (vertices.length < 2 || elements.length !== vertices.length - 1)
    throw badPath(`it has ${vertices.length} vertices and ${elements.length} elements`);
  if (ends === 'fixed') {
    if (!sameBits(vertices[0]!, a)) throw badPath('its first vertex is not the endpoint a');
    if (!sameBits(vertices.at(-1)!, b)) throw badPath('its last vertex is not the endpoint b');
  }
  return { elements, vertices: vertices.map((vertex, i) => conform(spec, vertex, `vertex ${i}`)) };
}

function badPath(what: string): IsthmusError {
  return new IsthmusError(
    'run/bad-path',
    `A path runs from a to b, bit for bit, with one element between any two neighbours; ${what}.`,
  );
}

function recordOf(
  { strategy, settings, watched, seconds }: Search,
  path: Path,
  judgement: Judgement,
  ended: Ended,
  separation: SeparationRecord | null,
): Omit<PathRecord, 'vertices' | 'details'> {
  return {
    strategy: strategy.ref.use,
    options: strategy.ref.options,
    ...(separation === null ? verdictOf(judgement, ended) : DISCONNECTED),
    separation,
    ends: endsOf(path, watched.problem),
    level: watched.problem.level,
    lowest: null,
    peak: judgement.peak,
    barrier: judgement.barrier,
    length: lengthOf(path),
    normalizedLength: normalizedLengthOf(path),
    beads: path.vertices.length - 2,
    profile: thinProfile(judgement.profile),
    resolution: judgement.resolution,
    known: knownElements(path.elements, judgement.elements, settings.convexLoss ?? false),
    angles: anglesOf(path),
    // A problem knows no classes and no other split; who has evaluators fills these in.
    accuracy: null,
    along: null,
    certificate: null,
    cost: {
      gradientEvaluations: watched.gradientEvaluations(),
      lossEvaluations: watched.lossEvaluations(),
      seconds: seconds(),
    },
  };
}

const DISCONNECTED = { verdict: 'disconnected', grade: 'certified', reason: null } as const;

/** The proof that the endpoints are apart at the level; null where none is claimed, or it does not reach. */
function separationOf(
  search: Search,
  state: unknown,
  { profile }: Judgement,
): SeparationRecord | null {
  const { strategy, settings, watched } = search;
  const { level } = watched.problem;
  const claimed = inPhase(search, 'separator', () => strategy.plugin.separator?.(state) ?? null);
  const proven = claimed === null ? null : (settings.prove?.(claimed) ?? null);
  // Of an end above the level nothing is to be proved.
  const below = [profile.loss[0]!, profile.loss.at(-1)!].every((loss) => loss <= level);
  return proven !== null && below && level < proven.lowerBound ? proven : null;
}

/** The samples speak first; what the strategy said is left as the reason of a failure. */
function verdictOf(
  { holds, finite }: Judgement,
  ended: Ended,
): Pick<PathRecord, 'verdict' | 'grade' | 'reason'> {
  if (holds && finite) return { verdict: 'connected', grade: 'sampled', reason: null };
  const claimed = ended.tag === 'connected' ? 'refuted' : ended.reason;
  return { verdict: 'not-found', grade: null, reason: finite ? claimed : 'nonfinite' };
}

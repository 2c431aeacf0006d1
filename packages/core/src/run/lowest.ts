import { IsthmusError } from '@isthmus/contract/base';
import type { Cost, LowestTry, PathRecord, Problem } from '@isthmus/contract';
import { polyline } from '../path/polyline.js';
import { connect, createTick, type ConnectOutcome } from './connect.js';
import { provenLowest } from './lowest-proof.js';
import type { ChosenStrategy, ConnectSettings, SearchProgress } from './search.js';

/** When the search for the lowest level ends. */
export interface LowestOptions {
  /**
   * How near the level found and the highest one that failed below it must come, relative to the
   * former; in (0, 1).
   */
  readonly tolerance: number;
  /** Searches at most, at least 1. */
  readonly tries: number;
}

/** What is known of the levels between two endpoints. */
export interface LevelBounds {
  /** The larger loss of the endpoints: no path can do better. */
  readonly floor: number;
  /** Peak of the straight line. */
  readonly straight: number;
  readonly tried: readonly LowestTry[];
}

type Finished = Extract<ConnectOutcome, { readonly tag: 'finished' }>;

/**
 * Seeks the lowest level at which a strategy still connects two endpoints, by bisection between the
 * larger loss of the endpoints and the peak of the straight line.
 *
 * Any path proves its own peak to be a connecting level, also one that a failed try left, so the
 * search goes on below the lowest peak met. Every try has the whole budget; the cost of the record is
 * the sum. The record's level is the lowest peak that was met: an upper bound on Γ(a, b), as far as
 * the samples tell. A strategy need not be monotone (at a lower level it may find what it missed at a
 * higher one), so it is the smallest level found, not the smallest there is.
 *
 * Where proofs are asked for, the lowest level is proved at its end: it is then the one that is proved,
 * a thousandth above the largest loss known.
 *
 * @param problem its own level is not looked at
 * @throws `run/free-ends` for a strategy whose paths do not end at a and b; what `connect` throws
 * @example
 * const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 1 });
 * const greedy = registry.resolve('pathStrategy', 'dss/greedy', '/paths/0');
 * const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
 * const outcome = await connectLowest(greedy, problem, { rng, budget }, { tolerance: 0.1, tries: 4 });
 * outcome.tag === 'finished' && outcome.record.level < 1; // true
 */
export async function connectLowest(
  strategy: ChosenStrategy,
  problem: Problem,
  { certify, ...settings }: ConnectSettings,
  options: LowestOptions,
): Promise<ConnectOutcome> {
  if (strategy.plugin.ends === 'free') throw freeEnds(strategy);
  const line = await connect(straightLine(strategy), problem, {
    ...settings,
    onProgress: undefined,
  });
  if (line.tag === 'cancelled') return line;
  // Of tries a proof is asked for only where the strategy itself asks for it, at the level of the try.
  const tried =
    certify !== undefined && strategy.plugin.needsProofs === true
      ? { ...settings, certify: { ...certify, level: null } }
      : settings;
  let evaluations = 0;
  const concluding = async (best: Finished, bounds: LevelBounds, cost: Cost) => {
    const found = concluded(best, bounds, cost);
    if (certify === undefined) return found;
    const tick = createTick(settings.signal);
    const proved = await provenLowest(found, certify, tick, evaluations);
    if (proved === null) return CANCELLED;
    const fails = strategy.plugin.needsProofs === true && proved.record.grade === 'sampled';
    return fails ? { ...proved, record: { ...proved.record, ...UNDECIDED } } : proved;
  };
  let best: Finished = line;
  let bounds: LevelBounds = { ...firstBounds(line.record), tried: [] };
  let cost = line.record.cost;
  for (;;) {
    const level = nextLevel(bounds, options);
    if (level === null) return concluding(best, bounds, cost);
    const place = bounds.tried.length;
    const found = await connect(strategy, { ...problem, level }, trySettings(tried, place, cost));
    if (found.tag === 'cancelled') return found;
    evaluations += evaluationsOf(found);
    if (proves(tryOf(level, found.record)) < lowestPeak(bounds)) best = found;
    bounds = { ...bounds, tried: [...bounds.tried, tryOf(level, found.record)] };
    cost = sumOf(cost, found.record.cost);
  }
}

/** Passes of bounds that a try took. */
function evaluationsOf({ record: { certification, search } }: Finished): number {
  return certification?.evaluations ?? search.proofs?.evaluations ?? 0;
}

const CANCELLED: ConnectOutcome = { tag: 'cancelled' };

/** A step down of more than this is not risked: far below, most searches only use up their budget. */
const LARGEST_STEP = 10;

/**
 * The next level to try, or null when the search is over: the geometric mean of the lowest peak met
 * and of the highest level below it that failed, or a tenth of the former where that is more.
 *
 * @example
 * nextLevel({ floor: 1, straight: 4, tried: [] }, { tolerance: 0.01, tries: 16 }); // 2
 */
export function nextLevel(bounds: LevelBounds, { tolerance, tries }: LowestOptions): number | null {
  const { floor, tried } = bounds;
  const found = lowestPeak(bounds);
  const failed = tried.filter(({ verdict, level }) => verdict !== 'connected' && level < found);
  const below = failed.reduce((most, { level }) => Math.max(most, level), floor);
  // Not "above tolerance", which losses that are no numbers would escape.
  const apart = found - below > tolerance * Math.abs(found) && Number.isFinite(found);
  // A strategy with one path only leaves the same one at every level.
  const fixed = tried.at(-1)?.reason === 'above-level';
  if (!apart || fixed || tried.length >= tries) return null;
  if (below < 0) return (below + found) / 2;
  return Math.max(Math.sqrt(below) * Math.sqrt(found), found / LARGEST_STEP);
}

/** The lowest peak of any path, that of the straight line included. */
function lowestPeak({ straight, tried }: LevelBounds): number {
  return tried.reduce((least, one) => Math.min(least, proves(one)), straight);
}

/** The level at which a try shows the endpoints connected, whatever its verdict at its own level. */
function proves({ peak, reason }: LowestTry): number {
  return Number.isFinite(peak) && reason !== 'nonfinite' ? peak : Infinity;
}

function tryOf(level: number, { verdict, reason, peak, cost }: Judged): LowestTry {
  return { level, verdict, reason, peak: peak.loss, cost };
}

type Judged = Pick<PathRecord, 'verdict' | 'reason' | 'peak' | 'cost'>;

/** The search of nothing: its path is the straight line, and the driver judges it. */
function straightLine({ ref }: ChosenStrategy): ChosenStrategy {
  return {
    ref,
    plugin: {
      needs: 'value',
      init: ({ a, b }: Problem) => polyline([a, b]),
      step: (_, path) => path,
      status: () => ({ tag: 'connected' }),
      path: (path) => path as ReturnType<typeof polyline>,
    },
  };
}

function firstBounds({ profile, peak }: Finished['record']): Omit<LevelBounds, 'tried'> {
  return { floor: Math.max(profile.loss[0]!, profile.loss.at(-1)!), straight: peak.loss };
}

/** Every try draws its own numbers and tells what all tries have cost. */
function trySettings(settings: ConnectSettings, place: number, spent: Cost): ConnectSettings {
  const { rng, onProgress } = settings;
  const told = (progress: SearchProgress) => {
    const gradientEvaluations = spent.gradientEvaluations + progress.gradientEvaluations;
    onProgress?.({ ...progress, gradientEvaluations, tried: place });
  };
  return { ...settings, rng: rng.fork(`try ${place}`), onProgress: onProgress && told };
}

/** The best path, with the verdict at its own peak. */
function concluded({ path, record }: Finished, bounds: LevelBounds, cost: Cost): Finished {
  const { floor, straight, tried } = bounds;
  const known = Number.isFinite(straight);
  const level = known ? record.peak.loss : floor;
  const verdict = known ? CONNECTED : NOT_FOUND;
  const lowest = { level: known ? level : null, floor, straight, tried };
  return { tag: 'finished', path, record: { ...record, ...verdict, level, cost, lowest } };
}

const CONNECTED = { verdict: 'connected', grade: 'sampled', reason: null } as const;

/** Of a strategy that counts nothing as found without a proof. */
const UNDECIDED = { verdict: 'not-found', grade: null, reason: 'undecided' } as const;

/** Where the straight line's losses are not finite there is no level to begin below. */
const NOT_FOUND = { verdict: 'not-found', grade: null, reason: 'nonfinite' } as const;

function sumOf(a: Cost, b: Cost): Cost {
  return {
    gradientEvaluations: a.gradientEvaluations + b.gradientEvaluations,
    lossEvaluations: a.lossEvaluations + b.lossEvaluations,
    seconds: a.seconds + b.seconds,
  };
}

function freeEnds({ ref }: ChosenStrategy): IsthmusError {
  return new IsthmusError(
    'run/free-ends',
    `The paths of "${ref.use}" need not end at the endpoints, so no lowest level between those can be sought by it.`,
    { strategy: ref.use },
  );
}

import { IsthmusError, messageOf } from '../base/errors.js';
import type { Rng } from '../base/rng.js';
import type {
  Path,
  PathStrategy,
  Peak,
  Problem,
  Profile,
  Reason,
  Status,
} from '../contract/path-strategy.js';
import type { ResolvedRef } from '../contract/plugin.js';
import type { SeparationRecord, Separator } from '../contract/separation.js';
import { evenly, peakOf, profileOf } from '../path/profile.js';
import { thin } from '../path/thin.js';
import type { Tick } from './path-judge.js';
import type { WatchedProblem } from './watched-problem.js';

/** A path strategy with the name and the options that it was made by. */
export interface ChosenStrategy {
  readonly plugin: PathStrategy<unknown>;
  readonly ref: ResolvedRef;
}

/** What one search may spend; the judging of its path comes on top. */
export interface SearchBudget {
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
  /** Wall-clock limit; a search that it stops is outside the promise of equal results. */
  readonly seconds?: number | undefined;
}

/** How a search is run. */
export interface ConnectSettings {
  /** Step n draws from its fork `step n`, so that a search can go on from any state. */
  readonly rng: Rng;
  readonly budget: SearchBudget;
  readonly signal?: AbortSignal | undefined;
  /** Proves that a separator stands between the endpoints; absent: nothing is proved. */
  readonly prove?: ((separator: Separator) => SeparationRecord | null) | undefined;
  /** Whether the loss is convex in the prediction; where left out, no element is known to be convex. */
  readonly convexLoss?: boolean | undefined;
  /** Called at most ten times a second, and once more with the judged path. */
  readonly onProgress?: ((progress: SearchProgress) => void) | undefined;
}

/** How far a search has come, along its best path so far. */
export interface SearchProgress {
  readonly level: number;
  readonly vertices: number;
  /** Null until a loss is known. */
  readonly peak: Peak | null;
  /** At most 512 points. */
  readonly profile: Profile;
  readonly gradientEvaluations: number;
  /** Levels tried before this one, where the lowest is sought. */
  readonly tried?: number;
}

/** One search and all that it needs. */
export interface Search {
  readonly strategy: ChosenStrategy;
  readonly settings: ConnectSettings;
  readonly watched: WatchedProblem;
  /** The same problem, uncounted: for display only. */
  readonly unwatched: Problem;
  readonly tick: Tick;
  /** Seconds since the search began. */
  seconds(): number;
}

/** How a search ended, by the word of the strategy or of the driver. */
export type Ended = Exclude<Status, { readonly tag: 'running' }>;

/**
 * Steps until the search ends.
 *
 * @returns the last state and why it is the last; null when cancelled
 */
export async function runSearch(
  search: Search,
): Promise<{ readonly state: unknown; readonly status: Ended } | null> {
  const { strategy, settings, watched, tick } = search;
  const { plugin } = strategy;
  const { problem } = watched;
  const report = createReporter(search);
  const idle = createIdleCount(watched);
  let state = inPhase(search, 'init', () => plugin.init(problem, settings.rng.fork('init')));
  for (let step = 0; ; step++) {
    const reached = state;
    const said = inPhase(search, 'status', () => plugin.status(reached));
    const status = endOf(search, said);
    if (status !== null) return { state, status };
    if (await tick()) return null;
    report(state);
    const rng = settings.rng.fork(`step ${step}`);
    state = inPhase(search, 'step', () => idle(plugin.step(problem, reached, rng)));
  }
}

/** Steps in a row that ask for nothing new; no budget would ever end a search of such steps. */
const MAX_IDLE_STEPS = 10_000;

/** @throws in the function that it returns, once too many steps went by without an evaluation */
function createIdleCount(watched: WatchedProblem): <T>(state: T) => T {
  let steps = 0;
  let spent = 0;
  return (state) => {
    const total = watched.gradientEvaluations() + watched.lossEvaluations();
    steps = total === spent ? steps + 1 : 0;
    spent = total;
    if (steps >= MAX_IDLE_STEPS)
      throw new IsthmusError(
        'run/idle-strategy',
        `${steps} steps in a row asked for no loss and no gradient that was not known. A search ends by its status.`,
      );
    return state;
  };
}

/** Why the search ends here, or null when it goes on. */
function endOf({ settings, watched, ...search }: Search, status: Status): Ended | null {
  if (watched.sawNonfinite()) return notFound('nonfinite');
  if (status.tag !== 'running') return status;
  const { gradientEvaluations, lossEvaluations, seconds = Infinity } = settings.budget;
  const used =
    watched.gradientEvaluations() >= gradientEvaluations ||
    watched.lossEvaluations() >= lossEvaluations ||
    search.seconds() >= seconds;
  return used ? notFound('budget') : null;
}

function notFound(reason: Reason): Ended {
  return { tag: 'not-found', reason };
}

/** Points of a live profile on one element, and on a whole path. */
const LIVE_POINTS = { element: 17, path: 512 };

/**
 * Reports the path as it moves, at most ten times a second and for at most a tenth of the time. Its
 * losses are sampled apart from the search: they cost no budget and decide nothing.
 */
function createReporter(search: Search): (state: unknown) => void {
  const { strategy, settings, seconds, unwatched } = search;
  const { plugin } = strategy;
  let due = 0;
  return (state) => {
    const begun = seconds();
    if (settings.onProgress === undefined || begun < due) return;
    const path = inPhase(search, 'live', () => plugin.live?.(state) ?? plugin.path(state));
    const points = Math.min((LIVE_POINTS.element - 1) * path.elements.length + 1, LIVE_POINTS.path);
    settings.onProgress(progressOf(search, path, profileOf(path, evenly(points), unwatched)));
    due = seconds() + Math.max(0.1, 9 * (seconds() - begun));
  };
}

/** What is told of a path and the losses known along it. */
export function progressOf({ watched }: Search, path: Path, profile: Profile): SearchProgress {
  return {
    level: watched.problem.level,
    vertices: path.vertices.length,
    peak: profile.t.length === 0 ? null : peakOf(profile),
    profile: thinProfile(profile),
    gradientEvaluations: watched.gradientEvaluations(),
  };
}

/** Runs a piece of the strategy; what it throws is told apart from what the problem throws. */
export function inPhase<T>({ strategy, watched }: Search, phase: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (watched.threw(thrown)) throw thrown;
    const { use } = strategy.ref;
    throw new IsthmusError(
      'run/strategy-failed',
      `The path strategy "${use}" failed in ${phase}: ${messageOf(thrown)}`,
      { strategy: use, phase },
      { cause: thrown },
    );
  }
}

/** A profile of at most 512 points, with its peak and both ends among them. */
export function thinProfile({ t, loss }: Profile): Profile {
  const { x, y } = thin({ x: t, y: loss });
  return { t: x, loss: y };
}

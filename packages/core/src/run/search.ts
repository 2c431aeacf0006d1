import { blamed, inCall } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import type {
  EvaluationLimits,
  Path,
  PathStrategy,
  Peak,
  Problem,
  Profile,
  Reason,
  ResolvedRef,
  SeparationRecord,
  Separator,
  Status,
} from '@isthmus/contract';
import { conform, type ParamSpec } from '@isthmus/contract/parameters';
import { evenly, peakOf, profileOf } from '../path/profile.js';
import { thinCurve } from '../path/thin.js';
import { copiedPath, soundStatus } from '../registry/guard/strategy-answers.js';
import type { CancelTick } from './path-judge.js';
import type { PathCertifier } from './path-certifier.js';
import type { SegmentProofs } from './segment-proofs.js';
import type { WatchedProblem } from './watched-problem.js';

/** A path strategy with the name and the options that it was made by. */
export interface ChosenStrategy {
  readonly plugin: PathStrategy<unknown>;
  readonly ref: ResolvedRef;
}

/** What one search may spend, and never more; the judging of what it leaves comes on top. */
export interface SearchBudget extends EvaluationLimits {
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
  /** Proves that a path which holds does so at every t; absent: nothing is proved of paths. */
  readonly certify?: PathCertifier | undefined;
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
  /** What is proved while it searches; null where no proof is asked for. */
  readonly proofs: SegmentProofs | null;
  readonly tick: CancelTick;
  /** Seconds since the search began. */
  seconds(): number;
}

/** How a search ended, by the word of the strategy or of the driver. */
export type EndedStatus = Exclude<Status, { readonly tag: 'running' }>;

/** The last state of a search. */
export interface LastState {
  readonly state: unknown;
}

/**
 * Steps until the search ends. A step that asks for more than the budget allows is not made: the state
 * before it is the last, unless the strategy returned one all the same.
 *
 * @param from where it goes on, after so many rounds; where left out, it begins
 * @returns the last state and why it is the last; no state where the budget did not reach for the
 * first; null when cancelled
 */
export async function runSearch(
  search: Search,
  from: { readonly left: LastState; readonly rounds: number } | null = null,
): Promise<EndedSearch | null> {
  const { strategy, settings, watched, tick } = search;
  const { plugin } = strategy;
  const { problem } = watched;
  const report = createReporter(search);
  const idle = createIdleCount(search);
  const init = () => plugin.init(problem, settings.rng.fork('init'));
  const first = from?.left ?? answeredCall(search, 'init', init);
  let left = first instanceof Promise ? await first : first;
  const streams = from === null ? settings.rng : settings.rng.fork(`round ${from.rounds}`);
  if (left === 'cancelled') return null;
  if (left === null) return { left, status: notFound('budget') };
  for (let step = 0; ; step++) {
    const { state } = left;
    const said = inPhase(search, 'status', () => soundStatus(plugin.status(state)));
    const status = endOf(search, said);
    if (status !== null) return { left, status };
    if (await tick()) return null;
    report(state);
    const rng = streams.fork(`step ${step}`);
    const made = answeredCall(search, 'step', () => idle(plugin.step(problem, state, rng)));
    const next = made instanceof Promise ? await made : made;
    if (next === 'cancelled') return null;
    if (next === null) return { left, status: notFound('budget') };
    left = next;
  }
}

/** A search that has ended. */
export interface EndedSearch {
  readonly left: LastState | null;
  readonly status: EndedStatus;
}

/**
 * The state that a piece of the strategy gives; null where the budget did not reach for it. A promise where it asked
 * for a proof that is not there: it is called anew with that.
 */
export function answeredCall(
  search: Search,
  phase: string,
  action: () => unknown,
): LastState | null | Promise<LastState | 'cancelled' | null> {
  const left = affordable(search, phase, action);
  const waits = left !== null && search.proofs?.isAsked() === true;
  return waits ? calledAnew(search, search.proofs, phase, action) : left;
}

async function calledAnew(
  search: Search,
  proofs: SegmentProofs,
  phase: string,
  action: () => unknown,
): Promise<LastState | 'cancelled' | null> {
  const isOver = async () => isOutOfTime(search) || (await search.tick());
  if (!(await proofs.answer(isOver)))
    return search.settings.signal?.aborted === true ? 'cancelled' : null;
  return answeredCall(search, phase, action);
}

function isOutOfTime({ settings: { budget }, seconds }: Search): boolean {
  return seconds() >= (budget.seconds ?? Infinity);
}

/** The state that a piece of the strategy gives; null where the budget did not reach for it. */
function affordable(search: Search, phase: string, action: () => unknown): LastState | null {
  search.proofs?.forget();
  try {
    return { state: inPhase(search, phase, action) };
  } catch (thrown) {
    // The strategy may have wrapped the refusal in an error of its own.
    if (search.watched.refused()) return null;
    throw thrown;
  }
}

/** Steps in a row that ask for nothing new; no budget would ever end a search of such steps. */
const MAX_IDLE_STEPS = 10_000;

/** @throws in the function that it returns, once too many steps went by without an evaluation */
function createIdleCount({ watched, proofs }: Search): <T>(state: T) => T {
  let steps = 0;
  let spent = 0;
  return (state) => {
    const bounds = proofs?.spent().evaluations ?? 0;
    const total = watched.gradientEvaluations() + watched.lossEvaluations() + bounds;
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
function endOf(search: Search, status: Status): EndedStatus | null {
  const { watched } = search;
  if (watched.sawNonfinite()) return notFound('nonfinite');
  if (status.tag !== 'running') return status;
  const used = watched.refused() || isOutOfTime(search);
  return used ? notFound('budget') : null;
}

function notFound(reason: Reason): EndedStatus {
  return { tag: 'not-found', reason };
}

/** Points of a live profile on one element, and on a whole path. */
const LIVE_POINTS = { element: 17, path: 512 };

/**
 * Reports the path as it moves, at most ten times a second and for at most a tenth of the time. Its
 * losses are sampled apart from the search: they cost no budget and decide nothing.
 */
function createReporter(search: Search): (state: unknown) => void {
  const { strategy, settings, seconds, unwatched: problem } = search;
  const { plugin } = strategy;
  let due = 0;
  return (state) => {
    const begun = seconds();
    if (settings.onProgress === undefined || begun < due) return;
    const path = inPhase(search, 'live', () =>
      conformed(problem.spec, copiedPath(plugin.live?.(state) ?? plugin.path(state))),
    );
    const points = Math.min((LIVE_POINTS.element - 1) * path.elements.length + 1, LIVE_POINTS.path);
    settings.onProgress(progressOf(search, path, profileOf(path, evenly(points), problem)));
    due = seconds() + Math.max(0.1, 9 * (seconds() - begun));
  };
}

function conformed(spec: ParamSpec, { vertices, elements }: Path): Path {
  return { elements, vertices: vertices.map((vertex, i) => conform(spec, vertex, `vertex ${i}`)) };
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
  const who = `path strategy "${strategy.ref.use}"`;
  return inCall({ who, phase, foreign: false }, () => {
    try {
      return action();
    } catch (thrown) {
      if (watched.threw(thrown)) throw thrown;
      throw strategyFailed(strategy.ref.use, phase, thrown);
    }
  });
}

function strategyFailed(use: string, phase: string, thrown: unknown): IsthmusError {
  const { message } = blamed(`path strategy "${use}"`, phase, thrown);
  const data = { strategy: use, plugin: `path strategy "${use}"`, phase };
  return new IsthmusError('run/strategy-failed', message, data, {
    cause: thrown,
  });
}

/** A profile of at most 512 points, with its peak and both ends among them. */
export function thinProfile({ t, loss }: Profile): Profile {
  const { x, y } = thinCurve({ x: t, y: loss });
  return { t: x, loss: y };
}

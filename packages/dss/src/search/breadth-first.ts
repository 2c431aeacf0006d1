import { distance, lerp, polyline, proposePeak, type Params, type Rng } from '@isthmus/core';
import {
  define,
  type PathStrategy,
  type Peak,
  type Problem,
  type Reason,
  type Status,
} from '@isthmus/core/contract';
import { insertBead, type Bead } from '../string/bead.js';
import { failureOf, movedApart } from '../string/descent.js';
import { breadthFirstOptions, type BreadthFirstOptions } from './options.js';
import { shortening } from '../refine/shortening.js';
import { whyUndecided } from '../string/rounds.js';
import {
  failing,
  firstOpen,
  sampledEdge,
  splitPlace,
  stringThrough,
  type BeadString,
} from '../string/string.js';

/** A breadth-first search at rest: plain data, from which it goes on exactly. */
export interface BreadthFirstState {
  readonly status: Status;
  /** Steps so far; names the random numbers of the next. */
  readonly step: number;
  /** The loss to which all models descend at present. */
  readonly target: number;
  /** Rounds of insertion at this target. */
  readonly rounds: number;
  /** Pairs of ends that were given up for fresh ones. */
  readonly redrawn: number;
  /** All models in their order, both ends included. */
  readonly models: readonly Bead[];
  /** The largest loss between models i and i+1; null until it is looked for. */
  readonly pairs: readonly (Peak | null)[];
  /** The string on trial against the level; null before. */
  readonly trial: BeadString | null;
}

/**
 * Breadth-first Dynamic String Sampling: two models, by default fresh and untrained, descend together
 * with the beads between them, so that their losses stay about equal all the way down.
 *
 * All models descend to a common target; one that has met it waits for the others. Then the loss
 * between neighbours is looked at: where it rises above `1 + tolerance` times the largest loss of a
 * model a bead is inserted, and it descends in its turn. When nothing rises so far, the target is
 * lowered to `rho` times itself, at last to `level / (1 + tolerance)`, below which what was tolerated
 * stays at or below the level. A string passes as a path when the reference finds all of it there.
 *
 * The ends move: the verdict is about the ends that it leaves, not about the endpoints. Reasons of
 * failure are `depth` (rounds of insertion at one target), `vertices`, `spacing`, `stalled` and
 * `nonfinite`.
 *
 * @param options validated, with every default filled in
 */
export function createBreadthFirst(options: BreadthFirstOptions): PathStrategy<BreadthFirstState> {
  return {
    needs: 'gradient',
    ends: 'free',
    init: (problem, rng) => begin(options, problem, rng),
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const next = advance(options, problem, state, rng.fork(`breadth-first ${state.step}`));
      return { ...next, step: state.step + 1 };
    },
    status: ({ status }) => status,
    path: ({ models }) => polyline(models.map(({ best }) => best.point)),
    live: ({ models }) => polyline(models.map(({ point }) => point)),
  };
}

/** The plugin `dss/breadth-first`. */
export const breadthFirst = define({
  kind: 'pathStrategy',
  name: 'dss/breadth-first',
  summary:
    'Dynamic String Sampling from two fresh models: the whole string descends at once, and its ends with it.',
  sources: [
    'arXiv:1611.01540 (Freeman & Bruna 2017), section 3 and its draft: breadth-first variant of dynamic string sampling',
  ],
  options: breadthFirstOptions,
  create: shortening(createBreadthFirst),
});

function begin(options: BreadthFirstOptions, problem: Problem, rng: Rng): BreadthFirstState {
  const { a, b } = options.start === 'endpoints' ? problem : freshEnds(problem, rng);
  return withEnds(options, problem, a, b);
}

function freshEnds({ init }: Problem, rng: Rng): Pick<Problem, 'a' | 'b'> {
  return { a: init(rng.fork('a')), b: init(rng.fork('b')) };
}

/** Two models, whose larger loss is the first target, unless both are below the last: they have met it. */
function withEnds(
  options: BreadthFirstOptions,
  problem: Problem,
  a: Params,
  b: Params,
): BreadthFirstState {
  const reach = distance(a, b);
  const models = [a, b].map((origin, edge) =>
    insertBead(problem, { target: Infinity }, { edge, reach, origin }),
  );
  return {
    status: statusOf(models),
    step: 0,
    target: Math.max(largestOf(models), lastTarget(options, problem.level)),
    rounds: 0,
    redrawn: 0,
    models,
    pairs: [null],
    trial: null,
  };
}

function advance(
  options: BreadthFirstOptions,
  problem: Problem,
  state: BreadthFirstState,
  rng: Rng,
): BreadthFirstState {
  if (state.models.some((model) => model.state === 'moving'))
    return descend(options, problem, state, rng);
  if (state.trial !== null) return tried(options, problem, state, state.trial);
  const unknown = state.pairs.indexOf(null);
  return unknown < 0 ? judged(options, problem, state) : probed(problem, state, unknown);
}

/** Steps of every model above the target; those that have met it wait. */
function descend(
  options: BreadthFirstOptions,
  problem: Problem,
  state: BreadthFirstState,
  rng: Rng,
): BreadthFirstState {
  const rules = { ...options, target: state.target, maxSteps: options.maxStepsPerBead };
  const models = movedApart(rules, problem, state.models, rng).map((model) =>
    model.state === 'settled' ? { ...model, point: model.best.point } : model,
  );
  if (failureOf(models) === 'stalled' && mayRedraw(options, state)) {
    const { a, b } = freshEnds(problem, rng.fork('redraw'));
    return { ...withEnds(options, problem, a, b), step: state.step, redrawn: state.redrawn + 1 };
  }
  return { ...state, models, status: statusOf(models) };
}

/** Nothing is lost with ends that stall before a bead joins them. */
function mayRedraw(options: BreadthFirstOptions, { models, redrawn }: BreadthFirstState): boolean {
  return options.start === 'random' && models.length === 2 && redrawn < options.restarts;
}

function statusOf(models: readonly Bead[]): Status {
  const reason = failureOf(models);
  return reason === null ? { tag: 'running' } : { tag: 'not-found', reason };
}

/** Looks for the largest loss between two neighbours: the engine proposes, the reference says. */
function probed(problem: Problem, state: BreadthFirstState, pair: number): BreadthFirstState {
  const [from, to] = [state.models[pair]!.point, state.models[pair + 1]!.point];
  const { t } = proposePeak((places) => problem.scan(from, to, places));
  const peak = { t, loss: problem.valueBetween(from, to, t) };
  return { ...state, pairs: state.pairs.with(pair, peak) };
}

/** What all losses at one target lead to: beads, a trial against the level, or a lower target. */
function judged(
  options: BreadthFirstOptions,
  problem: Problem,
  state: BreadthFirstState,
): BreadthFirstState {
  const { level } = problem;
  const largest = largestOf(state.models);
  const last = lastTarget(options, level);
  const limit = state.target > last ? (1 + options.tolerance) * largest : level;
  const peaks = state.pairs.map((peak) => peak ?? { t: 0.5, loss: NaN });
  const over = peaks.flatMap(({ t, loss }, edge) => (loss <= limit ? [] : [{ edge, t }]));
  if (over.length > 0) return inserted(options, problem, state, over);
  if (largest <= level && peaks.every(({ loss }) => loss <= level))
    return { ...state, trial: stringThrough(state.models.map(({ point }) => point)) };
  return lowered(state, Math.max(options.rho * state.target, last));
}

/** Below it, neighbours whose losses are tolerated stay at or below the level. */
function lastTarget({ tolerance }: BreadthFirstOptions, level: number): number {
  return level / (1 + tolerance);
}

/** Searches one more edge in full; a string without a loss above the level is a path. */
function tried(
  options: BreadthFirstOptions,
  problem: Problem,
  state: BreadthFirstState,
  trial: BeadString,
): BreadthFirstState {
  const open = firstOpen(trial);
  if (open >= 0) return { ...state, trial: sampledEdge(trial, open, problem, options) };
  const edges = failing(trial);
  if (edges.length === 0) return { ...state, status: { tag: 'connected' } };
  const splits = edges.map((edge) => ({ edge, t: splitPlace(trial, edge, 'peak') }));
  const reason = whyUndecided(trial, edges, () => whyNotSplit(options, state, splits));
  const settled = { ...state, trial: null };
  if (reason !== null) return { ...settled, status: { tag: 'not-found', reason } };
  return inserted(options, problem, settled, splits);
}

/** An edge and where it is to be split. */
interface Split {
  readonly edge: number;
  readonly t: number;
}

/** A bead on every edge that is to be split, or the end of the search. */
function inserted(
  options: BreadthFirstOptions,
  problem: Problem,
  state: BreadthFirstState,
  splits: readonly Split[],
): BreadthFirstState {
  const reason = whyNotSplit(options, state, splits);
  if (reason !== null) return { ...state, status: { tag: 'not-found', reason } };
  const beads = new Map(
    splits.map(({ edge, t }) => {
      const [from, to] = [state.models[edge]!.point, state.models[edge + 1]!.point];
      const origin = lerp(from, to, options.insertAt === 'middle' ? 0.5 : t);
      const at = { edge, reach: distance(from, to), origin };
      return [edge, insertBead(problem, state, at)];
    }),
  );
  const joined = state.models.flatMap((model, i) => [model, ...[beads.get(i) ?? []].flat()]);
  // Its place in the string names a model's random numbers.
  const models = joined.map((model, edge) => ({ ...model, edge }));
  const pairs = state.pairs.flatMap((peak, i) => (beads.has(i) ? [null, null] : [peak]));
  return { ...state, rounds: state.rounds + 1, models, pairs, status: statusOf(models) };
}

function whyNotSplit(
  options: BreadthFirstOptions,
  { models, rounds }: BreadthFirstState,
  splits: readonly Split[],
): Reason | null {
  if (rounds >= options.maxDepth) return 'depth';
  if (models.length + splits.length > options.maxVertices) return 'vertices';
  const points = models.map(({ point }) => point);
  const least = options.minSpacing * distance(points[0]!, points.at(-1)!);
  const close = splits.some(({ edge }) => distance(points[edge]!, points[edge + 1]!) < least);
  return close ? 'spacing' : null;
}

/** Models above the new target go on; what is known of the edges that move with them is forgotten. */
function lowered(state: BreadthFirstState, target: number): BreadthFirstState {
  const models = state.models.map((model): Bead => {
    if (model.best.loss <= target) return model;
    const mark = { step: model.steps, loss: model.best.loss };
    return { ...model, mark, state: 'moving' };
  });
  const stays = models.map((model) => model.state !== 'moving');
  const pairs = state.pairs.map((peak, i) => (stays[i]! && stays[i + 1]! ? peak : null));
  return { ...state, target, rounds: 0, models, pairs };
}

function largestOf(models: readonly Bead[]): number {
  return Math.max(...models.map(({ best }) => best.loss));
}

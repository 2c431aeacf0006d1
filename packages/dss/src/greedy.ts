import { distance, polyline, type Params, type Rng } from '@isthmus/core';
import {
  define,
  type PathStrategy,
  type Problem,
  type Reason,
  type Status,
} from '@isthmus/core/contract';
import {
  insertBead,
  moveBead,
  nextSteps,
  startBead,
  type Bead,
  type DescentRules,
} from './bead.js';
import { greedyOptions, type GreedyOptions } from './options.js';
import {
  edgeLength,
  failing,
  firstOpen,
  peakOfString,
  sampled,
  split,
  splitPoint,
  straight,
  type BeadString,
} from './string.js';

/** A greedy search at rest: plain data, from which it goes on exactly. */
export interface GreedyState {
  readonly status: Status;
  /** Steps so far; names the random numbers of the next. */
  readonly step: number;
  readonly level: number;
  /** Distance of the endpoints. */
  readonly span: number;
  /** Rounds of insertion so far. */
  readonly depth: number;
  readonly string: BeadString;
  /** The vertices of this depth on their way down; none while edges are searched. */
  readonly beads: readonly Bead[];
  /** The string of lowest peak among those searched in full; null before the first. */
  readonly best: BeadString | null;
  /** The peak of each string searched in full, by depth. */
  readonly peaks: readonly number[];
}

/**
 * Greedy Dynamic String Sampling: an edge whose loss rises above the level is split at its peak, the
 * new vertex (bead) descends to alpha times the level, and both halves are treated alike.
 *
 * The recursion goes depth by depth: first the peaks of all edges of a depth are found; then
 * all its beads descend side by side, in one call up to their next evaluations, each with its own
 * optimizer state and its own end. With depth d the largest number of beads is
 * `1 + 2 + … + 2^(d-1) = 2^d - 1`, and `maxDepth` is that d; counts that number the depths from 0
 * and begin with 1 bead at depth 0 reach the same `2^d - 1` at depth d-1.
 *
 * Success shows a path below the level at all sampled t. Failure shows nothing: the reasons are
 * `depth`, `vertices`, `spacing` (an edge too short to split), `plateau` (the lowest peak of
 * the string not improved over several depths), `stalled` (a bead stayed above the level after its
 * restarts), `nonfinite`, and `above-level` (an endpoint is above it, so that no path exists).
 *
 * @param options validated, with every default filled in
 * @example
 * const setting = { a: [-1, 0], b: [1, 0], level: 0.25 };
 * const problem = analyticProblem(ring(), setting);
 * const strategy = createGreedy(greedyOptions.parse({ alpha: 0.5 }));
 * let state = strategy.init(problem, rng.fork('init'));
 * for (let step = 0; strategy.status(state).tag === 'running'; step++)
 *   state = strategy.step(problem, state, rng.fork(`step ${step}`));
 * strategy.status(state).tag; // 'connected'
 */
export function createGreedy(options: GreedyOptions): PathStrategy<GreedyState> {
  return {
    needs: 'gradient',
    init: begin,
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const next = advance(options, problem, state, rng.fork(`greedy ${state.step}`));
      return { ...next, step: state.step + 1 };
    },
    status: ({ status }) => status,
    path: (state) => polyline(shown(state).vertices),
    live: ({ string, beads }) => polyline(split(string, pointsOf(beads)).vertices),
  };
}

/** The plugin `dss/greedy`. */
export const greedy = define({
  kind: 'pathStrategy',
  name: 'dss/greedy',
  summary: 'Dynamic String Sampling: splits a path at its peaks and lets the new vertices descend.',
  sources: ['arXiv:1611.01540 (Freeman & Bruna 2017), section 3.1, algorithm 1'],
  options: greedyOptions,
  create: createGreedy,
});

function begin({ a, b, level, value }: Problem): GreedyState {
  const endsHold = value(a) <= level && value(b) <= level;
  return {
    status: endsHold ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' },
    step: 0,
    level,
    span: distance(a, b),
    depth: 0,
    string: straight(a, b),
    beads: [],
    best: null,
    peaks: [],
  };
}

/** Where beads that are under way stand, by the edges that they split. */
function pointsOf(beads: readonly Bead[]): ReadonlyMap<number, Params> {
  return new Map(beads.map(({ edge, point }) => [edge, point]));
}

/** The best string that is known in full. */
function shown({ best, string }: GreedyState): BeadString {
  return best ?? string;
}

function advance(
  options: GreedyOptions,
  problem: Problem,
  state: GreedyState,
  rng: Rng,
): GreedyState {
  if (state.beads.length > 0) return descend(options, problem, state, rng);
  const open = firstOpen(state.string);
  if (open >= 0) {
    const string = sampled(state.string, open, problem, options.gridPoints);
    return { ...state, string };
  }
  return extend(options, problem, ranked(state));
}

/** Remembers the peak of a string whose edges have all been searched. */
function ranked(state: GreedyState): GreedyState {
  const peak = peakOfString(state.string)?.loss ?? NaN;
  const lowest = state.peaks.every((other) => peak < other);
  return {
    ...state,
    peaks: [...state.peaks, peak],
    best: lowest ? state.string : state.best,
  };
}

/** Ends the search, or inserts a bead on every edge above the level. */
function extend(options: GreedyOptions, problem: Problem, state: GreedyState): GreedyState {
  const edges = failing(state.string);
  if (edges.length === 0) return { ...state, status: { tag: 'connected' } };
  const reason = whyNotSplit(options, state, edges);
  if (reason !== null) return failed(state, reason);
  const beads = edges.map((edge) =>
    insertBead(problem, rulesOf(options, problem.level), {
      edge,
      reach: edgeLength(state.string, edge),
      origin: splitPoint(state.string, edge, options.insertAt),
    }),
  );
  return { ...state, depth: state.depth + 1, beads };
}

function whyNotSplit(
  options: GreedyOptions,
  { depth, string, span, peaks }: GreedyState,
  edges: readonly number[],
): Reason | null {
  if (!Number.isFinite(peaks.at(-1))) return 'nonfinite';
  if (depth >= options.maxDepth) return 'depth';
  if (string.vertices.length + edges.length > options.maxVertices) return 'vertices';
  if (edges.some((edge) => edgeLength(string, edge) < options.minSpacing * span)) return 'spacing';
  return isPlateau(peaks, options.plateauDepths) ? 'plateau' : null;
}

function isPlateau(peaks: readonly number[], depths: number): boolean {
  if (peaks.length <= depths) return false;
  return Math.min(...peaks.slice(-depths)) >= Math.min(...peaks.slice(0, -depths));
}

/** Steps of every bead that still moves; when none does, the string takes them in. */
function descend(
  options: GreedyOptions,
  problem: Problem,
  state: GreedyState,
  rng: Rng,
): GreedyState {
  const beads = moved(rulesOf(options, problem.level), problem, state.beads, rng);
  if (beads.some((bead) => bead.state === 'nonfinite'))
    return failed({ ...state, beads }, 'nonfinite');
  if (beads.some((bead) => bead.state === 'stalled')) return failed({ ...state, beads }, 'stalled');
  if (beads.some((bead) => bead.state === 'moving')) return { ...state, beads };
  const vertices = new Map(beads.map((bead) => [bead.edge, bead.best.point]));
  return { ...state, string: split(state.string, vertices), beads: [] };
}

/** First steps first, so that all that are under way descend in one call. */
function moved(
  rules: DescentRules,
  problem: Problem,
  beads: readonly Bead[],
  rng: Rng,
): readonly Bead[] {
  const moving = beads.filter((bead) => bead.state === 'moving');
  const starting = moving.filter((bead) => !bead.underWay);
  const next =
    starting.length > 0
      ? started(rules, problem, starting, rng)
      : descended(rules, problem, moving, rng);
  return beads.map((bead) => next.get(bead) ?? bead);
}

function started(rules: DescentRules, problem: Problem, beads: readonly Bead[], rng: Rng) {
  const points = beads.map((bead) => bead.point);
  const gradients = problem.gradients(points, rng.fork('batch'));
  return new Map(
    beads.map((bead, i) => [
      bead,
      startBead(problem, rules, bead, gradients[i]!, rng.fork(`edge ${bead.edge}`)),
    ]),
  );
}

function descended(rules: DescentRules, problem: Problem, beads: readonly Bead[], rng: Rng) {
  const wanted = beads.map((bead) => nextSteps(rules, bead));
  const found = beads.length === 0 ? [] : problem.descend(wanted, rng.fork('descent'));
  return new Map(
    beads.map((bead, i) => [
      bead,
      moveBead(problem, rules, bead, found[i]!, rng.fork(`edge ${bead.edge}`)),
    ]),
  );
}

function rulesOf(options: GreedyOptions, level: number): DescentRules {
  return { ...options, target: options.alpha * level, maxSteps: options.maxStepsPerBead };
}

function failed(state: GreedyState, reason: Reason): GreedyState {
  return { ...state, status: { tag: 'not-found', reason } };
}

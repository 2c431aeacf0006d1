import { polyline, type Params, type Rng } from '@isthmus/core';
import { define, type PathStrategy, type Problem } from '@isthmus/core/contract';
import { insertBead, type Bead } from '../string/bead.js';
import { failureOf, movedApart } from '../string/descent.js';
import { greedyOptions, type GreedyOptions } from './options.js';
import { shortening } from '../refine/shortening.js';
import {
  beginRounds,
  failedRounds,
  lookedAtEdge,
  nextSplits,
  rankedRound,
  refutedRounds,
  shownString,
  type Rounds,
} from '../string/rounds.js';
import {
  edgeLength,
  endsOfEdge,
  failing,
  splitString,
  splitPlace,
  splitPoint,
} from '../string/string.js';
import { rulesTo, settledByEdges } from '../string/target.js';

/** A greedy search at rest: plain data, from which it goes on exactly. */
export interface GreedyState extends Rounds {
  /** The vertices of this depth on their way down; none while edges are searched. */
  readonly beads: readonly Bead[];
}

/**
 * Greedy Dynamic String Sampling: an edge whose loss rises above the level is split at its peak, the
 * new vertex (bead) descends, and both halves are treated alike. A bead rests as soon as both halves
 * stay at or below the level, at the latest at its target between the losses of the ends and the level.
 *
 * The recursion goes depth by depth: first the peaks of all edges of a depth are found; then
 * all its beads descend side by side, in one call up to their next evaluations, each with its own
 * optimizer state and its own end. With depth d the largest number of beads is
 * `1 + 2 + … + 2^(d-1) = 2^d - 1`, and `maxDepth` is that d; counts that number the depths from 0
 * and begin with 1 bead at depth 0 reach the same `2^d - 1` at depth d-1.
 *
 * With `atLeastOneBead` the straight line is split once even where it holds.
 *
 * Success shows a path below the level at all sampled t. Failure shows nothing: the reasons are
 * `depth`, `vertices`, `spacing` (an edge too short to split), `plateau` (the lowest peak of
 * the string not improved over several depths), `stalled` (a bead stayed above the level after its
 * restarts), `nonfinite`, and `above-level` (an endpoint is above it, so that no path exists).
 *
 * @param options validated, with every default filled in
 */
export function createGreedy(options: GreedyOptions): PathStrategy<GreedyState> {
  return {
    needs: 'gradient',
    keepsItsPath: options.atLeastOneBead,
    init: (problem) => ({ ...beginRounds(problem), beads: [] }),
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const next = advance(options, problem, state, rng.fork(`greedy ${state.step}`));
      return { ...next, step: state.step + 1 };
    },
    status: ({ status }) => status,
    refuted: (problem, state, witness) => refutedRounds({ ...state, beads: [] }, problem, witness),
    path: (state) => polyline(shownString(state).vertices),
    live: ({ string, beads }) => polyline(splitString(string, pointsOf(beads)).vertices),
  };
}

/** The plugin `dss/greedy`. */
export const greedy = define({
  kind: 'pathStrategy',
  name: 'dss/greedy',
  summary: 'Dynamic String Sampling: splits a path at its peaks and lets the new vertices descend.',
  sources: ['arXiv:1611.01540 (Freeman & Bruna 2017), section 3.1, algorithm 1'],
  options: greedyOptions,
  create: shortening(createGreedy),
});

/** Where beads that are under way stand, by the edges that they split. */
function pointsOf(beads: readonly Bead[]): ReadonlyMap<number, Params> {
  return new Map(beads.map(({ edge, point }) => [edge, point]));
}

function advance(
  options: GreedyOptions,
  problem: Problem,
  state: GreedyState,
  rng: Rng,
): GreedyState {
  if (state.beads.length > 0) return descend(options, problem, state, rng);
  return lookedAtEdge(state, problem, options) ?? extend(options, problem, rankedRound(state));
}

/** Ends the search, or inserts a bead on every edge above the level. */
function extend(options: GreedyOptions, problem: Problem, state: GreedyState): GreedyState {
  if (wantsFirstBead(options, state)) {
    // A line that holds is left out of the ranking, as it may be lower than any string with a bead.
    const unranked = { ...state, best: null, peaks: [] };
    return withBeads(options, problem, unranked, [0], firstPlace(options, state));
  }
  const splits = nextSplits(options, state);
  if ('ended' in splits) return { ...state, status: splits.ended };
  return withBeads(options, problem, state, splits.edges, null);
}

/** Whether the straight line holds and is to be split all the same. */
function wantsFirstBead(
  { atLeastOneBead, maxDepth }: GreedyOptions,
  { string }: GreedyState,
): boolean {
  const isLine = string.vertices.length === 2 && failing(string).length === 0;
  return atLeastOneBead && maxDepth > 0 && isLine;
}

/** Where a line that holds is split: halfway too where its largest loss is that of an end. */
function firstPlace({ insertAt }: GreedyOptions, { string }: GreedyState): 'peak' | 'middle' {
  const t = splitPlace(string, 0, insertAt);
  return t > 0 && t < 1 ? insertAt : 'middle';
}

function withBeads(
  options: GreedyOptions,
  problem: Problem,
  state: GreedyState,
  edges: readonly number[],
  place: 'peak' | 'middle' | null,
): GreedyState {
  const beads = edges.map((edge) =>
    insertBead(problem, rulesTo(options, state), {
      edge,
      reach: edgeLength(state.string, edge),
      origin: splitPoint(state.string, edge, place ?? options.insertAt),
    }),
  );
  return { ...state, depth: state.depth + 1, beads };
}

/** Steps of every bead that still moves; when none does, the string takes them in. */
function descend(
  options: GreedyOptions,
  problem: Problem,
  state: GreedyState,
  rng: Rng,
): GreedyState {
  const moved = movedApart(rulesTo(options, state), problem, state.beads, rng);
  const beads = rested(options, problem, { ...state, beads: moved });
  const reason = failureOf(beads);
  if (reason !== null) return failedRounds({ ...state, beads }, reason);
  if (beads.some((bead) => bead.state === 'moving')) return { ...state, beads };
  const vertices = new Map(beads.map((bead) => [bead.edge, bead.best.point]));
  return { ...state, string: splitString(state.string, vertices), beads: [] };
}

/** A bead that was put on a line that holds goes to its target: its edges hold from the first. */
function rested(options: GreedyOptions, problem: Problem, state: GreedyState): readonly Bead[] {
  const { beads, string, peaks } = state;
  if (options.settle === 'target' || peaks.length === 0) return beads;
  return beads.map((bead) => settledByEdges(problem, endsOfEdge(string, bead.edge), bead));
}

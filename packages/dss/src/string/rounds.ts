import { distance, withSample } from '@isthmus/core';
import type { ElementPlace, Problem, Reason, Status } from '@isthmus/core/contract';
import {
  edgeLength,
  areUndecided,
  failing,
  firstOpen,
  heightOfString,
  sampledEdge,
  straightString,
  type BeadString,
  type EdgeRules,
} from './string.js';

/**
 * A search that goes round by round at rest: the peaks of all edges are found, every edge above the
 * level is split, and the new beads descend.
 */
export interface Rounds {
  readonly status: Status;
  /** Steps so far; names the random numbers of the next. */
  readonly step: number;
  readonly level: number;
  /** The larger loss of the endpoints. */
  readonly floor: number;
  /** Distance of the endpoints. */
  readonly span: number;
  /** Rounds of insertion so far. */
  readonly depth: number;
  readonly string: BeadString;
  /** The string of lowest peak among those searched in full; null before the first. */
  readonly best: BeadString | null;
  /** The peak of each string searched in full, by depth. */
  readonly peaks: readonly number[];
}

/** When rounds of insertion end without a path. */
export interface RoundLimits extends EdgeRules {
  readonly maxDepth: number;
  readonly maxVertices: number;
  readonly minSpacing: number;
  readonly plateauDepths: number;
}

/** The straight line, with nothing known of it but whether its ends are at or below the level. */
export function beginRounds({ a, b, level, value }: Problem): Rounds {
  const floor = Math.max(value(a), value(b));
  return {
    status: floor <= level ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' },
    step: 0,
    level,
    floor,
    span: distance(a, b),
    depth: 0,
    string: straightString(a, b),
    best: null,
    peaks: [],
  };
}

/** The best string that is known in full. */
export function shownString({ best, string }: Rounds): BeadString {
  return best ?? string;
}

/** The state with one more look at the first edge whose peak is open; null when none is. */
export function lookedAtEdge<S extends Rounds>(
  state: S,
  problem: Problem,
  rules: EdgeRules,
): S | null {
  const open = firstOpen(state.string);
  if (open < 0) return null;
  return { ...state, string: sampledEdge(state.string, open, problem, rules) };
}

/** Remembers the peak of a string whose edges have all been searched. */
export function rankedRound<S extends Rounds>(state: S): S {
  const peak = heightOfString(state.string);
  const lowest = state.peaks.every((other) => peak < other);
  return {
    ...state,
    peaks: [...state.peaks, peak],
    best: lowest ? state.string : state.best,
  };
}

/** The edges that are to be split, or how the search of a ranked string ends. */
export function nextSplits(
  limits: RoundLimits,
  state: Rounds,
): { readonly edges: readonly number[] } | { readonly ended: Status } {
  const edges = failing(state.string);
  if (edges.length === 0) return { ended: { tag: 'connected' } };
  const reason = whyUndecided(state.string, edges, () => whyNotSplit(limits, state, edges));
  return reason === null ? { edges } : { ended: { tag: 'not-found', reason } };
}

/**
 * Why edges are not split: `undecided` where no split helps, as an end of the string cannot be proved itself, or
 * where they may not be split though no more is wrong with them than that they could not be proved.
 *
 * @param otherwise the limit that a split would exceed; null where there is none
 */
export function whyUndecided(
  string: BeadString,
  edges: readonly number[],
  otherwise: () => Reason | null,
): Reason | null {
  if (edges.some((edge) => string.edges[edge]!.refused?.hopeless)) return 'undecided';
  const reason = otherwise();
  return reason !== null && areUndecided(string, edges) ? 'undecided' : reason;
}

function whyNotSplit(
  limits: RoundLimits,
  { depth, string, span, peaks }: Rounds,
  edges: readonly number[],
): Reason | null {
  if (!Number.isFinite(peaks.at(-1))) return 'nonfinite';
  if (depth >= limits.maxDepth) return 'depth';
  if (string.vertices.length + edges.length > limits.maxVertices) return 'vertices';
  if (edges.some((edge) => edgeLength(string, edge) < limits.minSpacing * span)) return 'spacing';
  return isPlateau(peaks, limits.plateauDepths) ? 'plateau' : null;
}

function isPlateau(peaks: readonly number[], depths: number): boolean {
  if (peaks.length <= depths) return false;
  return Math.min(...peaks.slice(-depths)) >= Math.min(...peaks.slice(0, -depths));
}

/**
 * The state of a search that was connected, once a place on its path is known to be above the level: its edge
 * is to be split there.
 */
export function refutedRounds<S extends Rounds>(
  state: S,
  problem: Pick<Problem, 'along'>,
  { element, t }: ElementPlace,
): S {
  const { vertices, edges } = shownString(state);
  const samples = withSample(
    edges[element]!.samples,
    t,
    problem.along(vertices[element]!, vertices[element + 1]!)(t),
  );
  const string = { vertices, edges: edges.with(element, { side: 'above', samples, next: null }) };
  return { ...state, status: { tag: 'running' }, string, best: null };
}

/** The state, ended without a path. */
export function failedRounds<S extends Rounds>(state: S, reason: Reason): S {
  return { ...state, status: { tag: 'not-found', reason } };
}

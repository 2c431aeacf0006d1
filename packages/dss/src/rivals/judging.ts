import {
  evenly,
  nextSample,
  NO_SAMPLES,
  peakSearchOf,
  peakOf,
  withSample,
  type Params,
} from '@isthmus/core';
import type { Problem, Profile } from '@isthmus/core/contract';

/** The part of a problem by which a path is judged. */
export type EdgeProblem = Pick<Problem, 'level' | 'gridPoints' | 'valueBetween' | 'scan'>;

/** A polyline whose losses are being looked at, in small steps. */
export interface PolylineJudging {
  readonly vertices: readonly Params[];
  /** Points of the first look at every edge, evenly spaced, both ends included. */
  readonly points: number;
  /** Losses asked for so far. */
  readonly evaluations: number;
  /** The losses of each edge at those points, by the engine, of the edges looked at so far. */
  readonly scans: readonly (readonly number[])[];
  /** The edges that the reference has not passed yet, the highest first; empty while scanning. */
  readonly pending: readonly number[];
  /** What the reference said of the first of them. */
  readonly samples: Profile;
  /** The largest loss seen; NaN where one is undefined. */
  readonly peak: number;
  /** Whether every edge stays at or below the level, or one rises above; `open` until it is known. */
  readonly side: 'open' | 'below' | 'above';
}

/** Edges are never looked at more closely than at nine points between their ends. */
export const MOST_POINTS = 11;

/** Points on a polyline, apart from its last vertex, that a look is content with. */
const POINTS_OF_A_LOOK = 32;

/**
 * Points at which each edge of a polyline is looked at, both ends included: about 32 along all of it.
 *
 * @param least on one edge
 */
export function pointsOfALook(vertices: readonly Params[], least: number): number {
  const each = 1 + Math.ceil(POINTS_OF_A_LOOK / (vertices.length - 1));
  return Math.min(Math.max(each, least), MOST_POINTS);
}

/** Losses that a look at a polyline asks for, where the reference confirms that it is too high. */
export function costOfALook(vertices: readonly Params[], points: number): number {
  return (vertices.length - 1) * (points - 1) + 2;
}

/** A judging that has seen nothing yet. */
export function beginJudging(vertices: readonly Params[], points: number): PolylineJudging {
  return {
    vertices,
    points,
    evaluations: 0,
    scans: [],
    pending: [],
    samples: NO_SAMPLES,
    peak: -Infinity,
    side: 'open',
  };
}

/**
 * Looks once more: at one edge by the engine while there are edges that it has not seen, then at one
 * point by the reference.
 *
 * The engine proposes where the polyline is highest. What the reference confirms to be above the
 * level there ends the judging. Otherwise every edge is searched as the driver searches a finished
 * path, so what passes here passes there.
 */
export function judgeOn(problem: EdgeProblem, judging: PolylineJudging): PolylineJudging {
  if (judging.side !== 'open') return judging;
  return judging.scans.length < judging.vertices.length - 1
    ? scanned(problem, judging)
    : sampled(problem, judging);
}

function scanned(problem: EdgeProblem, judging: PolylineJudging): PolylineJudging {
  // The vertex that an edge shares with the one before it is known.
  const known = judging.scans.at(-1)?.slice(-1) ?? [];
  const asked = evenly(judging.points).slice(known.length);
  const found = problem.scan(...endsOfEdge(judging, judging.scans.length), asked);
  const scans = [...judging.scans, [...known, ...found]];
  const peaks = scans.map(highest);
  const evaluations = judging.evaluations + asked.length;
  const seen = { ...judging, scans, evaluations, peak: highest(peaks) };
  if (scans.length < judging.vertices.length - 1) return seen;
  const pending = scans.map((_, edge) => edge).sort((i, j) => descending(peaks[i]!, peaks[j]!));
  return confirmed(problem, { ...seen, pending });
}

/** Asks the reference about the highest point that the engine saw, if that is above the level. */
function confirmed(problem: EdgeProblem, judging: PolylineJudging): PolylineJudging {
  if (judging.peak <= problem.level) return judging;
  const edge = judging.pending[0]!;
  const { t } = peakOf({ t: evenly(judging.points), loss: judging.scans[edge]! });
  const loss = problem.valueBetween(...endsOfEdge(judging, edge), t);
  const seen = { ...judging, evaluations: judging.evaluations + 1 };
  if (loss <= problem.level) return seen;
  return { ...seen, peak: highest([judging.peak, loss]), side: 'above' };
}

function sampled(problem: EdgeProblem, judging: PolylineJudging): PolylineJudging {
  const edge = judging.pending[0]!;
  const t = nextSample(judging.samples, peakSearchOf(problem))!;
  const loss = problem.valueBetween(...endsOfEdge(judging, edge), t);
  const samples = withSample(judging.samples, t, loss);
  const evaluations = judging.evaluations + 1;
  const seen = { ...judging, samples, evaluations, peak: highest([judging.peak, loss]) };
  if (!(loss <= problem.level)) return { ...seen, side: 'above' };
  return nextSample(samples, peakSearchOf(problem)) === null ? passed(seen) : seen;
}

/** The judging after an edge that stays at or below the level. */
function passed(judging: PolylineJudging): PolylineJudging {
  const pending = judging.pending.slice(1);
  const side = pending.length === 0 ? 'below' : 'open';
  return { ...judging, pending, side, samples: NO_SAMPLES };
}

function endsOfEdge({ vertices }: PolylineJudging, edge: number): readonly [Params, Params] {
  return [vertices[edge]!, vertices[edge + 1]!];
}

/** The largest of several losses; NaN counts as larger than every number. */
function highest(losses: readonly number[]): number {
  return peakOf({ t: losses, loss: losses }).loss;
}

/** For sorting, NaN first. */
function descending(a: number, b: number): number {
  return (Number.isNaN(b) ? Infinity : b) - (Number.isNaN(a) ? Infinity : a) || 0;
}

import {
  distance,
  joinProfiles,
  lerp,
  nextSample,
  NO_SAMPLES,
  PEAK_SEARCH,
  peakOf,
  proposePeak,
  sameBits,
  withSample,
  type Params,
} from '@isthmus/core';
import type { Peak, Problem, Profile } from '@isthmus/core/contract';

/** A straight piece of the string and what is known of the loss along it. */
export interface Edge {
  /** Whether the peak is at or below the level or above it; `open` until it is found. */
  readonly side: 'open' | 'below' | 'above';
  readonly samples: Profile;
  /** The t of the next sample; null when the peak is found. */
  readonly next: number | null;
}

/** The endpoint a, the beads and the endpoint b, and the edges between them. */
export interface BeadString {
  readonly vertices: readonly Params[];
  /** Edge i joins vertices i and i+1. */
  readonly edges: readonly Edge[];
}

const OPEN: Edge = { side: 'open', samples: NO_SAMPLES, next: 0 };

/** How closely the t* is sought at which an edge is split: the bead leaves it at once. */
const SPLIT_TOLERANCE = 2 ** -8;

/** The string without beads. */
export function straightString(a: Params, b: Params): BeadString {
  return stringThrough([a, b]);
}

/** The string through vertices, with nothing known of its edges. */
export function stringThrough(vertices: readonly Params[]): BeadString {
  return { vertices, edges: vertices.slice(1).map(() => OPEN) };
}

/** The index of the first edge whose peak is not known yet, or -1. */
export function firstOpen({ edges }: BeadString): number {
  return edges.findIndex(({ side }) => side === 'open');
}

/**
 * Looks once more at an open edge, and closes it when that settles it.
 *
 * First the engine proposes a t above the level. Where the reference finds it above, the edge fails
 * and is to be split there. An edge that stays at or below the level is searched, some
 * losses at a time, exactly as a finished path is judged, so what passes here passes there.
 */
export function sampledEdge(
  string: BeadString,
  index: number,
  problem: Pick<Problem, 'level' | 'gridPoints' | 'along' | 'scan'>,
  gridPoints: number,
): BeadString {
  const { samples, next } = string.edges[index]!;
  if (next === null) return string;
  const ends = endsOfEdge(string, index);
  const failingEdges = samples.t.length === 0 ? proposedFailure(ends, problem) : null;
  const edge =
    failingEdges ??
    looked(string.edges[index]!, ends, problem, Math.max(gridPoints, problem.gridPoints ?? 0));
  return { vertices: string.vertices, edges: string.edges.with(index, edge) };
}

/** Losses that one step of a search takes at most. */
const LOSSES_A_STEP = 16;

function looked(
  edge: Edge,
  ends: readonly [Params, Params],
  { level, along }: Pick<Problem, 'level' | 'along'>,
  gridPoints: number,
): Edge {
  const lossAt = along(...ends);
  let seen = edge;
  for (let i = 0; i < LOSSES_A_STEP && seen.next !== null; i++) {
    const loss = lossAt(seen.next);
    seen = edgeOf(withSample(seen.samples, seen.next, loss), level, gridPoints);
  }
  return seen;
}

/** The edge as one that fails at its peak, as the engine finds it and the reference confirms; else null. */
function proposedFailure(
  [from, to]: readonly [Params, Params],
  { level, along, scan }: Pick<Problem, 'level' | 'along' | 'scan'>,
): Edge | null {
  const peak = proposePeak((t) => scan(from, to, t));
  if (peak.loss <= level) return null;
  const loss = along(from, to)(peak.t);
  if (loss <= level) return null;
  return { side: 'above', samples: { t: [peak.t], loss: [loss] }, next: null };
}

function edgeOf(samples: Profile, level: number, gridPoints: number): Edge {
  const above = isAbove(samples, level);
  const next = nextSample(samples, {
    ...PEAK_SEARCH,
    ...(above ? { brackets: 1, tolerance: SPLIT_TOLERANCE } : {}),
    gridPoints,
  });
  return { side: next !== null ? 'open' : above ? 'above' : 'below', samples, next };
}

/** Whether any sample is above the level; NaN is. */
function isAbove(samples: Profile, level: number): boolean {
  return !samples.loss.every((loss) => loss <= level);
}

/** The indices of the edges above the level. */
export function failing({ edges }: BeadString): readonly number[] {
  return edges.flatMap(({ side }, i) => (side === 'above' ? [i] : []));
}

/** The vertices that an edge joins. */
export function endsOfEdge({ vertices }: BeadString, index: number): readonly [Params, Params] {
  return [vertices[index]!, vertices[index + 1]!];
}

/** The Euclidean length of an edge. */
export function edgeLength(string: BeadString, index: number): number {
  return distance(...endsOfEdge(string, index));
}

/** The point at which an edge is split: that of its largest sampled loss, or its middle. */
export function splitPoint(string: BeadString, index: number, at: 'peak' | 'middle'): Params {
  const [from, to] = endsOfEdge(string, index);
  return lerp(from, to, splitPlace(string, index, at));
}

/** The t of that point on its edge. */
export function splitPlace({ edges }: BeadString, index: number, at: 'peak' | 'middle'): number {
  return at === 'middle' ? 0.5 : peakOf(edges[index]!.samples).t;
}

/**
 * Splits edges by new vertices; both halves of each are open.
 *
 * @param beads the new vertex of each edge to be split, by the edge's index
 */
export function splitString(string: BeadString, beads: ReadonlyMap<number, Params>): BeadString {
  const vertices = [string.vertices[0]!];
  const edges: Edge[] = [];
  string.edges.forEach((edge, i) => {
    const bead = beads.get(i);
    if (bead === undefined) edges.push(edge);
    else {
      vertices.push(bead);
      edges.push(OPEN, OPEN);
    }
    vertices.push(string.vertices[i + 1]!);
  });
  return { vertices, edges };
}

/** The string with its vertices elsewhere; edges that have moved are open again. */
export function movedString({ vertices, edges }: BeadString, to: readonly Params[]): BeadString {
  const stays = to.map((vertex, i) => sameBits(vertex, vertices[i]!));
  return {
    vertices: to,
    edges: edges.map((edge, i) => (stays[i]! && stays[i + 1]! ? edge : OPEN)),
  };
}

/** All losses that are known along the string. */
export function profileOf({ edges }: BeadString): Profile {
  return joinProfiles(edges.map(({ samples }) => samples));
}

/** The largest known loss of the string; null before the first. */
export function peakOfString(string: BeadString): Peak | null {
  const profile = profileOf(string);
  return profile.t.length === 0 ? null : peakOf(profile);
}

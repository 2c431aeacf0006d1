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
import { segmentProof } from '../refine/segment-proof.js';
import type { EdgeGrade } from '../refine/shorten-option.js';

/** A straight piece of the string and what is known of the loss along it. */
export interface Edge {
  /**
   * Whether the peak is at or below the level or above it; `open` until it is found and, where edges are to be
   * certified, the edge is proved. What is neither proved nor refuted is `above`: it cannot be taken.
   */
  readonly side: 'open' | 'below' | 'above';
  readonly samples: Profile;
  /** The t of the next sample; null when the peak is found. */
  readonly next: number | null;
  /** Of an edge that samples let pass and a certifier does not. */
  readonly refused?: RefusedEdge;
}

/** What a certifier said of an edge that it does not let pass. */
export interface RefusedEdge {
  readonly tag: 'refuted' | 'undecided';
  /** Of an undecided edge: nowhere is the loss above it; of a refuted one a loss that is reached. */
  readonly bound: number;
  /** Whether nothing can be proved of any edge there, as an end of the string itself cannot be. */
  readonly hopeless: boolean;
}

/** How edges are looked at. */
export interface EdgeRules {
  /** Samples before the refinement of the peak, both ends included. */
  readonly gridPoints: number;
  readonly edges: EdgeGrade;
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
 * losses at a time, exactly as a finished path is judged, so what passes here passes there. Where edges are to be
 * certified, what passes is then asked about.
 */
export function sampledEdge(
  string: BeadString,
  index: number,
  problem: Pick<Problem, 'level' | 'gridPoints' | 'along' | 'scan' | 'certify'>,
  rules: EdgeRules,
): BeadString {
  const known = string.edges[index]!;
  if (known.side !== 'open') return string;
  const edge =
    known.next === null
      ? askedEdge(string, index, problem)
      : sampledOnce(known, endsOfEdge(string, index), problem, rules);
  return { vertices: string.vertices, edges: string.edges.with(index, edge) };
}

function sampledOnce(
  edge: Edge,
  ends: readonly [Params, Params],
  problem: Pick<Problem, 'level' | 'gridPoints' | 'along' | 'scan'>,
  { gridPoints, edges }: EdgeRules,
): Edge {
  const failing = edge.samples.t.length === 0 ? proposedFailure(ends, problem) : null;
  if (failing !== null) return failing;
  const points = Math.max(gridPoints, problem.gridPoints ?? 0);
  return looked(edge, ends, problem, { gridPoints: points, edges });
}

/** The edge that samples let pass, as a certifier finds it. */
function askedEdge(
  string: BeadString,
  index: number,
  problem: Pick<Problem, 'along' | 'certify'>,
): Edge {
  const { samples } = string.edges[index]!;
  const ends = endsOfEdge(string, index);
  const proof = segmentProof(problem, ends, peakOf(samples).t);
  if (proof === null) return string.edges[index]!;
  if (proof.tag === 'certified') return { side: 'below', samples, next: null };
  const seen = samples.t.includes(proof.t)
    ? samples
    : withSample(samples, proof.t, problem.along(...ends)(proof.t));
  const { tag } = proof;
  const bound = proof.tag === 'refuted' ? proof.lower : (proof.upper ?? Number.MAX_VALUE);
  const hopeless = endsAt(string, index).some(
    (end) => segmentProof(problem, [end, end], 0)?.tag !== 'certified',
  );
  return { side: 'above', samples: seen, next: null, refused: { tag, bound, hopeless } };
}

/** The ends of the string that an edge leads to. */
function endsAt(string: BeadString, index: number): readonly Params[] {
  const [from, to] = endsOfEdge(string, index);
  const isLast = index === string.edges.length - 1;
  return [...(index === 0 ? [from] : []), ...(isLast ? [to] : [])];
}

/** Losses that one step of a search takes at most. */
const LOSSES_A_STEP = 16;

function looked(
  edge: Edge,
  ends: readonly [Params, Params],
  { level, along }: Pick<Problem, 'level' | 'along'>,
  rules: EdgeRules,
): Edge {
  const lossAt = along(...ends);
  let seen = edge;
  for (let i = 0; i < LOSSES_A_STEP && seen.next !== null; i++) {
    const loss = lossAt(seen.next);
    seen = edgeOf(withSample(seen.samples, seen.next, loss), level, rules);
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

function edgeOf(samples: Profile, level: number, { gridPoints, edges }: EdgeRules): Edge {
  const above = isAbove(samples, level);
  const next = nextSample(samples, {
    ...PEAK_SEARCH,
    ...(above ? { brackets: 1, tolerance: SPLIT_TOLERANCE } : {}),
    gridPoints,
  });
  const passed = edges === 'certified' ? 'open' : 'below';
  return { side: next !== null ? 'open' : above ? 'above' : passed, samples, next };
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
  const { samples, refused } = edges[index]!;
  const { t } = peakOf(samples);
  // Of an edge that could not be proved the highest point may be an end, where nothing is to be split.
  return at === 'middle' || (refused !== undefined && (t === 0 || t === 1)) ? 0.5 : t;
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

/** Whether no sample of the edges is above the level: they could only not be proved. */
export function areUndecided({ edges }: BeadString, indices: readonly number[]): boolean {
  return indices.every((index) => edges[index]!.refused?.tag === 'undecided');
}

/**
 * How high the string may be, by what is known of it: its largest loss, or the bound of an edge that could not be
 * proved; NaN before anything is known.
 */
export function heightOfString(string: BeadString): number {
  const bounds = string.edges.flatMap(({ refused }) => (refused ? [refused.bound] : []));
  return Math.max(peakOfString(string)?.loss ?? NaN, ...bounds);
}

/** The largest known loss of the string; null before the first. */
export function peakOfString(string: BeadString): Peak | null {
  const profile = profileOf(string);
  return profile.t.length === 0 ? null : peakOf(profile);
}

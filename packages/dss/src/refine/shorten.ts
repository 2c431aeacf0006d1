import {
  distance,
  elementLength,
  endsOfElement,
  lengthOf,
  lerp,
  nextSample,
  NO_SAMPLES,
  peakOf,
  peakSearchOf,
  withSample,
  type Params,
} from '@isthmus/core';
import type { Path, PathElement, Problem } from '@isthmus/core/contract';
import { segmentProof } from './segment-proof.js';
import type { EdgeGrade } from './shorten-option.js';

/** When the shortening of a path ends. */
export interface ShorteningRules {
  /** Passes over all vertices. */
  readonly maxRounds: number;
  /** A pass that deletes nothing and takes away less than this part of the length is the last. */
  readonly minGain: number;
  /** By what a new segment is accepted; by its samples where left out. */
  readonly edges?: EdgeGrade;
}

/** The rules of `shortened` where none are given. */
export const SHORTENING: ShorteningRules = { maxRounds: 50, minGain: 1e-3 };

/** A shortening at rest: plain data, from which it goes on exactly. */
export interface Shortening {
  /** As it has become so far: it has the ends of the one given, and keeps the level where that does. */
  readonly path: Path;
  /** The vertex that is looked at; 0 while arcs are. */
  readonly place: number;
  /** What was tried at it, and did not hold. */
  readonly refused: number;
  /** Passes that are over. */
  readonly rounds: number;
  /** The path as this pass found it. */
  readonly found: { readonly vertices: number; readonly length: number };
  readonly done: boolean;
}

type Level = Pick<Problem, 'level' | 'gridPoints' | 'along' | 'certify'>;

const SEGMENT: PathElement = { kind: 'segment' };

/** How far a vertex is pulled towards its neighbours' midpoint; the first that the level allows. */
const PULLS = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16];

/**
 * Shortens a path without leaving the level. Pass after pass, each interior vertex is deleted where
 * the segment that bypasses it is at or below the level, or else pulled towards the midpoint of its
 * neighbours, as far as the two segments at it stay at or below the level.
 *
 * An arc becomes its chord where that is at or below the level.
 *
 * Every new segment is searched by the reference as the driver searches a finished path, so a path
 * that is connected stays so, at the same grade `sampled`; where edges are to be certified it is then proved too,
 * so that a path of proved segments stays one (mathematics.md 5.4). Deleting makes a path no longer, and a
 * vertex is pulled only where that makes it shorter. Elements that are not replaced stay as they are,
 * with their losses, also where those are above the level.
 *
 * @returns a path of the same ends; the given one's vertices where nothing can be gained
 * @example
 * const setting = { a: [-1, 0], b: [1, 0], level: 0.25 };
 * const problem = analyticProblem(ring(), setting);
 * const far = { w: { shape: [2], data: Float32Array.of(0, 1.2) } };
 * const near = shortened(polyline([problem.a, far, problem.b]), problem);
 * lengthOf(near) < lengthOf(polyline([problem.a, far, problem.b])); // true
 */
export function shortened(path: Path, problem: Level, rules: ShorteningRules = SHORTENING): Path {
  let state = beginShortening(path);
  while (!state.done) state = shortenStep(state, problem, rules);
  return state.path;
}

/** The shortening of a path before its first step. */
export function beginShortening(path: Path): Shortening {
  return { path, place: 0, refused: 0, rounds: 0, found: sizeOf(path), done: false };
}

/** Tries one change of the path, which asks for the losses of two segments at most. */
export function shortenStep(
  state: Shortening,
  problem: Level,
  rules: ShorteningRules = SHORTENING,
): Shortening {
  if (state.done) return state;
  if (state.place === 0) return arcTried(state, problem, rules);
  if (state.place >= state.path.vertices.length - 1) return passEnded(state, rules);
  return state.refused === 0
    ? deletionTried(state, problem, rules)
    : pullTried(state, problem, rules);
}

function sizeOf(path: Path): Shortening['found'] {
  return { vertices: path.vertices.length, length: lengthOf(path) };
}

/** The chord of one arc, for as many steps as there are arcs; the passes over the vertices follow. */
function arcTried(state: Shortening, problem: Level, rules: ShorteningRules): Shortening {
  const { path, refused } = state;
  const arcs = path.elements.flatMap(({ kind }, i) => (kind === 'arc' ? [i] : []));
  const arc = arcs[refused];
  if (arc === undefined) return passBegun(state, rules);
  if (!holds(problem, rules, endsOfElement(path, arc))) return { ...state, refused: refused + 1 };
  return { ...state, path: { ...path, elements: path.elements.with(arc, SEGMENT) } };
}

function passBegun(state: Shortening, { maxRounds }: ShorteningRules): Shortening {
  const done = state.rounds >= maxRounds;
  return { ...state, place: 1, refused: 0, found: sizeOf(state.path), done };
}

function passEnded(state: Shortening, rules: ShorteningRules): Shortening {
  const { vertices, length } = sizeOf(state.path);
  const { found } = state;
  const gains = vertices < found.vertices || found.length - length >= rules.minGain * length;
  const ended = { ...state, rounds: state.rounds + 1 };
  return gains ? passBegun(ended, rules) : { ...ended, done: true };
}

function deletionTried(state: Shortening, problem: Level, rules: ShorteningRules): Shortening {
  const { path, place } = state;
  const [before, , after] = around(path, place);
  if (!holds(problem, rules, [before, after])) return { ...state, refused: 1 };
  const vertices = path.vertices.toSpliced(place, 1);
  return { ...state, path: { vertices, elements: path.elements.toSpliced(place - 1, 2, SEGMENT) } };
}

function pullTried(state: Shortening, problem: Level, rules: ShorteningRules): Shortening {
  const { path, place, refused } = state;
  const pull = PULLS[refused - 1];
  if (pull === undefined) return { ...state, place: place + 1, refused: 0 };
  const [before, here, after] = around(path, place);
  const point = lerp(here, lerp(before, after, 0.5), pull);
  const shorter = distance(before, point) + distance(point, after) < lengthAt(path, place);
  const isKept =
    shorter && holds(problem, rules, [before, point]) && holds(problem, rules, [point, after]);
  if (!isKept) return { ...state, refused: refused + 1 };
  const elements = path.elements.toSpliced(place - 1, 2, SEGMENT, SEGMENT);
  const moved = { vertices: path.vertices.with(place, point), elements };
  return { ...state, path: moved, place: place + 1, refused: 0 };
}

function around({ vertices }: Path, place: number): readonly [Params, Params, Params] {
  return [vertices[place - 1]!, vertices[place]!, vertices[place + 1]!];
}

/** Of the two elements at a vertex. */
function lengthAt(path: Path, place: number): number {
  const lengthOn = (i: number) => elementLength(path.elements[i]!, endsOfElement(path, i));
  return lengthOn(place - 1) + lengthOn(place);
}

/**
 * Whether a segment stays at or below the level wherever the driver would look, up to the first failure, and at
 * every point of it where that is asked for.
 */
function holds(
  problem: Level,
  { edges = 'sampled' }: ShorteningRules,
  ends: readonly [Params, Params],
): boolean {
  const { level, along } = problem;
  const search = peakSearchOf(problem);
  const lossAt = along(...ends);
  let samples = NO_SAMPLES;
  for (let t = nextSample(samples, search); t !== null; t = nextSample(samples, search)) {
    const loss = lossAt(t);
    if (!(loss <= level)) return false;
    samples = withSample(samples, t, loss);
  }
  return edges === 'sampled' || segmentProof(problem, ends, peakOf(samples).t)?.tag === 'certified';
}

import { addScaled, distance, dot, polyline, type Params, type Rng } from '@isthmus/core';
import type { Problem } from '@isthmus/core/contract';
import { placedAlong } from '../refine/arc-length.js';
import { tangentAt, type Triple } from './tangent.js';

/** A chain of beads between two endpoints, held at its distances by springs. */
export interface Band {
  /** The endpoint a, the beads, the endpoint b. */
  readonly vertices: readonly Params[];
  /** The part of the band's length that each segment shall have; together 1. */
  readonly spacing: readonly number[];
  /** The optimizer's state of each bead. */
  readonly memories: readonly unknown[];
  /** The training objective at both endpoints, on the batch of the start. */
  readonly endLosses: readonly [number, number];
}

/** How the beads of a band move. */
export interface BandRules {
  /** How stiff the springs are; `infinite`: the beads are put at their distances after each step. */
  readonly spring: number | 'infinite';
  /** By what the optimizer's updates are multiplied: a factor on its learning rate. */
  readonly scale: number;
}

/** A band without beads. */
export function straightBand({ a, b, gradients }: Problem, rng: Rng): Band {
  const [first, last] = gradients([a, b], rng.fork('batch'));
  return {
    vertices: [a, b],
    spacing: [1],
    memories: [],
    endLosses: [first!.value, last!.value],
  };
}

/**
 * One step of every bead, by the optimizer's update of the gradient's part across the band and the
 * springs' part along it; null where a loss is not finite.
 *
 * @source Henkelman & Jónsson, J. Chem. Phys. 113 (2000) 9978, doi:10.1063/1.1323224, equations 3, 4
 * and 12; Draxler et al. 2018 (arXiv:1803.00885), section 3
 */
export function moveBand(rules: BandRules, problem: Problem, band: Band, rng: Rng): Band | null {
  const beads = band.vertices.slice(1, -1);
  const samples = problem.gradients(beads, rng.fork('batch'));
  const values = samples.map(({ value }) => value);
  if (!values.every(Number.isFinite)) return null;
  const losses = [band.endLosses[0], ...values, band.endLosses[1]];
  const lengths = lengthsOf(band.vertices);
  const moved = beads.map((bead, i) => {
    const tangent = tangentAt(around(band.vertices, i + 1), around(losses, i + 1));
    const gradient = samples[i]!.gradient;
    const along = springAlong(rules, band.spacing, lengths, i) - dot(gradient, tangent);
    const across = addScaled(gradient, tangent, along);
    const [updates, memory] = problem.optimizer.update(across, band.memories[i], bead);
    return { point: addScaled(bead, updates, rules.scale), memory };
  });
  const points = moved.map(({ point }) => point);
  const vertices = [band.vertices[0]!, ...points, band.vertices.at(-1)!];
  return {
    ...band,
    vertices: rules.spring === 'infinite' ? spaced(vertices, band.spacing) : vertices,
    memories: moved.map(({ memory }) => memory),
  };
}

/**
 * What a spring adds to a gradient, along the tangent: positive where the segment before the bead is
 * too long against the one after it, so that descent goes back.
 */
function springAlong(
  { spring }: BandRules,
  spacing: readonly number[],
  lengths: readonly number[],
  bead: number,
): number {
  if (spring === 'infinite') return 0;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const excess = (segment: number) => lengths[segment]! - spacing[segment]! * total;
  return spring * (excess(bead) - excess(bead + 1));
}

/** The band with its beads moved along it to the distances that they shall have. */
function spaced(vertices: readonly Params[], spacing: readonly number[]): readonly Params[] {
  let gone = 0;
  const positions = spacing.slice(0, -1).map((part) => Math.min((gone += part), 1));
  return placedAlong(polyline(vertices), positions).vertices;
}

function lengthsOf(vertices: readonly Params[]): readonly number[] {
  return vertices.slice(1).map((vertex, i) => distance(vertices[i]!, vertex));
}

function around<T>(all: readonly T[], i: number): Triple<T> {
  return [all[i - 1]!, all[i]!, all[i + 1]!];
}

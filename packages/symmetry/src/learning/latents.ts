import type { Rng, UnitSpace } from '@isthmus/core';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { mapWide, type WideParams } from '../group/float64.js';
import { identityMap } from '../group/permutation.js';
import { linearAssignment } from '../matching/assignment.js';
import { innerProducts } from '../matching/inner-products.js';
import { identityForms, matchFrom } from '../matching/matching.js';
import { unitRows } from '../matching/unit-rows.js';
import { createAdam, type Stepper } from './adam.js';
import { matrixGradients, scaleGradient } from './chain-rule.js';
import type { Latent } from './descend.js';
import { sinkhorn, sinkhornGradient, type SinkhornOptions } from './sinkhorn-operator.js';
import { actSoft, type Matrices } from './soft-action.js';

/** What every latent begins with: b in its place. */
export interface LatentProblem {
  readonly spaces: readonly UnitSpace[];
  readonly a: WideParams;
  readonly b: WideParams;
  readonly learningRate: number;
}

/** A projection begins where the last one ended, which is mostly near. */
const SWEEPS = 3;

/**
 * Weights in whose place b is brought as near as permutations and signs allow; the gradient goes straight
 * through to them (Ainsworth et al. 2022, arXiv:2209.04836, section 3.3). They begin as a.
 */
export function weightsLatent(problem: LatentProblem, rng: Rng): Latent {
  const { spaces, a, b, learningRate } = problem;
  const target = mapWide(a, ({ data }) => data.slice());
  const steppers = Object.entries(target).map(
    ([name, { data }]) => [name, createAdam(data.length, learningRate)] as const,
  );
  let forms = identityForms(spaces);
  let projections = 0;
  return {
    moved: () => {
      forms = matchFrom(spaces, target, b, forms, rng.fork(`projection ${projections++}`), SWEEPS);
      return actWide(spaces, forms, b);
    },
    step: (gradient) => {
      for (const [name, step] of steppers) step(target[name]!.data, gradient[name]!.data);
    },
    forms: () => forms,
  };
}

/** How doubly stochastic matrices begin and move. */
export interface SinkhornLatentOptions extends SinkhornOptions {
  /** How much of each unit is the one that the start pairs with it, between 0 and 1. */
  readonly firmness: number;
}

/** What one space is moved by. */
interface SoftSpace {
  readonly space: UnitSpace;
  readonly logits: Float64Array;
  /** The sign that each pair of units has: 1 where signs are no symmetry. */
  readonly signs: Float64Array;
  readonly turn: Stepper;
}

/**
 * Doubly stochastic matrices of logits, in which each pair of units has its sign (Peña et al. 2023,
 * arXiv:2212.12042); scales stay.
 */
export function sinkhornLatent(problem: LatentProblem, options: SinkhornLatentOptions): Latent {
  const { spaces, b } = problem;
  const parts = spaces.map((space) => softSpace(space, problem, options));
  let stochastic: Matrices = {};
  let signed: Matrices = {};
  const act = (of: readonly UnitSpace[], params: WideParams) => actSoft(of, signed, params);
  return {
    moved: () => {
      stochastic = byName(parts, ({ space, logits }) => sinkhorn(logits, space.size, options));
      signed = byName(parts, ({ space, signs }) => times(stochastic[space.name]!, signs));
      return act(spaces, b);
    },
    step: (gradient) => {
      const slopes = matrixGradients(spaces, { b, act }, gradient);
      for (const { space, logits, signs, turn } of parts) {
        const inMatrix = times(slopes[space.name]!, signs);
        turn(logits, sinkhornGradient(stochastic[space.name]!, inMatrix, space.size, options));
      }
    },
    forms: () =>
      byName(parts, ({ space: { size }, logits, signs }) => {
        const map = linearAssignment(logits, size);
        return { map, by: Float64Array.from(map, (unit, i) => signs[i * size + unit]!) };
      }),
  };
}

/** Scales by their logarithms, where scaling is a symmetry; units keep their places and signs. */
export function scalesLatent({ spaces, b, learningRate }: LatentProblem): Latent {
  const parts = spaces
    .filter(({ scaling }) => scaling)
    .map((space) => ({
      space,
      logs: new Float64Array(space.size),
      step: createAdam(space.size, learningRate),
    }));
  const forms = (): NormalForms => ({
    ...identityForms(spaces),
    ...byName(parts, ({ space, logs }) => ({
      map: identityMap(space.size),
      by: logs.map(Math.exp),
    })),
  });
  let moved = b;
  return {
    moved: () => (moved = actWide(spaces, forms(), b)),
    step: (gradient) => {
      for (const { space, logs, step } of parts) step(logs, scaleGradient(space, moved, gradient));
    },
    forms,
  };
}

function byName<P extends { readonly space: UnitSpace }, T>(
  parts: readonly P[],
  of: (part: P) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(parts.map((part) => [part.space.name, of(part)]));
}

function times(matrix: Float64Array, signs: Float64Array): Float64Array {
  return matrix.map((value, at) => value * signs[at]!);
}

function softSpace(
  space: UnitSpace,
  { a, b, learningRate }: LatentProblem,
  { firmness, temperature }: SinkhornLatentOptions,
): SoftSpace {
  const { size } = space;
  // A row of one such logit and zeros is normalised to `firmness` there.
  const held = temperature * Math.log((firmness * Math.max(1, size - 1)) / (1 - firmness));
  return {
    space,
    logits: Float64Array.from({ length: size ** 2 }, (_, at) => (inPlace(at, size) ? held : 0)),
    signs: signsOf(space, a, b),
    turn: createAdam(size ** 2, learningRate),
  };
}

/** Of pairs of the start, the sign that they have; of others that with which weights are nearer. */
function signsOf(space: UnitSpace, a: WideParams, b: WideParams): Float64Array {
  const { size, sign } = space;
  if (!sign) return new Float64Array(size ** 2).fill(1);
  const products = innerProducts(unitRows(space, a), unitRows(space, b), size);
  return products.map((product, at) => (product < 0 && !inPlace(at, size) ? -1 : 1));
}

function inPlace(at: number, size: number): boolean {
  return at % (size + 1) === 0;
}

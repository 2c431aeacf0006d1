import type { Rng, UnitSpace } from '@isthmus/core';
import { actWide, type NormalForms } from '../group/act.js';
import { mapWide, type WideParams } from '../group/float64.js';
import type { NormalForm } from '../group/normal-form.js';
import { linearAssignment } from '../matching/assignment.js';
import { identityForms, matchFrom } from '../matching/matching.js';
import { createAdam } from './adam.js';
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

/** Doubly stochastic matrices of logits (Peña et al. 2023, arXiv:2212.12042); signs and scales stay. */
export function sinkhornLatent(
  { spaces, b, learningRate }: LatentProblem,
  options: SinkhornOptions & { readonly hold: number },
): Latent {
  const logits = spaces.map(({ size }) => diagonal(size, options.hold));
  const steppers = spaces.map(({ size }) => createAdam(size * size, learningRate));
  let matrices: Matrices = {};
  return {
    moved: () => {
      matrices = Object.fromEntries(
        spaces.map(({ name, size }, at) => [name, sinkhorn(logits[at]!, size, options)]),
      );
      return actSoft(spaces, matrices, b);
    },
    step: (gradient) => {
      const act = (of: readonly UnitSpace[], params: WideParams) => actSoft(of, matrices, params);
      const slopes = matrixGradients(spaces, { b, act, scaleOf: () => null }, gradient);
      spaces.forEach(({ name, size }, at) =>
        steppers[at]!(logits[at]!, sinkhornGradient(matrices[name]!, slopes[name]!, size, options)),
      );
    },
    forms: () =>
      Object.fromEntries(
        spaces.map(({ name, size }, at) => {
          const map = linearAssignment(logits[at]!, size);
          return [name, { map, by: new Float64Array(size).fill(1) }];
        }),
      ),
  };
}

/**
 * For each space a matrix whose best assignment is the permutation, with the signs of its entries, and the
 * logarithms of scales; the gradient of the permutation goes straight through to the matrix.
 */
export function factorsLatent(
  { spaces, b, learningRate }: LatentProblem,
  { hold, scaleRate }: { readonly hold: number; readonly scaleRate: number },
): Latent {
  const parts = spaces.map((space) => ({
    space,
    matrix: diagonal(space.size, hold),
    logs: new Float64Array(space.size),
    turn: createAdam(space.size ** 2, learningRate),
    scale: createAdam(space.size, scaleRate),
  }));
  const forms = (): NormalForms =>
    Object.fromEntries(
      parts.map(({ space, matrix, logs }) => [space.name, formOfLatent(space, matrix, logs)]),
    );
  let current = forms();
  let moved = b;
  return {
    moved: () => {
      current = forms();
      return (moved = actWide(spaces, current, b));
    },
    step: (gradient) => {
      const act = (of: readonly UnitSpace[], params: WideParams) => actWide(of, current, params);
      const scaleOf = ({ name }: UnitSpace) => current[name]!.by.map(Math.abs);
      const slopes = matrixGradients(spaces, { b, act, scaleOf }, gradient);
      for (const { space, matrix, logs, turn, scale } of parts) {
        if (space.scaling) scale(logs, scaleGradient(space, moved, gradient));
        turn(matrix, slopes[space.name]!);
      }
    },
    forms,
  };
}

function formOfLatent(
  { size, sign }: UnitSpace,
  matrix: Float64Array,
  logs: Float64Array,
): NormalForm {
  const map = linearAssignment(sign ? matrix.map(Math.abs) : matrix, size);
  const by = Float64Array.from(map, (unit, i) => {
    const turned = sign && matrix[i * size + unit]! < 0;
    return (turned ? -1 : 1) * Math.exp(logs[i]!);
  });
  return { map, by };
}

function diagonal(size: number, by: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? by : 0));
}

import { expAtLeast, expAtMost } from '@isthmus/engine';
import type { ArcFactor } from '@isthmus/contract';
import { sumError } from './rounding.js';

/** `e^G` of a factor's generator G, or of its negative, with what is known of its error. */
export type GroupMap =
  | {
      readonly kind: 'diagonal';
      readonly entries: Float64Array;
      /** Of each entry. */
      readonly errors: Float64Array;
    }
  | {
      readonly kind: 'matrix';
      readonly units: number;
      /** `[units, units]`, row-major. */
      readonly entries: Float64Array;
      /** Of every entry. */
      readonly error: number;
    };

/** The largest sum of sizes in a row of a generator: those of more are refused, as a reader of certificates does. */
export const LARGEST_NORM = 16;

/**
 * The end of a factor's group.
 *
 * @param sign 1: of what makes the units; -1: of what reads them
 * @returns why it is not computed, as a text; every `yield` is a place to pause
 */
export function* groupMap(factor: ArcFactor, sign: 1 | -1): Generator<void, GroupMap | string> {
  if (factor.kind === 'scaling') return scalingMap(factor.rates, sign);
  const units = factor.generator.length;
  const entries = Float64Array.from(factor.generator.flat(), (entry) => sign * entry);
  return yield* matrixMap(entries, units);
}

function scalingMap(rates: readonly number[], sign: 1 | -1): GroupMap | string {
  const ends = rates.map((rate) => [expAtLeast(sign * rate), expAtMost(sign * rate)] as const);
  const entries = Float64Array.from(ends, ([least, most]) => least + (most - least) / 2);
  // Twice what is needed.
  const errors = Float64Array.from(ends, ([least, most]) => most - least);
  // Beyond it the exponential overflows, or a reader takes it for 0.
  return rates.every((rate) => Math.abs(rate) <= LARGEST_RATE)
    ? { kind: 'diagonal', entries, errors }
    : `a rate is beyond ${LARGEST_RATE}`;
}

const LARGEST_RATE = 690;

/**
 * `e^X` by Horner's rule, `R <- I + X R / k` for k from K down to 1. In the norm of the largest row sum, v of X, step
 * k is off by `sumError(n + 2) (1 + v |R| / k)`, which comes to the end with a factor of `v^(k-1) / (k-1)!`. There
 * `|R| v^k / k!` is at most the part of the series of `e^v` from term k on, so that all steps together are off by
 * less than `(v + 1) e^v sumError(n + 2)`; what is left out is less than 1e-40. A reader who sums term by term allows
 * for `(v + 2) e^v sumError(n + 128)`, as decision 18 has it; twice of that is allowed for here, so that his bounds
 * stay below those that are stated.
 */
function* matrixMap(x: Float64Array, n: number): Generator<void, GroupMap | string> {
  const norm = largestRow(x, n);
  if (!(norm <= LARGEST_NORM))
    return `a generator has norm ${norm}, and no more than ${LARGEST_NORM} is taken`;
  let result = identity(n);
  for (let k = termsFor(norm); k >= 1; k--) {
    const next = identity(n);
    for (let i = 0; i < n; i++)
      for (let l = 0; l < n; l++) {
        const by = x[i * n + l]! / k;
        if (by === 0) continue;
        for (let j = 0; j < n; j++) next[i * n + j]! += by * result[l * n + j]!;
      }
    result = next;
    yield;
  }
  const error = 2 * expAtMost(norm) * (norm + 2) * sumError(n + 128);
  return { kind: 'matrix', units: n, entries: result, error };
}

function identity(n: number): Float64Array {
  const entries = new Float64Array(n * n);
  for (let i = 0; i < n; i++) entries[i * n + i] = 1;
  return entries;
}

function largestRow(x: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(x[i * n + j]!);
    if (!(sum <= most)) most = sum;
  }
  return most * (1 + 2 * sumError(n));
}

/** From twice the norm on terms halve at least, so that all after K are less than the one at K. */
function termsFor(norm: number): number {
  let [k, term] = [0, 1];
  while (k < 2 * norm || term > 1e-41) term *= norm / ++k;
  return k + 1;
}

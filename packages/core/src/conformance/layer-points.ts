import { normals, stream } from './layer-trial.js';

/** How close together points lie from -4 to 4: what happens between two of them is not seen. */
const STEP = 1 / 64;
const STEPS = 8 / STEP;

/** From -4 to 4 in steps of 1/64; shifted by a part of a step, which misses kinks at round numbers. */
export function sweep(shift = 0): Float64Array {
  return Float64Array.from({ length: STEPS + 1 }, (_, i) => -4 + (i + shift) * STEP);
}

/** Round numbers, on which kinks like to lie, draws of the size of 3, and the sweep. */
export function nearPoints(): Float64Array {
  const drawn = normals(40, stream('points'), 3);
  const round = [-3, -2.5, -2, -1, -0.5, 0, 0.5, 1, 2, 2.5, 3, 6];
  return Float64Array.of(...round, ...drawn, ...sweep());
}

/**
 * Sizes from 4.1 to 1050, each 2^(1/4) times the one before: beyond 88 the exponential is too large for
 * float32, and beyond 709 for float64.
 */
export const FAR_SIZES: readonly number[] = Array.from(
  { length: 33 },
  (_, i) => 4.1 * 2 ** (i / 4),
);

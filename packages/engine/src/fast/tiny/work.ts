import { LANES } from '../../kernels/generated/tiny-records.js';
import type { TinyPlan } from './plan.js';

/**
 * Multiplications that one call of the kernels may take, about 10 ms on a slow processor: engines
 * answer to a cancel at least every 50 ms, and no clock decides how work is cut.
 */
export const CALL_WORK = 2e7;

/** Multiplications, roughly, of one row of one model; a function of an entry counts as ten. */
export function workOf({ layers, count }: TinyPlan): {
  readonly value: number;
  readonly gradient: number;
} {
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  return { value: count + 10 * units, gradient: 3 * count + 15 * units };
}

/**
 * Whether so many models are computed faster side by side (whose lanes may be empty) than one after
 * another (where those of the last rows may be); the results are the same bits.
 */
export function sideBySide(models: number, rows: number): boolean {
  const one = Math.ceil(rows / LANES) * LANES + 24;
  return models * one >= LANES * (rows + 8);
}

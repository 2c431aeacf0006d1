/**
 * Optimizer updates of float32 parameters, bit-equal to the plain rules; see update-groups.ts.
 *
 * Arrays hold a multiple of 8 floats; padding is updated like the rest, so it should hold finite
 * numbers (zeros).
 */
import { updateGroups } from './generated/optimizers';

/** Floats that one turn of a loop updates. */
const GROUP: i32 = 8;

/**
 * One step of a rule on `n` consecutive floats (a multiple of 8), in place.
 *
 * @param slot0 the first array of the rule's state, where it has one
 * @param slot1 the second, likewise
 * @param settings float64, in the order of the rule's own file
 * @param correction1 of a rule that counts its steps: `1 - beta1^count`, with the count of this step
 * @param correction2 likewise of beta2
 */
export function update(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize,
  settings: usize, correction1: f64, correction2: f64,
): void {
  const none = i32x4.splat(-1);
  const c1 = f64x2.splat(correction1);
  const c2 = f64x2.splat(correction2);
  updateGroups(rule, n, theta, gradient, slot0, slot1, settings, c1, c1, c1, c1, c2, c2, c2, c2, none, none, false);
}

/**
 * The same on `n` groups of 8 floats, each lane of which is another model: lanes where a mask (four
 * 32-bit lanes each, all ones or zero) is zero keep their parameters and state.
 *
 * @param corrections 16 float64: correction1 of each lane, then correction2 of each lane
 */
export function updateLanes(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize,
  settings: usize, corrections: usize, mask0: v128, mask1: v128,
): void {
  updateGroups(
    rule, n * GROUP, theta, gradient, slot0, slot1, settings,
    v128.load(corrections), v128.load(corrections, 16), v128.load(corrections, 32), v128.load(corrections, 48),
    v128.load(corrections, 64), v128.load(corrections, 80), v128.load(corrections, 96), v128.load(corrections, 112),
    mask0, mask1, true,
  );
}

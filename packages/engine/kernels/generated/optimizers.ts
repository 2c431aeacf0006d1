// Made by tools/make-kernels.mjs; not for editing.
import * as adam from '../optimizers/adam';
import * as momentum from '../optimizers/momentum';
import * as nesterov from '../optimizers/nesterov';
import * as rmsprop from '../optimizers/rmsprop';
import * as sgd from '../optimizers/sgd';

/** The numbers by which kernels know the optimizers. */
export const ADAM: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const RMSPROP: i32 = 3;
export const SGD: i32 = 4;

/** One step of a rule on `n` floats; lanes that a mask leaves out keep their numbers. */
@inline
export function updateGroups(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize, settings: usize,
  c1a: v128, c1b: v128, c1c: v128, c1d: v128, c2a: v128, c2b: v128, c2c: v128, c2d: v128,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const bytes = <usize>n * 4;
  if (rule == ADAM) adam.update(bytes, theta, gradient, slot0, slot1, settings, c1a, c1b, c1c, c1d, c2a, c2b, c2c, c2d, mask0, mask1, masked); else if (rule == MOMENTUM) momentum.update(bytes, theta, gradient, slot0, settings, mask0, mask1, masked); else if (rule == NESTEROV) nesterov.update(bytes, theta, gradient, slot0, settings, mask0, mask1, masked); else if (rule == RMSPROP) rmsprop.update(bytes, theta, gradient, slot0, settings, mask0, mask1, masked); else sgd.update(bytes, theta, gradient, settings, mask0, mask1, masked);
}

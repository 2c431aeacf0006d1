import { move, narrow, setting, wide } from '../update-groups';

export const LEARNING_RATE: usize = 0;

@inline
function step4(theta: usize, gradient: usize, rate: v128, mask: v128, masked: bool): void {
  const low = f64x2.mul(rate, wide(gradient));
  const high = f64x2.mul(rate, wide(gradient + 8));
  move(theta, narrow(low, high), mask, masked);
}

/** `theta -= learningRate g`. */
@inline
export function update(
  bytes: usize, theta: usize, gradient: usize, settings: usize, mask0: v128, mask1: v128, masked: bool,
): void {
  const rate = f64x2.neg(setting(settings, LEARNING_RATE));
  for (let i: usize = 0; i < bytes; i += 32) {
    step4(theta + i, gradient + i, rate, mask0, masked);
    step4(theta + i + 16, gradient + i + 16, rate, mask1, masked);
  }
}

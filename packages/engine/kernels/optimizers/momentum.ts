import { stepByVelocity4 } from '../velocity';
import { setting } from '../update-groups';

export const LEARNING_RATE: usize = 0;
export const MOMENTUM: usize = 1;

/** `v = momentum v + g`, then `theta -= learningRate v`. */
@inline
export function update(
  bytes: usize, theta: usize, gradient: usize, velocity: usize, settings: usize,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const rate = f64x2.neg(setting(settings, LEARNING_RATE));
  const momentum = setting(settings, MOMENTUM);
  for (let i: usize = 0; i < bytes; i += 32) {
    stepByVelocity4(false, theta + i, gradient + i, velocity + i, rate, momentum, mask0, masked);
    stepByVelocity4(false, theta + i + 16, gradient + i + 16, velocity + i + 16, rate, momentum, mask1, masked);
  }
}

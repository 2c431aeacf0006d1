import { meanSquare, move, narrow, put, setting, wide } from '../update-groups';

export const LEARNING_RATE: usize = 0;
export const DECAY: usize = 1;
export const EPSILON: usize = 2;

@inline
function step4(
  theta: usize, gradient: usize, nu: usize,
  rate: v128, decay: v128, share: v128, epsilon: v128, mask: v128, masked: bool,
): void {
  const g0 = wide(gradient);
  const g1 = wide(gradient + 8);
  const m0 = meanSquare(decay, wide(nu), share, g0);
  const m1 = meanSquare(decay, wide(nu + 8), share, g1);
  put(nu, narrow(m0, m1), mask, masked);
  const u0 = f64x2.div(f64x2.mul(rate, g0), f64x2.add(f64x2.sqrt(m0), epsilon));
  const u1 = f64x2.div(f64x2.mul(rate, g1), f64x2.add(f64x2.sqrt(m1), epsilon));
  move(theta, narrow(u0, u1), mask, masked);
}

/** `nu = decay nu + (1 - decay) g²`, then `theta -= learningRate g / (sqrt(nu) + epsilon)`. */
@inline
export function update(
  bytes: usize, theta: usize, gradient: usize, nu: usize, settings: usize,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const rate = f64x2.neg(setting(settings, LEARNING_RATE));
  const decay = setting(settings, DECAY);
  const epsilon = setting(settings, EPSILON);
  const share = f64x2.sub(f64x2.splat(1), decay);
  for (let i: usize = 0; i < bytes; i += 32) {
    step4(theta + i, gradient + i, nu + i, rate, decay, share, epsilon, mask0, masked);
    step4(theta + i + 16, gradient + i + 16, nu + i + 16, rate, decay, share, epsilon, mask1, masked);
  }
}

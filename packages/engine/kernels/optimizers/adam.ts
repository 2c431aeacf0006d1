import { meanSquare, move, narrow, put, setting, wide } from '../update-groups';

export const LEARNING_RATE: usize = 0;
export const BETA1: usize = 1;
export const BETA2: usize = 2;
export const EPSILON: usize = 3;
export const WEIGHT_DECAY: usize = 4;

@inline
function updateOf(
  m: v128, v: v128, theta: v128, rate: v128, epsilon: v128, weightDecay: v128,
  correction1: v128, correction2: v128,
): v128 {
  const root = f64x2.add(f64x2.sqrt(f64x2.div(v, correction2)), epsilon);
  const direction = f64x2.div(f64x2.div(m, correction1), root);
  return f64x2.mul(rate, f64x2.add(direction, f64x2.mul(weightDecay, theta)));
}

@inline
function step4(
  theta: usize, gradient: usize, mu: usize, nu: usize,
  rate: v128, beta1: v128, share1: v128, beta2: v128, share2: v128, epsilon: v128, weightDecay: v128,
  c1low: v128, c1high: v128, c2low: v128, c2high: v128, mask: v128, masked: bool,
): void {
  const g0 = wide(gradient);
  const g1 = wide(gradient + 8);
  const m0 = f64x2.add(f64x2.mul(beta1, wide(mu)), f64x2.mul(share1, g0));
  const m1 = f64x2.add(f64x2.mul(beta1, wide(mu + 8)), f64x2.mul(share1, g1));
  const v0 = meanSquare(beta2, wide(nu), share2, g0);
  const v1 = meanSquare(beta2, wide(nu + 8), share2, g1);
  put(mu, narrow(m0, m1), mask, masked);
  put(nu, narrow(v0, v1), mask, masked);
  const u0 = updateOf(m0, v0, wide(theta), rate, epsilon, weightDecay, c1low, c2low);
  const u1 = updateOf(m1, v1, wide(theta + 8), rate, epsilon, weightDecay, c1high, c2high);
  move(theta, narrow(u0, u1), mask, masked);
}

/**
 * Running means of the gradient and of its square, freed of their start by the corrections
 * `1 - beta^count`, two lanes in each vector; the decay of the weights is apart from the gradient.
 */
@inline
export function update(
  bytes: usize, theta: usize, gradient: usize, mu: usize, nu: usize, settings: usize,
  c1a: v128, c1b: v128, c1c: v128, c1d: v128, c2a: v128, c2b: v128, c2c: v128, c2d: v128,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const rate = f64x2.neg(setting(settings, LEARNING_RATE));
  const beta1 = setting(settings, BETA1);
  const beta2 = setting(settings, BETA2);
  const epsilon = setting(settings, EPSILON);
  const weightDecay = setting(settings, WEIGHT_DECAY);
  const one = f64x2.splat(1);
  const share1 = f64x2.sub(one, beta1);
  const share2 = f64x2.sub(one, beta2);
  for (let i: usize = 0; i < bytes; i += 32) {
    step4(
      theta + i, gradient + i, mu + i, nu + i,
      rate, beta1, share1, beta2, share2, epsilon, weightDecay, c1a, c1b, c2a, c2b, mask0, masked,
    );
    step4(
      theta + i + 16, gradient + i + 16, mu + i + 16, nu + i + 16,
      rate, beta1, share1, beta2, share2, epsilon, weightDecay, c1c, c1d, c2c, c2d, mask1, masked,
    );
  }
}

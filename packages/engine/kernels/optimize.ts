/**
 * Optimizer updates of float32 parameters, bit-equal to the plain rules: every rule computes in
 * float64, its state and its update are rounded to float32 once, and the update is added to the
 * parameter in float32 (which is the same number as their sum in float64, rounded).
 *
 * Arrays hold a multiple of 8 floats; padding is updated like the rest, so it should hold finite
 * numbers (zeros). `settings` points to five float64: learning rate, then momentum, decay or beta1,
 * then beta2, epsilon, weight decay (0 where a rule has none).
 */

export const SGD: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const RMSPROP: i32 = 3;
export const ADAM: i32 = 4;

/** Floats that one turn of a loop updates. */
const GROUP: i32 = 8;

@inline
function wide(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(
    f32x4.demote_f64x2_zero(low),
    f32x4.demote_f64x2_zero(high),
    0, 1, 4, 5,
  );
}

@inline
function setting(settings: usize, index: usize): v128 {
  return v128.load64_splat(settings + index * 8);
}

/** Writes four floats, those that a mask leaves out excepted. */
@inline
function put(at: usize, value: v128, mask: v128, masked: bool): void {
  v128.store(at, masked ? v128.bitselect(value, v128.load(at), mask) : value);
}

@inline
function move(theta: usize, update: v128, mask: v128, masked: bool): void {
  put(theta, f32x4.add(v128.load(theta), update), mask, masked);
}

@inline
function sgd4(theta: usize, gradient: usize, rate: v128, mask: v128, masked: bool): void {
  const low = f64x2.mul(rate, wide(gradient));
  const high = f64x2.mul(rate, wide(gradient + 8));
  move(theta, narrow(low, high), mask, masked);
}

@inline
function velocity4(
  nesterov: bool, theta: usize, gradient: usize, velocity: usize,
  rate: v128, momentum: v128, mask: v128, masked: bool,
): void {
  const g0 = wide(gradient);
  const g1 = wide(gradient + 8);
  const v0 = f64x2.add(f64x2.mul(momentum, wide(velocity)), g0);
  const v1 = f64x2.add(f64x2.mul(momentum, wide(velocity + 8)), g1);
  put(velocity, narrow(v0, v1), mask, masked);
  const d0 = nesterov ? f64x2.add(g0, f64x2.mul(momentum, v0)) : v0;
  const d1 = nesterov ? f64x2.add(g1, f64x2.mul(momentum, v1)) : v1;
  move(theta, narrow(f64x2.mul(rate, d0), f64x2.mul(rate, d1)), mask, masked);
}

/** `keep old + share g g`, the products from left to right. */
@inline
function meanSquare(keep: v128, old: v128, share: v128, g: v128): v128 {
  return f64x2.add(f64x2.mul(keep, old), f64x2.mul(f64x2.mul(share, g), g));
}

@inline
function rmsprop4(
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

@inline
function adamUpdate(
  m: v128, v: v128, theta: v128, rate: v128, epsilon: v128, weightDecay: v128,
  correction1: v128, correction2: v128,
): v128 {
  const root = f64x2.add(f64x2.sqrt(f64x2.div(v, correction2)), epsilon);
  const direction = f64x2.div(f64x2.div(m, correction1), root);
  return f64x2.mul(rate, f64x2.add(direction, f64x2.mul(weightDecay, theta)));
}

@inline
function adam4(
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
  const u0 = adamUpdate(m0, v0, wide(theta), rate, epsilon, weightDecay, c1low, c2low);
  const u1 = adamUpdate(m1, v1, wide(theta + 8), rate, epsilon, weightDecay, c1high, c2high);
  move(theta, narrow(u0, u1), mask, masked);
}

/**
 * One step of a rule on `n` consecutive floats (a multiple of 8), in place.
 *
 * @param slot0 velocity, nu of RMSProp or mu of Adam; of gradient descent not read
 * @param slot1 nu of Adam; of the others not read
 * @param correction1 of Adam `1 - beta1^count`, with the count of this step; of the others not read
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

@inline
function updateGroups(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize, settings: usize,
  c1a: v128, c1b: v128, c1c: v128, c1d: v128, c2a: v128, c2b: v128, c2c: v128, c2d: v128,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const bytes = <usize>n * 4;
  const rate = f64x2.neg(setting(settings, 0));
  const first = setting(settings, 1);
  const one = f64x2.splat(1);
  if (rule == SGD) {
    for (let i: usize = 0; i < bytes; i += 32) {
      sgd4(theta + i, gradient + i, rate, mask0, masked);
      sgd4(theta + i + 16, gradient + i + 16, rate, mask1, masked);
    }
  } else if (rule == MOMENTUM) {
    for (let i: usize = 0; i < bytes; i += 32) {
      velocity4(false, theta + i, gradient + i, slot0 + i, rate, first, mask0, masked);
      velocity4(false, theta + i + 16, gradient + i + 16, slot0 + i + 16, rate, first, mask1, masked);
    }
  } else if (rule == NESTEROV) {
    for (let i: usize = 0; i < bytes; i += 32) {
      velocity4(true, theta + i, gradient + i, slot0 + i, rate, first, mask0, masked);
      velocity4(true, theta + i + 16, gradient + i + 16, slot0 + i + 16, rate, first, mask1, masked);
    }
  } else if (rule == RMSPROP) {
    const epsilon = setting(settings, 3);
    const share = f64x2.sub(one, first);
    for (let i: usize = 0; i < bytes; i += 32) {
      rmsprop4(theta + i, gradient + i, slot0 + i, rate, first, share, epsilon, mask0, masked);
      rmsprop4(theta + i + 16, gradient + i + 16, slot0 + i + 16, rate, first, share, epsilon, mask1, masked);
    }
  } else {
    const beta2 = setting(settings, 2);
    const epsilon = setting(settings, 3);
    const weightDecay = setting(settings, 4);
    const share1 = f64x2.sub(one, first);
    const share2 = f64x2.sub(one, beta2);
    for (let i: usize = 0; i < bytes; i += 32) {
      adam4(
        theta + i, gradient + i, slot0 + i, slot1 + i,
        rate, first, share1, beta2, share2, epsilon, weightDecay, c1a, c1b, c2a, c2b, mask0, masked,
      );
      adam4(
        theta + i + 16, gradient + i + 16, slot0 + i + 16, slot1 + i + 16,
        rate, first, share1, beta2, share2, epsilon, weightDecay, c1c, c1d, c2c, c2d, mask1, masked,
      );
    }
  }
}

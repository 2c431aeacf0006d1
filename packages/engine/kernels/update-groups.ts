/**
 * Updates of four float32, bit-equal to the plain rules: every rule computes in float64, its state and
 * its update are rounded to float32 once, and the update is added to the parameter in float32 (which
 * is the same number as their sum in float64, rounded).
 */

@inline
export function wide(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

@inline
export function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(
    f32x4.demote_f64x2_zero(low),
    f32x4.demote_f64x2_zero(high),
    0, 1, 4, 5,
  );
}

@inline
export function setting(settings: usize, index: usize): v128 {
  return v128.load64_splat(settings + index * 8);
}

/** Writes four floats, those that a mask leaves out excepted. */
@inline
export function put(at: usize, value: v128, mask: v128, masked: bool): void {
  v128.store(at, masked ? v128.bitselect(value, v128.load(at), mask) : value);
}

@inline
export function move(theta: usize, update: v128, mask: v128, masked: bool): void {
  put(theta, f32x4.add(v128.load(theta), update), mask, masked);
}

/** `keep old + share g g`, the products from left to right. */
@inline
export function meanSquare(keep: v128, old: v128, share: v128, g: v128): v128 {
  return f64x2.add(f64x2.mul(keep, old), f64x2.mul(f64x2.mul(share, g), g));
}

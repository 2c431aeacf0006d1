/** `x > 0 ? x : parameter x`; the parameter, which is not negative, is the slope below 0. */
@inline
export function value(x: v128, parameter: v128): v128 {
  return v128.bitselect(x, f32x4.mul(parameter, x), f32x4.gt(x, f32x4.splat(0)));
}

/** The derivative, which the output tells, as it has the sign of the input. */
@inline
export function slopeOfOutput(y: v128, parameter: v128): v128 {
  return v128.bitselect(f32x4.splat(1), parameter, f32x4.gt(y, f32x4.splat(0)));
}

/** `value` in float64, with the bits of the reference. */
@inline
export function value64(x: v128, parameter: v128): v128 {
  return v128.bitselect(x, f64x2.mul(parameter, x), f64x2.gt(x, f64x2.splat(0)));
}

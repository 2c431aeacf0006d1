/** `x < 0 ? 0 : x`: NaN and -0 stay (wasm's own max would be slower, too). */
@inline
export function value(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** The derivative, which the output tells: 1 above 0, else 0. */
@inline
export function slopeOfOutput(y: v128): v128 {
  return v128.bitselect(f32x4.splat(1), f32x4.splat(0), f32x4.gt(y, f32x4.splat(0)));
}

/** `value` in float64, with the bits of the reference. */
@inline
export function value64(x: v128): v128 {
  return f64x2.pmax(x, f64x2.splat(0));
}

import { expF32, splat } from '../functions';

/** `exp(-|x|)`, of which value and derivative are made. */
@inline
export function shared(x: v128): v128 {
  return expF32(f32x4.neg(f32x4.abs(x)));
}

/** `1 / (1 + exp(-x))`. */
@inline
export function value(x: v128, e: v128): v128 {
  const top = v128.bitselect(e, splat(1), f32x4.lt(x, splat(0)));
  return f32x4.div(top, f32x4.add(splat(1), e));
}

/** The derivative; `y (1 - y)` would lose its precision for large x. */
@inline
export function slope(x: v128, e: v128): v128 {
  const sum = f32x4.add(splat(1), e);
  return f32x4.div(e, f32x4.mul(sum, sum));
}

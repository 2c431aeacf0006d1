import { expF32, horner, splat } from '../functions';

/** `exp(-2|x|)`, of which value and derivative are made. */
@inline
export function shared(x: v128): v128 {
  return expF32(f32x4.mul(f32x4.abs(x), splat(-2)));
}

/** Near 0 a polynomial (Cephes, tanhf), as `1 - e` would cancel. */
@inline
export function value(x: v128, e: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = horner(p, z, 2.06390887954e-2);
  p = horner(p, z, -5.37397155531e-2);
  p = horner(p, z, 1.33314422036e-1);
  p = horner(p, z, -3.33332819422e-1);
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  const size = f32x4.div(f32x4.sub(splat(1), e), f32x4.add(splat(1), e));
  const far = v128.bitselect(size, x, i32x4.splat(0x7fffffff));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), splat(0.625)));
}

/** `1 / cosh²(x)`; keeps its precision where tanh is near 1. */
@inline
export function slope(x: v128, e: v128): v128 {
  const sum = f32x4.add(splat(1), e);
  return f32x4.div(f32x4.mul(splat(4), e), f32x4.mul(sum, sum));
}

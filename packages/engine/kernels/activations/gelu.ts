import { atMostF32, expSumF32, horner, splat } from '../functions';

/** `exp(-x²/2)`, with what the rounding of the square loses carried along; x is cut at ±20, where it is 0. */
@inline
export function shared(x: v128): v128 {
  const a = atMostF32(f32x4.abs(x), splat(20));
  const square = f32x4.mul(a, a);
  const top = v128.and(a, i32x4.splat(0xfffff000));
  const rest = f32x4.sub(a, top);
  const lost = f32x4.add(
    f32x4.add(f32x4.sub(f32x4.mul(top, top), square), f32x4.mul(f32x4.add(top, top), rest)),
    f32x4.mul(rest, rest),
  );
  return expSumF32(f32x4.mul(square, splat(-0.5)), f32x4.mul(lost, splat(-0.5)));
}

/**
 * The distribution function of the standard normal, given `bell = shared(x)`. The left tail is
 * relative to itself: `erfc(z) = exp(-z²) t R(t)` with `t = 2/(2 + z)`, R fitted to 5e-8 for z up to 14.3.
 */
@inline
export function sharedNext(x: v128, bell: v128): v128 {
  const z = f32x4.mul(atMostF32(f32x4.abs(x), splat(20)), splat(0.7071067811865476));
  const t = f32x4.div(splat(2), f32x4.add(splat(2), z));
  const u = f32x4.sub(t, splat(0.5));
  let p = splat(0.0389158100722344);
  p = horner(p, u, -0.015591793616521658);
  p = horner(p, u, -0.0756473451531289);
  p = horner(p, u, 0.05409113895263664);
  p = horner(p, u, 0.09782908643294169);
  p = horner(p, u, -0.10367798625856302);
  p = horner(p, u, -0.17202997338565595);
  p = horner(p, u, 0.14576889092201073);
  p = horner(p, u, 0.5589431378814927);
  p = horner(p, u, 0.6871606840909791);
  p = horner(p, u, 0.510791355870048);
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(bell, splat(0.5)), t), p);
  return v128.bitselect(tail, f32x4.sub(splat(1), tail), f32x4.lt(x, splat(0)));
}

/** `x Φ(x)` with Φ the distribution function of the standard normal. */
@inline
export function value(x: v128, bell: v128, normal: v128): v128 {
  return f32x4.mul(x, normal);
}

/** `Φ(x) + x φ(x)`. */
@inline
export function slope(x: v128, bell: v128, normal: v128): v128 {
  return f32x4.add(normal, f32x4.mul(x, f32x4.mul(bell, splat(0.3989422804014327))));
}

/**
 * Functions of four float32 at a time, shared by the kernel modules. Each is a few units in the last
 * place from the true value at every magnitude; NaN stays NaN, infinities come out as they should,
 * and nothing overflows on the way. No function needs memory.
 *
 * Written in plain mul and add (no fused multiply-add), so that every host gives the same bits.
 */

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** `x` where it is at least `least`, else `least`; NaN stays NaN (wasm's own max is slower). */
@inline
export function atLeastF32(x: v128, least: v128): v128 {
  return f32x4.pmax(x, least);
}

/** `x` where it is at most `most`, else `most`; NaN stays NaN. */
@inline
export function atMostF32(x: v128, most: v128): v128 {
  return f32x4.pmin(x, most);
}

/** `a p + b`, rounded twice: one step of a polynomial by Horner's rule. */
@inline
export function horner(p: v128, a: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(p, a), splat(b));
}

/** 1.5 * 2^23: added to a number below 2^22, it leaves the nearest integer in the lowest bits. */
const MAGIC: f32 = 12582912.0;

/** `exp(high + low)`, where |low| is below 0.01: what the rounding of `high` lost. About 1 ulp; subnormal results too. */
@inline
export function expSumF32(high: v128, low: v128): v128 {
  // Beyond these the result is 0 or infinite anyway, and the exponents below stay in range.
  const x = atMostF32(atLeastF32(high, splat(-105)), splat(90));
  const shifted = horner(x, splat(1.4426950408889634), MAGIC);
  const n = f32x4.sub(shifted, splat(MAGIC));
  // ln 2 in two parts, the first of few bits, so that its products with n are exact.
  const r = f32x4.add(
    f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(0.693359375))), f32x4.mul(n, splat(-2.12194440e-4))),
    low,
  );
  let p = splat(1.9875691500e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  p = horner(p, r, 5.0000001201e-1);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1));
  // Times 2^n in two steps, so that neither power leaves the range where results are subnormal.
  const whole = i32x4.sub(shifted, splat(MAGIC));
  const first = i32x4.shr_s(whole, 1);
  const second = i32x4.sub(whole, first);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(first)), powerOfTwo(second));
}

/** 2^n for integers n in [-126, 127]. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** `exp(x)`: 0 below -104, infinite above 88.73. Coefficients of Moshier's Cephes, expf. */
@inline
export function expF32(x: v128): v128 {
  return expSumF32(x, splat(0));
}

/** `2 (s + s³/3 + s⁵/5 + … )` up to the power 17 (enough for |s| ≤ 1/3) or up to 9 (|s| ≤ 0.172). */
@inline
function twiceAtanh(s: v128, wide: bool): v128 {
  const z = f32x4.mul(s, s);
  let p = splat(<f32>(2.0 / 9.0));
  if (wide) {
    p = splat(<f32>(2.0 / 17.0));
    p = horner(p, z, <f32>(2.0 / 15.0));
    p = horner(p, z, <f32>(2.0 / 13.0));
    p = horner(p, z, <f32>(2.0 / 11.0));
    p = horner(p, z, <f32>(2.0 / 9.0));
  }
  p = horner(p, z, <f32>(2.0 / 7.0));
  p = horner(p, z, <f32>(2.0 / 5.0));
  p = horner(p, z, <f32>(2.0 / 3.0));
  return f32x4.add(f32x4.mul(f32x4.mul(p, z), s), f32x4.add(s, s));
}

/** `log(1 + u)` for u in [0, 1]; relative to the result, also where u is tiny. */
@inline
export function log1pF32(u: v128): v128 {
  return twiceAtanh(f32x4.div(u, f32x4.add(splat(2), u)), true);
}

/** `log(x)`: -infinity at 0, NaN below. */
@inline
export function logF32(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, splat(8388608.0)), x, tiny);
  // The mantissa in [sqrt(1/2), sqrt(2)), by taking the bits of sqrt(1/2) as the origin.
  const origin = i32x4.splat(0x3f3504f3);
  const offset = i32x4.sub(normal, origin);
  const e = i32x4.shr_s(offset, 23);
  const m = i32x4.add(v128.and(offset, i32x4.splat(0x007fffff)), origin);
  const power = f32x4.sub(f32x4.convert_i32x4_s(e), v128.and(tiny, splat(23)));
  const s = f32x4.div(f32x4.sub(m, splat(1)), f32x4.add(m, splat(1)));
  const sum = f32x4.add(
    f32x4.add(f32x4.mul(power, splat(-2.12194440e-4)), twiceAtanh(s, false)),
    f32x4.mul(power, splat(0.693359375)),
  );
  // Not a positive finite number: infinity and NaN pass, 0 gives -infinity, the rest NaN.
  const special = v128.bitselect(
    splat(-Infinity),
    v128.bitselect(splat(NaN), x, f32x4.lt(x, splat(0))),
    f32x4.eq(x, splat(0)),
  );
  const usual = v128.and(f32x4.gt(x, splat(0)), f32x4.lt(x, splat(Infinity)));
  return v128.bitselect(sum, special, usual);
}

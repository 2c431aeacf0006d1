/** Sums in float64 of float32: over an axis, and by segment. */

/** Adds the lower two floats to two float64. */
@inline
function addTwo(sums: v128, floats: v128): v128 {
  return f64x2.add(sums, f64x2.promote_low_f32x4(floats));
}

/** Two quotients as floats. */
@inline
function quotients(sums: v128, divisors: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.div(sums, divisors));
}

/** Adds `count` float32 to as many float64. */
export function addTo64(sum: usize, x: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 2; i += 2) {
    const at = sum + ((<usize>i) << 3);
    v128.store(at, addTwo(v128.load(at), v128.load64_zero(x + ((<usize>i) << 2))));
  }
  for (; i < count; i++) {
    const at = sum + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(x + ((<usize>i) << 2)));
  }
}

/** Rounds `count` float64 to float32. */
export function round64(y: usize, sum: usize, count: i32): void {
  for (let i = 0; i < count; i++)
    store<f32>(y + ((<usize>i) << 2), <f32>load<f64>(sum + ((<usize>i) << 3)));
}

/** `y[o] = (sum over n of x[o, n]) / divisor`, summed in float64. */
export function sumInner(x: usize, y: usize, outer: i32, n: i32, divisor: f64): void {
  for (let o = 0; o < outer; o++) {
    let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
    let i = 0;
    for (; i <= n - 8; i += 8) {
      a = addTwo(a, v128.load64_zero(x));
      b = addTwo(b, v128.load64_zero(x, 8));
      c = addTwo(c, v128.load64_zero(x, 16));
      d = addTwo(d, v128.load64_zero(x, 24));
      x += 32;
    }
    const four = f64x2.add(f64x2.add(a, c), f64x2.add(b, d));
    let sum = f64x2.extract_lane(four, 0) + f64x2.extract_lane(four, 1);
    for (; i < n; i++) {
      sum += <f64>load<f32>(x);
      x += 4;
    }
    store<f32>(y + ((<usize>o) << 2), <f32>(sum / divisor));
  }
}

/** `y[o, i] = (sum over n of x[o, n, i]) / divisor`, summed in float64. */
export function sumMiddle(x: usize, y: usize, outer: i32, n: i32, inner: i32, divisor: f64): void {
  const step: usize = (<usize>inner) << 2;
  const by = f64x2.splat(divisor);
  for (let o = 0; o < outer; o++) {
    let i = 0;
    for (; i <= inner - 8; i += 8) {
      let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
      let at = x + ((<usize>i) << 2);
      for (let k = 0; k < n; k++) {
        a = addTwo(a, v128.load64_zero(at));
        b = addTwo(b, v128.load64_zero(at, 8));
        c = addTwo(c, v128.load64_zero(at, 16));
        d = addTwo(d, v128.load64_zero(at, 24));
        at += step;
      }
      const to = y + ((<usize>i) << 2);
      v128.store64_lane(to, quotients(a, by), 0);
      v128.store64_lane(to, quotients(b, by), 0, 8);
      v128.store64_lane(to, quotients(c, by), 0, 16);
      v128.store64_lane(to, quotients(d, by), 0, 24);
    }
    for (; i < inner; i++) {
      let sum: f64 = 0;
      let at = x + ((<usize>i) << 2);
      for (let k = 0; k < n; k++) {
        sum += <f64>load<f32>(at);
        at += step;
      }
      store<f32>(y + ((<usize>i) << 2), <f32>(sum / divisor));
    }
    x += (<usize>n) * step;
    y += step;
  }
}

/**
 * `sums[ids[k], i] += x[k, from + i]` for `i < count`, in float64, where `x` is `[n, inner]` and
 * `sums` `[segments, count]`. Entries whose id is no segment are left out.
 */
export function segmentSums(
  x: usize, ids: usize, sums: usize,
  n: i32, inner: i32, segments: i32, from: i32, count: i32,
): void {
  for (let k = 0; k < n; k++) {
    const id = load<i32>(ids + ((<usize>k) << 2));
    if (id < 0 || id >= segments) continue;
    addTo64(
      sums + (((<usize>id) * count) << 3),
      x + (((<usize>k) * inner + from) << 2),
      count,
    );
  }
}

/** Rounds rows of float64 sums `[segments, count]` into columns from `from` of `y` `[segments, inner]`. */
export function roundColumns(
  y: usize, sums: usize, segments: i32, inner: i32, from: i32, count: i32,
): void {
  for (let s = 0; s < segments; s++)
    round64(
      y + (((<usize>s) * inner + from) << 2),
      sums + (((<usize>s) * count) << 3),
      count,
    );
}

/**
 * The sums of a convolution at four positions: from 0, one product after the other in the order of the
 * taps. `offset` tells where each tap lies from a position's place in x, in bytes.
 */

/** Four filters: `w [taps, 4]`, four numbers at each y. */
export function tile4x4(
  taps: i32, offset: usize, w: usize,
  x0: usize, x1: usize, x2: usize, x3: usize, y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  for (let l = taps; l > 0; l--) {
    const at = <usize>load<i32>(offset);
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const a0 = v128.load64_splat(x0 + at);
    c00 = f64x2.add(c00, f64x2.mul(a0, w0));
    c01 = f64x2.add(c01, f64x2.mul(a0, w1));
    const a1 = v128.load64_splat(x1 + at);
    c10 = f64x2.add(c10, f64x2.mul(a1, w0));
    c11 = f64x2.add(c11, f64x2.mul(a1, w1));
    const a2 = v128.load64_splat(x2 + at);
    c20 = f64x2.add(c20, f64x2.mul(a2, w0));
    c21 = f64x2.add(c21, f64x2.mul(a2, w1));
    const a3 = v128.load64_splat(x3 + at);
    c30 = f64x2.add(c30, f64x2.mul(a3, w0));
    c31 = f64x2.add(c31, f64x2.mul(a3, w1));
    offset += 4;
    w += 32;
  }
  v128.store(y0, c00);
  v128.store(y0, c01, 16);
  v128.store(y1, c10);
  v128.store(y1, c11, 16);
  v128.store(y2, c20);
  v128.store(y2, c21, 16);
  v128.store(y3, c30);
  v128.store(y3, c31, 16);
}

/** Two filters: `w [taps, 2]`, two numbers at each y. */
export function tile4x2(
  taps: i32, offset: usize, w: usize,
  x0: usize, x1: usize, x2: usize, x3: usize, y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let c00 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  for (let l = taps; l > 0; l--) {
    const at = <usize>load<i32>(offset);
    const w0 = v128.load(w);
    const a0 = v128.load64_splat(x0 + at);
    c00 = f64x2.add(c00, f64x2.mul(a0, w0));
    const a1 = v128.load64_splat(x1 + at);
    c10 = f64x2.add(c10, f64x2.mul(a1, w0));
    const a2 = v128.load64_splat(x2 + at);
    c20 = f64x2.add(c20, f64x2.mul(a2, w0));
    const a3 = v128.load64_splat(x3 + at);
    c30 = f64x2.add(c30, f64x2.mul(a3, w0));
    offset += 4;
    w += 16;
  }
  v128.store(y0, c00);
  v128.store(y1, c10);
  v128.store(y2, c20);
  v128.store(y3, c30);
}

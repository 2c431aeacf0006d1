// Made by tools/make-kernels.mjs; not for editing.
/**
 * `count` tiles C`[4, 8]` = From + A B over k steps, one below the other. At every step A gives 4 floats, in a row, `stepA` bytes after those of the step before; the next tile's begin `nextA` bytes further on. B is a panel.
 * Two steps a round hide the loop's own cost.
 */
export function tiles4x8(
  count: i32, k: i32, a: usize, stepA: usize, nextA: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  for (; count > 0; count--) {
    let x = a;
    let y = b;
    const from1 = from + fromRow;
    const from2 = from + fromRow * 2;
    const from3 = from + fromRow * 3;
    let c00 = v128.load(from);
    let c01 = v128.load(from, 16);
    let c10 = v128.load(from1);
    let c11 = v128.load(from1, 16);
    let c20 = v128.load(from2);
    let c21 = v128.load(from2, 16);
    let c30 = v128.load(from3);
    let c31 = v128.load(from3, 16);
    for (let l = k >> 1; l > 0; l--) {
      {
        const b0 = v128.load(y);
        const b1 = v128.load(y, 16);
        const f0 = v128.load32_splat(x);
        c00 = f32x4.add(c00, f32x4.mul(f0, b0));
        c01 = f32x4.add(c01, f32x4.mul(f0, b1));
        const f1 = v128.load32_splat(x, 4);
        c10 = f32x4.add(c10, f32x4.mul(f1, b0));
        c11 = f32x4.add(c11, f32x4.mul(f1, b1));
        const f2 = v128.load32_splat(x, 8);
        c20 = f32x4.add(c20, f32x4.mul(f2, b0));
        c21 = f32x4.add(c21, f32x4.mul(f2, b1));
        const f3 = v128.load32_splat(x, 12);
        c30 = f32x4.add(c30, f32x4.mul(f3, b0));
        c31 = f32x4.add(c31, f32x4.mul(f3, b1));
        x += stepA;
        y += 32;
      }
      {
        const b0 = v128.load(y);
        const b1 = v128.load(y, 16);
        const f0 = v128.load32_splat(x);
        c00 = f32x4.add(c00, f32x4.mul(f0, b0));
        c01 = f32x4.add(c01, f32x4.mul(f0, b1));
        const f1 = v128.load32_splat(x, 4);
        c10 = f32x4.add(c10, f32x4.mul(f1, b0));
        c11 = f32x4.add(c11, f32x4.mul(f1, b1));
        const f2 = v128.load32_splat(x, 8);
        c20 = f32x4.add(c20, f32x4.mul(f2, b0));
        c21 = f32x4.add(c21, f32x4.mul(f2, b1));
        const f3 = v128.load32_splat(x, 12);
        c30 = f32x4.add(c30, f32x4.mul(f3, b0));
        c31 = f32x4.add(c31, f32x4.mul(f3, b1));
        x += stepA;
        y += 32;
      }
    }
    if (k & 1) {
      const b0 = v128.load(y);
      const b1 = v128.load(y, 16);
      const f0 = v128.load32_splat(x);
      c00 = f32x4.add(c00, f32x4.mul(f0, b0));
      c01 = f32x4.add(c01, f32x4.mul(f0, b1));
      const f1 = v128.load32_splat(x, 4);
      c10 = f32x4.add(c10, f32x4.mul(f1, b0));
      c11 = f32x4.add(c11, f32x4.mul(f1, b1));
      const f2 = v128.load32_splat(x, 8);
      c20 = f32x4.add(c20, f32x4.mul(f2, b0));
      c21 = f32x4.add(c21, f32x4.mul(f2, b1));
      const f3 = v128.load32_splat(x, 12);
      c30 = f32x4.add(c30, f32x4.mul(f3, b0));
      c31 = f32x4.add(c31, f32x4.mul(f3, b1));
      x += stepA;
      y += 32;
    }
    const c1 = c + row;
    const c2 = c + row * 2;
    const c3 = c + row * 3;
    v128.store(c, c00);
    v128.store(c, c01, 16);
    v128.store(c1, c10);
    v128.store(c1, c11, 16);
    v128.store(c2, c20);
    v128.store(c2, c21, 16);
    v128.store(c3, c30);
    v128.store(c3, c31, 16);
    c += row * 4;
    from += fromRow * 4;
    a += nextA;
  }
}

/**
 * A tile C`[4, 16]` = From + A B over k steps. At every step A gives 4 floats, in a row, `stepA` bytes after those of the step before. B is a panel.
 * As adjacent pairs of 128-bit operations, which V8 can fuse to 256 bits: 8 sums, 2 rows of B, a factor and a product then fill 12 of its 15 registers. With the loop over tiles in here as well, V8 makes slower code of it.
 */
export function tile4x16(
  k: i32, a: usize, stepA: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  const from1 = from + fromRow;
  const from2 = from + fromRow * 2;
  const from3 = from + fromRow * 3;
  let c00 = v128.load(from);
  let c01 = v128.load(from, 16);
  let c02 = v128.load(from, 32);
  let c03 = v128.load(from, 48);
  let c10 = v128.load(from1);
  let c11 = v128.load(from1, 16);
  let c12 = v128.load(from1, 32);
  let c13 = v128.load(from1, 48);
  let c20 = v128.load(from2);
  let c21 = v128.load(from2, 16);
  let c22 = v128.load(from2, 32);
  let c23 = v128.load(from2, 48);
  let c30 = v128.load(from3);
  let c31 = v128.load(from3, 16);
  let c32 = v128.load(from3, 32);
  let c33 = v128.load(from3, 48);
  for (let l = k; l > 0; l--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const f0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(f0, b0));
    c01 = f32x4.add(c01, f32x4.mul(f0, b1));
    c02 = f32x4.add(c02, f32x4.mul(f0, b2));
    c03 = f32x4.add(c03, f32x4.mul(f0, b3));
    const f1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(f1, b0));
    c11 = f32x4.add(c11, f32x4.mul(f1, b1));
    c12 = f32x4.add(c12, f32x4.mul(f1, b2));
    c13 = f32x4.add(c13, f32x4.mul(f1, b3));
    const f2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(f2, b0));
    c21 = f32x4.add(c21, f32x4.mul(f2, b1));
    c22 = f32x4.add(c22, f32x4.mul(f2, b2));
    c23 = f32x4.add(c23, f32x4.mul(f2, b3));
    const f3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(f3, b0));
    c31 = f32x4.add(c31, f32x4.mul(f3, b1));
    c32 = f32x4.add(c32, f32x4.mul(f3, b2));
    c33 = f32x4.add(c33, f32x4.mul(f3, b3));
    a += stepA;
    b += 64;
  }
  const c1 = c + row;
  const c2 = c + row * 2;
  const c3 = c + row * 3;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c1, c12, 32);
  v128.store(c1, c13, 48);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c2, c22, 32);
  v128.store(c2, c23, 48);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
  v128.store(c3, c32, 32);
  v128.store(c3, c33, 48);
}

/**
 * `count` tiles C`[4, 8]` = From + A B over k steps, one below the other. The rows of A are read where they lie, `pitch` bytes apart. B is a panel.
 * For products with few columns, where packing A would take about as long as the product.
 */
export function rows4x8(
  count: i32, k: i32, a: usize, pitch: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  for (; count > 0; count--) {
    let x = a;
    let y = b;
    let x1 = a + pitch;
    let x2 = a + pitch * 2;
    let x3 = a + pitch * 3;
    const from1 = from + fromRow;
    const from2 = from + fromRow * 2;
    const from3 = from + fromRow * 3;
    let c00 = v128.load(from);
    let c01 = v128.load(from, 16);
    let c10 = v128.load(from1);
    let c11 = v128.load(from1, 16);
    let c20 = v128.load(from2);
    let c21 = v128.load(from2, 16);
    let c30 = v128.load(from3);
    let c31 = v128.load(from3, 16);
    for (let l = k >> 1; l > 0; l--) {
      {
        const b0 = v128.load(y);
        const b1 = v128.load(y, 16);
        const f0 = v128.load32_splat(x);
        c00 = f32x4.add(c00, f32x4.mul(f0, b0));
        c01 = f32x4.add(c01, f32x4.mul(f0, b1));
        const f1 = v128.load32_splat(x1);
        c10 = f32x4.add(c10, f32x4.mul(f1, b0));
        c11 = f32x4.add(c11, f32x4.mul(f1, b1));
        const f2 = v128.load32_splat(x2);
        c20 = f32x4.add(c20, f32x4.mul(f2, b0));
        c21 = f32x4.add(c21, f32x4.mul(f2, b1));
        const f3 = v128.load32_splat(x3);
        c30 = f32x4.add(c30, f32x4.mul(f3, b0));
        c31 = f32x4.add(c31, f32x4.mul(f3, b1));
      }
      {
        const b0 = v128.load(y, 32);
        const b1 = v128.load(y, 48);
        const f0 = v128.load32_splat(x, 4);
        c00 = f32x4.add(c00, f32x4.mul(f0, b0));
        c01 = f32x4.add(c01, f32x4.mul(f0, b1));
        const f1 = v128.load32_splat(x1, 4);
        c10 = f32x4.add(c10, f32x4.mul(f1, b0));
        c11 = f32x4.add(c11, f32x4.mul(f1, b1));
        const f2 = v128.load32_splat(x2, 4);
        c20 = f32x4.add(c20, f32x4.mul(f2, b0));
        c21 = f32x4.add(c21, f32x4.mul(f2, b1));
        const f3 = v128.load32_splat(x3, 4);
        c30 = f32x4.add(c30, f32x4.mul(f3, b0));
        c31 = f32x4.add(c31, f32x4.mul(f3, b1));
      }
      x += 8;
      x1 += 8;
      x2 += 8;
      x3 += 8;
      y += 64;
    }
    if (k & 1) {
      const b0 = v128.load(y);
      const b1 = v128.load(y, 16);
      const f0 = v128.load32_splat(x);
      c00 = f32x4.add(c00, f32x4.mul(f0, b0));
      c01 = f32x4.add(c01, f32x4.mul(f0, b1));
      const f1 = v128.load32_splat(x1);
      c10 = f32x4.add(c10, f32x4.mul(f1, b0));
      c11 = f32x4.add(c11, f32x4.mul(f1, b1));
      const f2 = v128.load32_splat(x2);
      c20 = f32x4.add(c20, f32x4.mul(f2, b0));
      c21 = f32x4.add(c21, f32x4.mul(f2, b1));
      const f3 = v128.load32_splat(x3);
      c30 = f32x4.add(c30, f32x4.mul(f3, b0));
      c31 = f32x4.add(c31, f32x4.mul(f3, b1));
    }
    const c1 = c + row;
    const c2 = c + row * 2;
    const c3 = c + row * 3;
    v128.store(c, c00);
    v128.store(c, c01, 16);
    v128.store(c1, c10);
    v128.store(c1, c11, 16);
    v128.store(c2, c20);
    v128.store(c2, c21, 16);
    v128.store(c3, c30);
    v128.store(c3, c31, 16);
    c += row * 4;
    from += fromRow * 4;
    a += pitch * 4;
  }
}

/**
 * A tile C`[4, 16]` = From + A B over k steps. The rows of A are read where they lie, `pitch` bytes apart. B is a panel.
 * For products with few columns, see `rows4x8` and `tile4x16`.
 */
export function rows4x16(
  k: i32, a: usize, pitch: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  let x1 = a + pitch;
  let x2 = a + pitch * 2;
  let x3 = a + pitch * 3;
  const from1 = from + fromRow;
  const from2 = from + fromRow * 2;
  const from3 = from + fromRow * 3;
  let c00 = v128.load(from);
  let c01 = v128.load(from, 16);
  let c02 = v128.load(from, 32);
  let c03 = v128.load(from, 48);
  let c10 = v128.load(from1);
  let c11 = v128.load(from1, 16);
  let c12 = v128.load(from1, 32);
  let c13 = v128.load(from1, 48);
  let c20 = v128.load(from2);
  let c21 = v128.load(from2, 16);
  let c22 = v128.load(from2, 32);
  let c23 = v128.load(from2, 48);
  let c30 = v128.load(from3);
  let c31 = v128.load(from3, 16);
  let c32 = v128.load(from3, 32);
  let c33 = v128.load(from3, 48);
  for (let l = k >> 1; l > 0; l--) {
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(b, 32);
      const b3 = v128.load(b, 48);
      const f0 = v128.load32_splat(a);
      c00 = f32x4.add(c00, f32x4.mul(f0, b0));
      c01 = f32x4.add(c01, f32x4.mul(f0, b1));
      c02 = f32x4.add(c02, f32x4.mul(f0, b2));
      c03 = f32x4.add(c03, f32x4.mul(f0, b3));
      const f1 = v128.load32_splat(x1);
      c10 = f32x4.add(c10, f32x4.mul(f1, b0));
      c11 = f32x4.add(c11, f32x4.mul(f1, b1));
      c12 = f32x4.add(c12, f32x4.mul(f1, b2));
      c13 = f32x4.add(c13, f32x4.mul(f1, b3));
      const f2 = v128.load32_splat(x2);
      c20 = f32x4.add(c20, f32x4.mul(f2, b0));
      c21 = f32x4.add(c21, f32x4.mul(f2, b1));
      c22 = f32x4.add(c22, f32x4.mul(f2, b2));
      c23 = f32x4.add(c23, f32x4.mul(f2, b3));
      const f3 = v128.load32_splat(x3);
      c30 = f32x4.add(c30, f32x4.mul(f3, b0));
      c31 = f32x4.add(c31, f32x4.mul(f3, b1));
      c32 = f32x4.add(c32, f32x4.mul(f3, b2));
      c33 = f32x4.add(c33, f32x4.mul(f3, b3));
    }
    {
      const b0 = v128.load(b, 64);
      const b1 = v128.load(b, 80);
      const b2 = v128.load(b, 96);
      const b3 = v128.load(b, 112);
      const f0 = v128.load32_splat(a, 4);
      c00 = f32x4.add(c00, f32x4.mul(f0, b0));
      c01 = f32x4.add(c01, f32x4.mul(f0, b1));
      c02 = f32x4.add(c02, f32x4.mul(f0, b2));
      c03 = f32x4.add(c03, f32x4.mul(f0, b3));
      const f1 = v128.load32_splat(x1, 4);
      c10 = f32x4.add(c10, f32x4.mul(f1, b0));
      c11 = f32x4.add(c11, f32x4.mul(f1, b1));
      c12 = f32x4.add(c12, f32x4.mul(f1, b2));
      c13 = f32x4.add(c13, f32x4.mul(f1, b3));
      const f2 = v128.load32_splat(x2, 4);
      c20 = f32x4.add(c20, f32x4.mul(f2, b0));
      c21 = f32x4.add(c21, f32x4.mul(f2, b1));
      c22 = f32x4.add(c22, f32x4.mul(f2, b2));
      c23 = f32x4.add(c23, f32x4.mul(f2, b3));
      const f3 = v128.load32_splat(x3, 4);
      c30 = f32x4.add(c30, f32x4.mul(f3, b0));
      c31 = f32x4.add(c31, f32x4.mul(f3, b1));
      c32 = f32x4.add(c32, f32x4.mul(f3, b2));
      c33 = f32x4.add(c33, f32x4.mul(f3, b3));
    }
    a += 8;
    x1 += 8;
    x2 += 8;
    x3 += 8;
    b += 128;
  }
  if (k & 1) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const f0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(f0, b0));
    c01 = f32x4.add(c01, f32x4.mul(f0, b1));
    c02 = f32x4.add(c02, f32x4.mul(f0, b2));
    c03 = f32x4.add(c03, f32x4.mul(f0, b3));
    const f1 = v128.load32_splat(x1);
    c10 = f32x4.add(c10, f32x4.mul(f1, b0));
    c11 = f32x4.add(c11, f32x4.mul(f1, b1));
    c12 = f32x4.add(c12, f32x4.mul(f1, b2));
    c13 = f32x4.add(c13, f32x4.mul(f1, b3));
    const f2 = v128.load32_splat(x2);
    c20 = f32x4.add(c20, f32x4.mul(f2, b0));
    c21 = f32x4.add(c21, f32x4.mul(f2, b1));
    c22 = f32x4.add(c22, f32x4.mul(f2, b2));
    c23 = f32x4.add(c23, f32x4.mul(f2, b3));
    const f3 = v128.load32_splat(x3);
    c30 = f32x4.add(c30, f32x4.mul(f3, b0));
    c31 = f32x4.add(c31, f32x4.mul(f3, b1));
    c32 = f32x4.add(c32, f32x4.mul(f3, b2));
    c33 = f32x4.add(c33, f32x4.mul(f3, b3));
  }
  const c1 = c + row;
  const c2 = c + row * 2;
  const c3 = c + row * 3;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c1, c12, 32);
  v128.store(c1, c13, 48);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c2, c22, 32);
  v128.store(c2, c23, 48);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
  v128.store(c3, c32, 32);
  v128.store(c3, c33, 48);
}

/**
 * A tile C`[4, 4]` = From + A B over k steps. A is a panel. B is a panel.
 * In float64, see `tiles4x8`.
 */
export function tile4x4Doubles(
  k: i32, a: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  const from1 = from + fromRow;
  const from2 = from + fromRow * 2;
  const from3 = from + fromRow * 3;
  let c00 = v128.load(from);
  let c01 = v128.load(from, 16);
  let c10 = v128.load(from1);
  let c11 = v128.load(from1, 16);
  let c20 = v128.load(from2);
  let c21 = v128.load(from2, 16);
  let c30 = v128.load(from3);
  let c31 = v128.load(from3, 16);
  for (let l = k >> 1; l > 0; l--) {
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const f0 = v128.load64_splat(a);
      c00 = f64x2.add(c00, f64x2.mul(f0, b0));
      c01 = f64x2.add(c01, f64x2.mul(f0, b1));
      const f1 = v128.load64_splat(a, 8);
      c10 = f64x2.add(c10, f64x2.mul(f1, b0));
      c11 = f64x2.add(c11, f64x2.mul(f1, b1));
      const f2 = v128.load64_splat(a, 16);
      c20 = f64x2.add(c20, f64x2.mul(f2, b0));
      c21 = f64x2.add(c21, f64x2.mul(f2, b1));
      const f3 = v128.load64_splat(a, 24);
      c30 = f64x2.add(c30, f64x2.mul(f3, b0));
      c31 = f64x2.add(c31, f64x2.mul(f3, b1));
      a += 32;
      b += 32;
    }
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const f0 = v128.load64_splat(a);
      c00 = f64x2.add(c00, f64x2.mul(f0, b0));
      c01 = f64x2.add(c01, f64x2.mul(f0, b1));
      const f1 = v128.load64_splat(a, 8);
      c10 = f64x2.add(c10, f64x2.mul(f1, b0));
      c11 = f64x2.add(c11, f64x2.mul(f1, b1));
      const f2 = v128.load64_splat(a, 16);
      c20 = f64x2.add(c20, f64x2.mul(f2, b0));
      c21 = f64x2.add(c21, f64x2.mul(f2, b1));
      const f3 = v128.load64_splat(a, 24);
      c30 = f64x2.add(c30, f64x2.mul(f3, b0));
      c31 = f64x2.add(c31, f64x2.mul(f3, b1));
      a += 32;
      b += 32;
    }
  }
  if (k & 1) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const f0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(f0, b0));
    c01 = f64x2.add(c01, f64x2.mul(f0, b1));
    const f1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(f1, b0));
    c11 = f64x2.add(c11, f64x2.mul(f1, b1));
    const f2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(f2, b0));
    c21 = f64x2.add(c21, f64x2.mul(f2, b1));
    const f3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(f3, b0));
    c31 = f64x2.add(c31, f64x2.mul(f3, b1));
    a += 32;
    b += 32;
  }
  const c1 = c + row;
  const c2 = c + row * 2;
  const c3 = c + row * 3;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/**
 * A tile C`[4, 8]` = From + A B over k steps. A is a panel. B is a panel.
 * In float64, see `tile4x16`.
 */
export function tile4x8Doubles(
  k: i32, a: usize, b: usize, from: usize, fromRow: usize, c: usize, row: usize,
): void {
  const from1 = from + fromRow;
  const from2 = from + fromRow * 2;
  const from3 = from + fromRow * 3;
  let c00 = v128.load(from);
  let c01 = v128.load(from, 16);
  let c02 = v128.load(from, 32);
  let c03 = v128.load(from, 48);
  let c10 = v128.load(from1);
  let c11 = v128.load(from1, 16);
  let c12 = v128.load(from1, 32);
  let c13 = v128.load(from1, 48);
  let c20 = v128.load(from2);
  let c21 = v128.load(from2, 16);
  let c22 = v128.load(from2, 32);
  let c23 = v128.load(from2, 48);
  let c30 = v128.load(from3);
  let c31 = v128.load(from3, 16);
  let c32 = v128.load(from3, 32);
  let c33 = v128.load(from3, 48);
  for (let l = k; l > 0; l--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const f0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(f0, b0));
    c01 = f64x2.add(c01, f64x2.mul(f0, b1));
    c02 = f64x2.add(c02, f64x2.mul(f0, b2));
    c03 = f64x2.add(c03, f64x2.mul(f0, b3));
    const f1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(f1, b0));
    c11 = f64x2.add(c11, f64x2.mul(f1, b1));
    c12 = f64x2.add(c12, f64x2.mul(f1, b2));
    c13 = f64x2.add(c13, f64x2.mul(f1, b3));
    const f2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(f2, b0));
    c21 = f64x2.add(c21, f64x2.mul(f2, b1));
    c22 = f64x2.add(c22, f64x2.mul(f2, b2));
    c23 = f64x2.add(c23, f64x2.mul(f2, b3));
    const f3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(f3, b0));
    c31 = f64x2.add(c31, f64x2.mul(f3, b1));
    c32 = f64x2.add(c32, f64x2.mul(f3, b2));
    c33 = f64x2.add(c33, f64x2.mul(f3, b3));
    a += 32;
    b += 64;
  }
  const c1 = c + row;
  const c2 = c + row * 2;
  const c3 = c + row * 3;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c1, c12, 32);
  v128.store(c1, c13, 48);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c2, c22, 32);
  v128.store(c2, c23, 48);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
  v128.store(c3, c32, 32);
  v128.store(c3, c33, 48);
}

/**
 * The sums of a convolution at 4 positions: from 0, one product after the other in the order of the
 * taps. `offset` tells where each tap lies from a position's place in x, in bytes. Four filters. Weights are
 * `w [taps, 4]`; 4 numbers go to each y.
 */
export function taps4x4(
  taps: i32, offset: usize, w: usize, x0: usize, x1: usize, x2: usize, x3: usize, y0: usize, y1: usize, y2: usize, y3: usize,
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
    const b0 = v128.load(w);
    const b1 = v128.load(w, 16);
    const f0 = v128.load64_splat(x0 + at);
    c00 = f64x2.add(c00, f64x2.mul(f0, b0));
    c01 = f64x2.add(c01, f64x2.mul(f0, b1));
    const f1 = v128.load64_splat(x1 + at);
    c10 = f64x2.add(c10, f64x2.mul(f1, b0));
    c11 = f64x2.add(c11, f64x2.mul(f1, b1));
    const f2 = v128.load64_splat(x2 + at);
    c20 = f64x2.add(c20, f64x2.mul(f2, b0));
    c21 = f64x2.add(c21, f64x2.mul(f2, b1));
    const f3 = v128.load64_splat(x3 + at);
    c30 = f64x2.add(c30, f64x2.mul(f3, b0));
    c31 = f64x2.add(c31, f64x2.mul(f3, b1));
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

/**
 * The sums of a convolution at 4 positions: from 0, one product after the other in the order of the
 * taps. `offset` tells where each tap lies from a position's place in x, in bytes. Two filters. Weights are
 * `w [taps, 2]`; 2 numbers go to each y.
 */
export function taps4x2(
  taps: i32, offset: usize, w: usize, x0: usize, x1: usize, x2: usize, x3: usize, y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let c00 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  for (let l = taps; l > 0; l--) {
    const at = <usize>load<i32>(offset);
    const b0 = v128.load(w);
    const f0 = v128.load64_splat(x0 + at);
    c00 = f64x2.add(c00, f64x2.mul(f0, b0));
    const f1 = v128.load64_splat(x1 + at);
    c10 = f64x2.add(c10, f64x2.mul(f1, b0));
    const f2 = v128.load64_splat(x2 + at);
    c20 = f64x2.add(c20, f64x2.mul(f2, b0));
    const f3 = v128.load64_splat(x3 + at);
    c30 = f64x2.add(c30, f64x2.mul(f3, b0));
    offset += 4;
    w += 16;
  }
  v128.store(y0, c00);
  v128.store(y1, c10);
  v128.store(y2, c20);
  v128.store(y3, c30);
}

/**
 * Tiles C`[4, 8]` = From + A B over k steps, `count` of them one below the other, all sums in registers;
 * two steps a round hide the loop's own cost. At every step A gives 4 floats, in a row, `stepA` bytes
 * after those of the step before; the next tile's begin `nextA` bytes further on. B is a panel.
 */
export function tiles4x8(
  count: i32, k: i32, a: usize, stepA: usize, nextA: usize, b: usize,
  from: usize, fromRow: usize, c: usize, row: usize,
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
        const a0 = v128.load32_splat(x);
        c00 = f32x4.add(c00, f32x4.mul(a0, b0));
        c01 = f32x4.add(c01, f32x4.mul(a0, b1));
        const a1 = v128.load32_splat(x, 4);
        c10 = f32x4.add(c10, f32x4.mul(a1, b0));
        c11 = f32x4.add(c11, f32x4.mul(a1, b1));
        const a2 = v128.load32_splat(x, 8);
        c20 = f32x4.add(c20, f32x4.mul(a2, b0));
        c21 = f32x4.add(c21, f32x4.mul(a2, b1));
        const a3 = v128.load32_splat(x, 12);
        c30 = f32x4.add(c30, f32x4.mul(a3, b0));
        c31 = f32x4.add(c31, f32x4.mul(a3, b1));
        x += stepA;
        y += 32;
      }
      {
        const b0 = v128.load(y);
        const b1 = v128.load(y, 16);
        const a0 = v128.load32_splat(x);
        c00 = f32x4.add(c00, f32x4.mul(a0, b0));
        c01 = f32x4.add(c01, f32x4.mul(a0, b1));
        const a1 = v128.load32_splat(x, 4);
        c10 = f32x4.add(c10, f32x4.mul(a1, b0));
        c11 = f32x4.add(c11, f32x4.mul(a1, b1));
        const a2 = v128.load32_splat(x, 8);
        c20 = f32x4.add(c20, f32x4.mul(a2, b0));
        c21 = f32x4.add(c21, f32x4.mul(a2, b1));
        const a3 = v128.load32_splat(x, 12);
        c30 = f32x4.add(c30, f32x4.mul(a3, b0));
        c31 = f32x4.add(c31, f32x4.mul(a3, b1));
        x += stepA;
        y += 32;
      }
    }
    if (k & 1) {
      const b0 = v128.load(y);
      const b1 = v128.load(y, 16);
      const a0 = v128.load32_splat(x);
      c00 = f32x4.add(c00, f32x4.mul(a0, b0));
      c01 = f32x4.add(c01, f32x4.mul(a0, b1));
      const a1 = v128.load32_splat(x, 4);
      c10 = f32x4.add(c10, f32x4.mul(a1, b0));
      c11 = f32x4.add(c11, f32x4.mul(a1, b1));
      const a2 = v128.load32_splat(x, 8);
      c20 = f32x4.add(c20, f32x4.mul(a2, b0));
      c21 = f32x4.add(c21, f32x4.mul(a2, b1));
      const a3 = v128.load32_splat(x, 12);
      c30 = f32x4.add(c30, f32x4.mul(a3, b0));
      c31 = f32x4.add(c31, f32x4.mul(a3, b1));
      x += stepA;
      y += 32;
    }
    const row1 = c + row;
    const row2 = c + row * 2;
    const row3 = c + row * 3;
    v128.store(c, c00);
    v128.store(c, c01, 16);
    v128.store(row1, c10);
    v128.store(row1, c11, 16);
    v128.store(row2, c20);
    v128.store(row2, c21, 16);
    v128.store(row3, c30);
    v128.store(row3, c31, 16);
    c += row * 4;
    from += fromRow * 4;
    a += nextA;
  }
}

/**
 * One tile C`[4, 16]`, as adjacent pairs of 128-bit operations from the loads to the stores, which V8 can
 * fuse to 256 bits: 8 sums, 2 rows of B, a factor and a product then fill 12 of its 15 registers. With
 * the loop over tiles in here as well, V8 makes slower code of it.
 */
export function tile4x16(
  k: i32, a: usize, stepA: usize, b: usize,
  from: usize, fromRow: usize, c: usize, row: usize,
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
    const a0 = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    c02 = f32x4.add(c02, f32x4.mul(a0, b2));
    c03 = f32x4.add(c03, f32x4.mul(a0, b3));
    const a1 = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    c12 = f32x4.add(c12, f32x4.mul(a1, b2));
    c13 = f32x4.add(c13, f32x4.mul(a1, b3));
    const a2 = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    c22 = f32x4.add(c22, f32x4.mul(a2, b2));
    c23 = f32x4.add(c23, f32x4.mul(a2, b3));
    const a3 = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    c32 = f32x4.add(c32, f32x4.mul(a3, b2));
    c33 = f32x4.add(c33, f32x4.mul(a3, b3));
    a += stepA;
    b += 64;
  }
  const row1 = c + row;
  const row2 = c + row * 2;
  const row3 = c + row * 3;
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  v128.store(row1, c12, 32);
  v128.store(row1, c13, 48);
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  v128.store(row2, c22, 32);
  v128.store(row2, c23, 48);
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
  v128.store(row3, c32, 32);
  v128.store(row3, c33, 48);
}

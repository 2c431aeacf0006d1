/**
 * What the processor gives at most: chains `x = x / 2 + 1` in registers, enough of them that none waits
 * for another. They start from `work` and are stored there, so that no compiler can leave them out.
 */

/** Floating-point operations of a round of `peakNarrow`: 12 vectors of 4, a product and a sum each. */
export function operationsNarrow(): i32 {
  return 96;
}

/**
 * Multiplies and adds in registers only, so that a benchmark can measure in the same run what the
 * machine gives at most. Constants that are loaded can be fused; constants in the code cannot.
 *
 * @param rounds of `peakOperations()` floating-point operations each
 * @param work 392 bytes, a multiple of 16; whatever they hold
 */
export function peakNarrow(rounds: i32, work: usize): void {
  store<f32>(work, 0.5, 384);
  store<f32>(work, 1, 388);
  const a = v128.load32_splat(work, 384);
  const b = v128.load32_splat(work, 388);
  let x0 = v128.load(work);
  let x1 = v128.load(work, 16);
  let x2 = v128.load(work, 32);
  let x3 = v128.load(work, 48);
  let x4 = v128.load(work, 64);
  let x5 = v128.load(work, 80);
  let x6 = v128.load(work, 96);
  let x7 = v128.load(work, 112);
  let x8 = v128.load(work, 128);
  let x9 = v128.load(work, 144);
  let x10 = v128.load(work, 160);
  let x11 = v128.load(work, 176);
  for (let round = 0; round < rounds; round++) {
    x0 = f32x4.add(f32x4.mul(x0, a), b);
    x1 = f32x4.add(f32x4.mul(x1, a), b);
    x2 = f32x4.add(f32x4.mul(x2, a), b);
    x3 = f32x4.add(f32x4.mul(x3, a), b);
    x4 = f32x4.add(f32x4.mul(x4, a), b);
    x5 = f32x4.add(f32x4.mul(x5, a), b);
    x6 = f32x4.add(f32x4.mul(x6, a), b);
    x7 = f32x4.add(f32x4.mul(x7, a), b);
    x8 = f32x4.add(f32x4.mul(x8, a), b);
    x9 = f32x4.add(f32x4.mul(x9, a), b);
    x10 = f32x4.add(f32x4.mul(x10, a), b);
    x11 = f32x4.add(f32x4.mul(x11, a), b);
  }
  v128.store(work, x0);
  v128.store(work, x1, 16);
  v128.store(work, x2, 32);
  v128.store(work, x3, 48);
  v128.store(work, x4, 64);
  v128.store(work, x5, 80);
  v128.store(work, x6, 96);
  v128.store(work, x7, 112);
  v128.store(work, x8, 128);
  v128.store(work, x9, 144);
  v128.store(work, x10, 160);
  v128.store(work, x11, 176);
}

/** Floating-point operations of a round of `peakWide`: 24 vectors of 4, a product and a sum each. */
export function operationsWide(): i32 {
  return 192;
}

/**
 * Multiplies and adds in registers only, so that a benchmark can measure in the same run what the
 * machine gives at most. Constants that are loaded can be fused; constants in the code cannot.
 *
 * @param rounds of `peakOperations()` floating-point operations each
 * @param work 392 bytes, a multiple of 16; whatever they hold
 */
export function peakWide(rounds: i32, work: usize): void {
  store<f32>(work, 0.5, 384);
  store<f32>(work, 1, 388);
  const a = v128.load32_splat(work, 384);
  const b = v128.load32_splat(work, 388);
  let x0 = v128.load(work);
  let x1 = v128.load(work, 16);
  let x2 = v128.load(work, 32);
  let x3 = v128.load(work, 48);
  let x4 = v128.load(work, 64);
  let x5 = v128.load(work, 80);
  let x6 = v128.load(work, 96);
  let x7 = v128.load(work, 112);
  let x8 = v128.load(work, 128);
  let x9 = v128.load(work, 144);
  let x10 = v128.load(work, 160);
  let x11 = v128.load(work, 176);
  let x12 = v128.load(work, 192);
  let x13 = v128.load(work, 208);
  let x14 = v128.load(work, 224);
  let x15 = v128.load(work, 240);
  let x16 = v128.load(work, 256);
  let x17 = v128.load(work, 272);
  let x18 = v128.load(work, 288);
  let x19 = v128.load(work, 304);
  let x20 = v128.load(work, 320);
  let x21 = v128.load(work, 336);
  let x22 = v128.load(work, 352);
  let x23 = v128.load(work, 368);
  for (let round = 0; round < rounds; round++) {
    x0 = f32x4.add(f32x4.mul(x0, a), b);
    x1 = f32x4.add(f32x4.mul(x1, a), b);
    x2 = f32x4.add(f32x4.mul(x2, a), b);
    x3 = f32x4.add(f32x4.mul(x3, a), b);
    x4 = f32x4.add(f32x4.mul(x4, a), b);
    x5 = f32x4.add(f32x4.mul(x5, a), b);
    x6 = f32x4.add(f32x4.mul(x6, a), b);
    x7 = f32x4.add(f32x4.mul(x7, a), b);
    x8 = f32x4.add(f32x4.mul(x8, a), b);
    x9 = f32x4.add(f32x4.mul(x9, a), b);
    x10 = f32x4.add(f32x4.mul(x10, a), b);
    x11 = f32x4.add(f32x4.mul(x11, a), b);
    x12 = f32x4.add(f32x4.mul(x12, a), b);
    x13 = f32x4.add(f32x4.mul(x13, a), b);
    x14 = f32x4.add(f32x4.mul(x14, a), b);
    x15 = f32x4.add(f32x4.mul(x15, a), b);
    x16 = f32x4.add(f32x4.mul(x16, a), b);
    x17 = f32x4.add(f32x4.mul(x17, a), b);
    x18 = f32x4.add(f32x4.mul(x18, a), b);
    x19 = f32x4.add(f32x4.mul(x19, a), b);
    x20 = f32x4.add(f32x4.mul(x20, a), b);
    x21 = f32x4.add(f32x4.mul(x21, a), b);
    x22 = f32x4.add(f32x4.mul(x22, a), b);
    x23 = f32x4.add(f32x4.mul(x23, a), b);
  }
  v128.store(work, x0);
  v128.store(work, x1, 16);
  v128.store(work, x2, 32);
  v128.store(work, x3, 48);
  v128.store(work, x4, 64);
  v128.store(work, x5, 80);
  v128.store(work, x6, 96);
  v128.store(work, x7, 112);
  v128.store(work, x8, 128);
  v128.store(work, x9, 144);
  v128.store(work, x10, 160);
  v128.store(work, x11, 176);
  v128.store(work, x12, 192);
  v128.store(work, x13, 208);
  v128.store(work, x14, 224);
  v128.store(work, x15, 240);
  v128.store(work, x16, 256);
  v128.store(work, x17, 272);
  v128.store(work, x18, 288);
  v128.store(work, x19, 304);
  v128.store(work, x20, 320);
  v128.store(work, x21, 336);
  v128.store(work, x22, 352);
  v128.store(work, x23, 368);
}

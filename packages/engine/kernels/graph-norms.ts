/**
 * Normalization of blocks `[positions, channels]`, by the statistics of every channel or of every
 * position. Sums are in float64, down the positions or along the channels, one after the other.
 */

@inline
function low2(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
function high2(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
}

@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Writes the mean of every channel over all positions, and `1 / sqrt(variance + eps)`, by two passes. */
export function channelMoments(
  positions: i32, channels: i32, eps: f64, x: usize, mean: usize, factor: usize,
): void {
  const pitch = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pitch; c += 16) moments4(positions, pitch, eps, x + c, mean + c, factor + c);
  for (; c < pitch; c += 4) moments1(positions, pitch, eps, x + c, mean + c, factor + c);
}

function moments4(positions: i32, pitch: usize, eps: f64, x: usize, mean: usize, factor: usize): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let at = x;
  for (let i = 0; i < positions; i++, at += pitch) {
    const entries = v128.load(at);
    low = f64x2.add(low, low2(entries));
    high = f64x2.add(high, high2(entries));
  }
  const share = f64x2.splat(1 / <f64>positions);
  low = f64x2.mul(low, share);
  high = f64x2.mul(high, share);
  v128.store(mean, joined(low, high));
  let squaresLow = f64x2.splat(0);
  let squaresHigh = f64x2.splat(0);
  for (let i = 0; i < positions; i++, x += pitch) {
    const entries = v128.load(x);
    const a = f64x2.sub(low2(entries), low);
    const b = f64x2.sub(high2(entries), high);
    squaresLow = f64x2.add(squaresLow, f64x2.mul(a, a));
    squaresHigh = f64x2.add(squaresHigh, f64x2.mul(b, b));
  }
  v128.store(factor, joined(factor2(f64x2.mul(squaresLow, share), eps), factor2(f64x2.mul(squaresHigh, share), eps)));
}

@inline
function factor2(variance: v128, eps: f64): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(variance, f64x2.splat(eps))));
}

function moments1(positions: i32, pitch: usize, eps: f64, x: usize, mean: usize, factor: usize): void {
  let sum: f64 = 0;
  let at = x;
  for (let i = 0; i < positions; i++, at += pitch) sum += <f64>load<f32>(at);
  const middle = sum * (1 / <f64>positions);
  store<f32>(mean, <f32>middle);
  let squares: f64 = 0;
  for (let i = 0; i < positions; i++, x += pitch) {
    const a = <f64>load<f32>(x) - middle;
    squares += a * a;
  }
  store<f32>(factor, <f32>(1 / sqrt<f64>(squares * (1 / <f64>positions) + eps)));
}

/** Writes `1 / sqrt(variance + eps)` of every channel, a variance below 0 taken for 0. NaN stays NaN. */
export function channelFactors(channels: i32, eps: f64, variance: usize, factor: usize): void {
  for (let c = 0; c < channels; c++, variance += 4, factor += 4) {
    const v = <f64>load<f32>(variance);
    store<f32>(factor, <f32>(1 / sqrt<f64>((v < 0 ? 0 : v) + eps)));
  }
}

/** `y = (x - mean) (gamma factor) + beta`, channel by channel; y may be x. */
export function normalizeChannels(
  positions: i32, channels: i32, x: usize, mean: usize, factor: usize, gamma: usize, beta: usize, y: usize,
): void {
  const pitch = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pitch; c += 16) {
    const middle = v128.load(mean + c);
    const by = f32x4.mul(v128.load(gamma + c), v128.load(factor + c));
    const shift = v128.load(beta + c);
    for (let i = 0, at = c; i < positions; i++, at += pitch)
      v128.store(y + at, f32x4.add(f32x4.mul(f32x4.sub(v128.load(x + at), middle), by), shift));
  }
  for (; c < pitch; c += 4) {
    const middle = load<f32>(mean + c);
    const by = load<f32>(gamma + c) * load<f32>(factor + c);
    const shift = load<f32>(beta + c);
    for (let i = 0, at = c; i < positions; i++, at += pitch)
      store<f32>(y + at, (load<f32>(x + at) - middle) * by + shift);
  }
}

/** `sums = (resumed ? sums : 0) + dy (x - mean) factor`, each one after the other down the positions. */
export function channelProducts(
  resumed: bool, positions: i32, channels: i32, x: usize, mean: usize, factor: usize, dy: usize, sums: usize,
): void {
  const pitch = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pitch; c += 16) {
    const middle = v128.load(mean + c);
    const by = v128.load(factor + c);
    let sum = resumed ? v128.load(sums + c) : f32x4.splat(0);
    for (let i = 0, at = c; i < positions; i++, at += pitch) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + at), middle), by);
      sum = f32x4.add(sum, f32x4.mul(v128.load(dy + at), h));
    }
    v128.store(sums + c, sum);
  }
  for (; c < pitch; c += 4) {
    const middle = load<f32>(mean + c);
    const by = load<f32>(factor + c);
    let sum: f32 = resumed ? load<f32>(sums + c) : 0;
    for (let i = 0, at = c; i < positions; i++, at += pitch)
      sum += load<f32>(dy + at) * ((load<f32>(x + at) - middle) * by);
    store<f32>(sums + c, sum);
  }
}

/** Writes the sums of `dy`, and of `dy (x - mean)`, of every channel over all positions. */
export function channelSlopes(
  positions: i32, channels: i32, x: usize, mean: usize, dy: usize, sums: usize, products: usize,
): void {
  const pitch = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pitch; c += 16) slopes4(positions, pitch, x + c, mean + c, dy + c, sums + 2 * c, products + 2 * c);
  for (; c < pitch; c += 4) {
    const middle = <f64>load<f32>(mean + c);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let i = 0, at = c; i < positions; i++, at += pitch) {
      const slope = <f64>load<f32>(dy + at);
      sum += slope;
      product += slope * (<f64>load<f32>(x + at) - middle);
    }
    store<f64>(sums + 2 * c, sum);
    store<f64>(products + 2 * c, product);
  }
}

function slopes4(positions: i32, pitch: usize, x: usize, mean: usize, dy: usize, sums: usize, products: usize): void {
  const middle = v128.load(mean);
  const middleLow = low2(middle);
  const middleHigh = high2(middle);
  let sumLow = f64x2.splat(0);
  let sumHigh = f64x2.splat(0);
  let productLow = f64x2.splat(0);
  let productHigh = f64x2.splat(0);
  for (let i = 0; i < positions; i++, x += pitch, dy += pitch) {
    const entries = v128.load(x);
    const slopes = v128.load(dy);
    const low = low2(slopes);
    const high = high2(slopes);
    sumLow = f64x2.add(sumLow, low);
    sumHigh = f64x2.add(sumHigh, high);
    productLow = f64x2.add(productLow, f64x2.mul(low, f64x2.sub(low2(entries), middleLow)));
    productHigh = f64x2.add(productHigh, f64x2.mul(high, f64x2.sub(high2(entries), middleHigh)));
  }
  v128.store(sums, sumLow);
  v128.store(sums, sumHigh, 16);
  v128.store(products, productLow);
  v128.store(products, productHigh, 16);
}

/** `dx = a dy + b (x - mean) + c` with an a, b and c for every channel; dx may be dy. */
export function combineChannels(
  positions: i32, channels: i32, x: usize, mean: usize, dy: usize, a: usize, b: usize, c: usize, dx: usize,
): void {
  const pitch = <usize>channels * 4;
  let k: usize = 0;
  for (; k + 16 <= pitch; k += 16) {
    const middle = v128.load(mean + k);
    const ofSlope = v128.load(a + k);
    const ofEntry = v128.load(b + k);
    const rest = v128.load(c + k);
    for (let i = 0, at = k; i < positions; i++, at += pitch) {
      const entries = f32x4.mul(ofEntry, f32x4.sub(v128.load(x + at), middle));
      v128.store(dx + at, f32x4.add(f32x4.add(f32x4.mul(ofSlope, v128.load(dy + at)), entries), rest));
    }
  }
  for (; k < pitch; k += 4) {
    const middle = load<f32>(mean + k);
    const ofSlope = load<f32>(a + k);
    const ofEntry = load<f32>(b + k);
    const rest = load<f32>(c + k);
    for (let i = 0, at = k; i < positions; i++, at += pitch)
      store<f32>(dx + at, ofSlope * load<f32>(dy + at) + ofEntry * (load<f32>(x + at) - middle) + rest);
  }
}

/**
 * Brings the channels of every position to mean 0 and variance 1, times gamma, plus beta; y may be x.
 * Writes the mean and `1 / sqrt(variance + eps)` of each position, one behind the other.
 */
export function normalizePositions(
  positions: i32, channels: i32, eps: f64, x: usize, gamma: usize, beta: usize, y: usize, moments: usize,
): void {
  const pitch = <usize>channels * 4;
  const share = 1 / <f64>channels;
  for (let i = 0; i < positions; i++, x += pitch, y += pitch, moments += 8) {
    let sum: f64 = 0;
    for (let c: usize = 0; c < pitch; c += 4) sum += <f64>load<f32>(x + c);
    const middle = sum * share;
    let squares: f64 = 0;
    for (let c: usize = 0; c < pitch; c += 4) {
      const a = <f64>load<f32>(x + c) - middle;
      squares += a * a;
    }
    const mean = <f32>middle;
    const factor = <f32>(1 / sqrt<f64>(squares * share + eps));
    store<f32>(moments, mean);
    store<f32>(moments, factor, 4);
    for (let c: usize = 0; c < pitch; c += 4)
      store<f32>(y + c, (load<f32>(x + c) - mean) * factor * load<f32>(gamma + c) + load<f32>(beta + c));
  }
}

/**
 * Writes `dx = factor (g - mean(g) - h mean(g h))` for g = gamma dy and the h that was multiplied by gamma,
 * position by position, and adds `dy h` to the slopes of gamma; dx may be dy.
 */
export function normalizePositionsBack(
  positions: i32, channels: i32, x: usize, moments: usize, gamma: usize, dy: usize, dGamma: usize, dx: usize,
): void {
  const pitch = <usize>channels * 4;
  const share = 1 / <f64>channels;
  for (let i = 0; i < positions; i++, x += pitch, dy += pitch, dx += pitch, moments += 8) {
    const mean = load<f32>(moments);
    const factor = load<f32>(moments, 4);
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let c: usize = 0; c < pitch; c += 4) {
      const h = (load<f32>(x + c) - mean) * factor;
      const slope = load<f32>(dy + c);
      store<f32>(dGamma + c, load<f32>(dGamma + c) + slope * h);
      const g = <f64>(slope * load<f32>(gamma + c));
      sum += g;
      product += g * <f64>h;
    }
    const middle = <f32>(sum * share);
    const along = <f32>(product * share);
    for (let c: usize = 0; c < pitch; c += 4) {
      const h = (load<f32>(x + c) - mean) * factor;
      store<f32>(dx + c, factor * (load<f32>(dy + c) * load<f32>(gamma + c) - middle - h * along));
    }
  }
}

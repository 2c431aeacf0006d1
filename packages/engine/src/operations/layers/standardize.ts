/**
 * Groups of entries of a block, each brought to mean 0 and variance 1 by itself: entry i of group g
 * lies at `g apart + i step`.
 */
export interface Groups {
  readonly count: number;
  /** Entries of a group. */
  readonly size: number;
  readonly apart: number;
  readonly step: number;
}

/** Of a block `[positions, channels]`: a group for every position, over its channels. */
export function byPosition(length: number, channels: number): Groups {
  return { count: length / channels, size: channels, apart: channels, step: 1 };
}

/** Of a block `[positions, channels]`: a group for every channel, over all positions. */
export function byChannel(length: number, channels: number): Groups {
  return { count: channels, size: length / channels, apart: 1, step: channels };
}

/** `h = (x - mean) / sqrt(variance + eps)`, and the factor `1 / sqrt(variance + eps)` of each group. */
export interface Standardized {
  readonly h: Float64Array;
  readonly factor: Float64Array;
}

/** Means and population variances of the groups, by two passes. */
export function momentsOf(
  x: Float64Array,
  { count, size, apart, step }: Groups,
): { readonly mean: Float64Array; readonly variance: Float64Array } {
  const mean = new Float64Array(count);
  const variance = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    const end = g * apart + size * step;
    let sum = 0;
    for (let i = g * apart; i < end; i += step) sum += x[i]!;
    const middle = sum / size;
    let squares = 0;
    for (let i = g * apart; i < end; i += step) squares += (x[i]! - middle) ** 2;
    mean[g] = middle;
    variance[g] = squares / size;
  }
  return { mean, variance };
}

/** Brings every group to mean 0 and variance 1. */
export function standardize(x: Float64Array, groups: Groups, eps: number): Standardized {
  const { count, size, apart, step } = groups;
  const { mean, variance } = momentsOf(x, groups);
  const factor = variance.map((each) => 1 / Math.sqrt(each + eps));
  const h = new Float64Array(x.length);
  for (let g = 0; g < count; g++) {
    const end = g * apart + size * step;
    for (let i = g * apart; i < end; i += step) h[i] = (x[i]! - mean[g]!) * factor[g]!;
  }
  return { h, factor };
}

/**
 * The derivative of `standardize` along a direction; it is symmetric, so it is its own transpose:
 * `factor (v - mean(v) - h mean(h v))`, group by group.
 *
 * @source arXiv:1502.03167, section 3 (the three derivatives put together)
 */
export function standardizeSlope(
  { h, factor }: Standardized,
  v: Float64Array,
  { count, size, apart, step }: Groups,
): Float64Array {
  const out = new Float64Array(v.length);
  for (let g = 0; g < count; g++) {
    const end = g * apart + size * step;
    let [sum, product] = [0, 0];
    for (let i = g * apart; i < end; i += step) {
      sum += v[i]!;
      product += h[i]! * v[i]!;
    }
    const [mean, along] = [sum / size, product / size];
    for (let i = g * apart; i < end; i += step)
      out[i] = factor[g]! * (v[i]! - mean - h[i]! * along);
  }
  return out;
}

/**
 * The derivative of `standardizeSlope` along a direction of x, v held.
 *
 * @param dx the direction
 * @param dh the derivative of h along it
 */
export function standardizeBend(
  at: Standardized,
  v: Float64Array,
  dx: Float64Array,
  dh: Float64Array,
  groups: Groups,
): Float64Array {
  const { h, factor } = at;
  const { count, size, apart, step } = groups;
  const out = standardizeSlope(at, v, groups);
  for (let g = 0; g < count; g++) {
    const end = g * apart + size * step;
    let [along, turned, moved] = [0, 0, 0];
    for (let i = g * apart; i < end; i += step) {
      along += h[i]! * v[i]!;
      turned += dh[i]! * v[i]!;
      moved += h[i]! * dx[i]!;
    }
    // The factor changes by -factor² mean(h dx), and with it everything by that over the factor.
    const shrinks = (factor[g]! * moved) / size;
    for (let i = g * apart; i < end; i += step)
      out[i] = -shrinks * out[i]! - (factor[g]! * (dh[i]! * along + h[i]! * turned)) / size;
  }
  return out;
}

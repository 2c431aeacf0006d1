import type { Leaf, Params } from '@isthmus/contract/parameters';

/** `gamma h + beta` along the last axis. */
export function scaleAndShift(
  h: Float64Array,
  gamma: Float64Array,
  beta: Float64Array,
): Float64Array {
  const channels = gamma.length;
  const y = new Float64Array(h.length);
  for (let at = 0; at < h.length; at += channels)
    for (let c = 0; c < channels; c++) y[at + c] = gamma[c]! * h[at + c]! + beta[c]!;
  return y;
}

/** `gamma v` along the last axis. */
export function scale(v: Float64Array, gamma: Float64Array): Float64Array {
  const channels = gamma.length;
  const y = new Float64Array(v.length);
  for (let at = 0; at < v.length; at += channels)
    for (let c = 0; c < channels; c++) y[at + c] = gamma[c]! * v[at + c]!;
  return y;
}

/** Sums of `a b` along the last axis. */
export function channelProducts(a: Float64Array, b: Float64Array, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let at = 0; at < a.length; at += channels)
    for (let c = 0; c < channels; c++) sums[c]! += a[at + c]! * b[at + c]!;
  return sums;
}

/** Fresh parameters of a normalization: scale 1 and shift 0. */
export function freshScaleAndShift(channels: number): Params {
  return { gamma: filled(channels, 1), beta: filled(channels, 0) };
}

/** One leaf along the channels, of equal entries. */
export function filled(channels: number, value: number): Leaf {
  return { shape: [channels], data: new Float32Array(channels).fill(value) };
}

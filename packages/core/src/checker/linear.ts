import type { Form, Leaf } from './form.js';
import { raised } from './form.js';
import type { LinearStep } from './network.js';
import { gamma, TINY, UNIT } from './numbers.js';
import { arrayOn, type LeafArray, type Point, type Segment } from './segment.js';

/** Kernel and bias of a layer on one leaf. */
export interface LinearWeights {
  readonly kernel: LeafArray;
  readonly bias: LeafArray | null;
}

export function linearWeights(step: LinearStep, segment: Segment, leaf: Leaf): LinearWeights {
  const { most } = step.taps;
  return {
    kernel: arrayOn(segment, step.kernel, leaf, most),
    bias: step.bias === null ? null : arrayOn(segment, step.bias, leaf, most),
  };
}

/**
 * A linear layer whose kernel and input both move with tau. Of kernel `W + V tau` and input
 * `c + s tau + e` the product is
 *
 *     W c + (W s + V c) tau + V s tau² + (W + V tau) e,
 *
 * and tau² lies in [0, 1]: its middle adds V s / 2 to the centre, the rest |V s| / 2 to r.
 *
 * Rounding: with n taps, M as in `arrayOn` and m = |c| + |s|, each of the sums W c, W s + V c, V s / 2
 * (with the bias) is off by at most gamma(n + 6) times M m + |bias|, and they count once, once, and twice
 * by halves: 2 gamma(n + 6) (sum of M m, + |bias|) at most. `error` of the arrays is twice that.
 */
export function linearForm(
  { taps, outputs }: LinearStep,
  { kernel, bias }: LinearWeights,
  { c, s, r }: Form,
  out: Form,
): void {
  const { mid, half, size, error } = kernel;
  const bent = new Float64Array(outputs);
  for (let p = 0; p < taps.positions; p++) {
    const first = p * outputs;
    out.c.fill(0, first, first + outputs);
    out.s.fill(0, first, first + outputs);
    out.r.fill(0, first, first + outputs);
    bent.fill(0);
    for (let q = taps.start[p]!; q < taps.start[p + 1]!; q++) {
      const i = taps.entry[q]!;
      const ci = c[i]!;
      const si = s[i]!;
      const ri = r[i]!;
      if (ci === 0 && si === 0 && ri === 0) continue;
      const mi = Math.abs(ci) + Math.abs(si);
      const row = taps.row[q]! * outputs;
      for (let o = 0; o < outputs; o++) {
        const w = mid[row + o]!;
        const v = half[row + o]!;
        out.c[first + o]! += w * ci;
        out.s[first + o]! += w * si + v * ci;
        out.r[first + o]! += size[row + o]! * ri + error[row + o]! * mi;
        bent[o]! += v * si;
      }
    }
    for (let o = 0; o < outputs; o++) {
      const at = first + o;
      out.c[at] = out.c[at]! + (bias === null ? 0 : bias.mid[o]!) + bent[o]! / 2;
      out.s[at]! += bias === null ? 0 : bias.half[o]!;
      const ofBias = bias === null ? 0 : bias.error[o]!;
      out.r[at] = raised(out.r[at]! + ofBias + Math.abs(bent[o]!) / 2);
    }
  }
}

/** A linear layer of a fixed input at both ends of a segment, `[positions, outputs]` each. */
export interface LinearEnds {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** How far the values between may be off: the larger error of the two. */
  readonly error: Float64Array;
}

/** Kernel and bias of a layer that reads the data themselves, at one end of a segment. */
export interface PointWeights {
  readonly step: LinearStep;
  readonly kernel: Float64Array;
  readonly bias: Float64Array | null;
  readonly looseKernel: Float64Array | undefined;
  readonly looseBias: Float64Array | undefined;
  /** By output: the largest size of its weights. */
  readonly largest: Float64Array;
}

export function pointWeights(step: LinearStep, point: Point, slack: Point | null): PointWeights {
  const kernel = point.get(step.kernel)!;
  const largest = new Float64Array(step.outputs);
  for (let row = 0; row < kernel.length; row += step.outputs)
    for (let o = 0; o < step.outputs; o++) {
      const size = Math.abs(kernel[row + o]!);
      if (!(size <= largest[o]!)) largest[o] = size;
    }
  return {
    step,
    kernel,
    bias: step.bias === null ? null : point.get(step.bias)!,
    looseKernel: slack?.get(step.kernel),
    looseBias: step.bias === null ? undefined : slack?.get(step.bias),
    largest,
  };
}

/** The values of such a layer at a point for one row, `[positions, outputs]`, and how far each may be off. */
export interface PointValues {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

/**
 * Those values. Rounding: a sum of n products and the bias is off by at most gamma(n + 1) times the sum of
 * their sizes, which is at most the output's largest weight times the sum of the sizes of what it reads.
 */
export function valuesAt(at: PointWeights, x: Float64Array): PointValues {
  const { taps, outputs } = at.step;
  const value = new Float64Array(taps.positions * outputs);
  const error = new Float64Array(value.length);
  for (let p = 0; p < taps.positions; p++) {
    const [first, from, end] = [p * outputs, taps.start[p]!, taps.start[p + 1]!];
    let sizes = 0;
    let q = from;
    // Four at a time, so that the sums are read and written a fourth as often.
    for (; q + 3 < end; q += 4) {
      const [x0, x1] = [x[taps.entry[q]!]!, x[taps.entry[q + 1]!]!];
      const [x2, x3] = [x[taps.entry[q + 2]!]!, x[taps.entry[q + 3]!]!];
      if (x0 === 0 && x1 === 0 && x2 === 0 && x3 === 0) continue;
      sizes += Math.abs(x0) + Math.abs(x1) + Math.abs(x2) + Math.abs(x3);
      addFour(at, q, x0, x1, x2, x3, value, first);
    }
    for (; q < end; q++) {
      const xi = x[taps.entry[q]!]!;
      sizes += Math.abs(xi);
      const row = taps.row[q]! * outputs;
      for (let o = 0; o < outputs; o++) value[first + o]! += at.kernel[row + o]! * xi;
    }
    if (at.looseKernel !== undefined) addLoose(at, x, from, end, error, first);
    addBiasAndErrors(at, first, sizes, value, error);
  }
  return { value, error };
}

/** Adds the products of four entries, from tap q on. */
function addFour(
  { step: { taps, outputs }, kernel }: PointWeights,
  q: number,
  x0: number,
  x1: number,
  x2: number,
  x3: number,
  value: Float64Array,
  first: number,
): void {
  const [row0, row1] = [taps.row[q]! * outputs, taps.row[q + 1]! * outputs];
  const [row2, row3] = [taps.row[q + 2]! * outputs, taps.row[q + 3]! * outputs];
  for (let o = 0; o < outputs; o++)
    value[first + o]! +=
      kernel[row0 + o]! * x0 +
      kernel[row1 + o]! * x1 +
      kernel[row2 + o]! * x2 +
      kernel[row3 + o]! * x3;
}

/** Adds what weights that are not exact may be off by, times what they multiply. */
function addLoose(
  { step: { taps, outputs }, looseKernel }: PointWeights,
  x: Float64Array,
  from: number,
  end: number,
  error: Float64Array,
  first: number,
): void {
  for (let q = from; q < end; q++) {
    const size = Math.abs(x[taps.entry[q]!]!);
    const row = taps.row[q]! * outputs;
    for (let o = 0; o < outputs; o++) error[first + o]! += looseKernel![row + o]! * size;
  }
}

function addBiasAndErrors(
  { step, bias, looseBias, largest }: PointWeights,
  first: number,
  sizes: number,
  value: Float64Array,
  error: Float64Array,
): void {
  const rate = gamma(step.taps.most + 10);
  for (let o = 0; o < step.outputs; o++) {
    const b = bias === null ? 0 : bias[o]!;
    value[first + o]! += b;
    const rounding = rate * (largest[o]! * sizes + Math.abs(b));
    error[first + o] = raised(error[first + o]! + rounding + (looseBias?.[o] ?? 0));
  }
}

/**
 * A layer that reads the data themselves is linear in t, so that both ends tell all: they are computed once
 * for all leaves of a segment.
 */
export function linearEnds(from: PointValues, to: PointValues): LinearEnds {
  const error = new Float64Array(from.error.length);
  for (let i = 0; i < error.length; i++) error[i] = Math.max(from.error[i]!, to.error[i]!);
  return { from: from.value, to: to.value, error };
}

/** The form of such a layer on a leaf; centre and slope round by 2.1 u and u/2 of both ends at most. */
export function formBetween({ from, to, error }: LinearEnds, { mid, half }: Leaf, out: Form): void {
  for (let i = 0; i < from.length; i++) {
    const [a, b] = [from[i]!, to[i]!];
    out.c[i] = (1 - mid) * a + mid * b;
    out.s[i] = half * (b - a);
    out.r[i] = (error[i]! + 4 * UNIT * (Math.abs(a) + Math.abs(b))) * (1 + 4 * UNIT) + TINY;
  }
}

import { blankForm, type Form, highest, type Leaf, lowest, raised } from './form.js';
import { rectify } from './activations.js';
import type { NormalizeStep } from './network.js';
import { sqrtDown, sqrtUp, UNIT } from './numbers.js';
import { arrayOn, type LeafArray, type Segment } from './segment.js';

/** Batch normalization on one leaf: `scale (x - mean) + beta`, channel by channel, all of them forms. */
export interface NormalizeWeights {
  readonly scale: Form;
  readonly mean: Form;
  readonly beta: Form;
}

export function normalizeWeights(
  { channels, eps, leaves }: NormalizeStep,
  segment: Segment,
  leaf: Leaf,
): NormalizeWeights {
  const formOf = (name: string) => formOfArray(arrayOn(segment, name, leaf, 1));
  const variance = formOf(leaves.variance);
  const clamped = blankForm(channels);
  rectify(0, variance, clamped);
  const factor = blankForm(channels);
  for (let i = 0; i < channels; i++) inverseRoot(clamped, i, eps, factor);
  const scale = blankForm(channels);
  const gamma = formOf(leaves.gamma);
  for (let i = 0; i < channels; i++) multiply(gamma, i, factor, i, scale, i);
  return { scale, mean: formOf(leaves.mean), beta: formOf(leaves.beta) };
}

export function normalizeForm(
  { channels }: NormalizeStep,
  { scale, mean, beta }: NormalizeWeights,
  from: Form,
  to: Form,
): void {
  const centred = blankForm(1);
  for (let i = 0; i < from.c.length; i++) {
    const k = i % channels;
    combine(from, i, mean, k, -1, centred, 0);
    multiply(scale, k, centred, 0, to, i);
    combine(to, i, beta, k, 1, to, i);
  }
}

/** `mid + half tau`, off by what `arrayOn` says of one product with 1. */
function formOfArray({ mid, half, error }: LeafArray): Form {
  return { c: mid, s: half, r: error.map(raised) };
}

/** `a + sign b` */
function combine(a: Form, i: number, b: Form, j: number, sign: 1 | -1, to: Form, at: number): void {
  const rounding =
    4 * UNIT * (Math.abs(a.c[i]!) + Math.abs(b.c[j]!) + Math.abs(a.s[i]!) + Math.abs(b.s[j]!));
  const r = raised(a.r[i]! + b.r[j]! + rounding);
  to.c[at] = a.c[i]! + sign * b.c[j]!;
  to.s[at] = a.s[i]! + sign * b.s[j]!;
  to.r[at] = r;
}

/**
 * The product of two forms: tau² lies in [0, 1], so that s s' tau² is s s' / 2 give or take as much; what
 * remains are the errors, each times the size of the other.
 */
function multiply(a: Form, i: number, b: Form, j: number, to: Form, at: number): void {
  const [ac, as, ar] = [a.c[i]!, a.s[i]!, a.r[i]!];
  const [bc, bs, br] = [b.c[j]!, b.s[j]!, b.r[j]!];
  const [sizeA, sizeB] = [Math.abs(ac) + Math.abs(as), Math.abs(bc) + Math.abs(bs)];
  to.c[at] = ac * bc + (as * bs) / 2;
  to.s[at] = ac * bs + as * bc;
  const errors = ar * (sizeB + br) + br * sizeA;
  to.r[at] = raised(Math.abs(as * bs) / 2 + errors + 8 * UNIT * sizeA * sizeB);
}

/**
 * `f(w) = 1 / √w` of w = v + eps, v being at least 0. About any point p > 0 it is `f(p) + f'(p) (w - p)` and
 * from 0 to `3/8 l^(-5/2) (w - p)²` more, l being below all that is met. p is the centre but for rounding.
 */
function inverseRoot(v: Form, i: number, eps: number, to: Form): void {
  const p = v.c[i]! + eps;
  const root = sqrtUp(p);
  const least = sqrtDown((Math.max(0, lowest(v, i)) + eps) * (1 - 32 * UNIT));
  const off = 4 * UNIT * (highest(v, i) + eps);
  const width = (Math.abs(v.s[i]!) + v.r[i]! + off) * (1 + 8 * UNIT);
  const slope = -0.5 / (p * root);
  const bend = (0.375 * width * width) / (least * least * least * least * least);
  const error = 64 * UNIT * (1 / root + Math.abs(slope) * width + bend);
  const isProved = p > 0 && root < Infinity && least > 0;
  to.c[i] = 1 / root + bend / 2;
  to.s[i] = slope * v.s[i]!;
  to.r[i] = isProved ? raised(Math.abs(slope) * (v.r[i]! + off) + bend / 2 + error) : Infinity;
}

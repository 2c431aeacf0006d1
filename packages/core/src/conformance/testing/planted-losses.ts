import { tfjsRuntime } from '@isthmus/tfjs';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { define } from '@isthmus/contract';
import type {
  Loss,
  LossBounds,
  PredictionLoss,
  ReferenceLoss,
  Regularizer,
} from '@isthmus/contract';
import { mapLeaves } from '@isthmus/contract/parameters';
import { losses } from '../../builtin/index.js';
import { checkLoss } from '../check-loss.js';
import type { Planted } from './planted.js';

export const plugin = (loss: Loss) =>
  define({
    kind: 'loss',
    name: 'test/loss',
    summary: 'A loss to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => loss,
  });

const builtIn = (name: string) =>
  losses.find((each) => each.name === `core/${name}`)!.create({}) as PredictionLoss;
export const [mse, mae, entropy, binary] = ['mse', 'mae', 'cross-entropy', 'binary-cross-entropy'].map(builtIn) as [PredictionLoss, PredictionLoss, PredictionLoss, PredictionLoss]; // prettier-ignore

const referring = (loss: PredictionLoss, change: Partial<ReferenceLoss>): PredictionLoss => ({
  ...loss,
  reference: { ...loss.reference, ...change },
});

/** Writes what a function of prediction and target gives, entry by entry. */
const each =
  (f: (z: number, y: number, v: number) => number): ReferenceLoss['hessianVector'] =>
  (z, y, at, size, v, out) => {
    for (let i = at; i < at + size; i++) out[i] = f(z[i]!, y[i]!, v[i]!);
  };
const slopes =
  (f: (z: number, y: number) => number): ReferenceLoss['gradient'] =>
  (z, y, at, size, out) => {
    for (let i = at; i < at + size; i++) out[i] = f(z[i]!, y[i]!);
  };
const values =
  (f: (z: number, y: number) => number): ReferenceLoss['value'] =>
  (z, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += f(z[i]!, y[i]!);
    return sum;
  };

/** `log(1 + (z - y)²)`: sound where it does not claim to be convex. */
export const cauchy: PredictionLoss = {
  on: 'prediction',
  unit: 'log error',
  targets: 'any',
  convex: false,
  tfjs: (prediction, target) => {
    const squares = tf.square(tf.sub(prediction as tf.Tensor, target as tf.Tensor));
    return tf.sum(tf.reshape(tf.log1p(squares), [prediction.shape[0]!, -1]), 1);
  },
  reference: {
    value: values((z, y) => Math.log1p((z - y) ** 2)),
    gradient: slopes((z, y) => (2 * (z - y)) / (1 + (z - y) ** 2)),
    hessianVector: each((z, y, v) => (2 * (1 - (z - y) ** 2) * v) / (1 + (z - y) ** 2) ** 2),
  },
};

/** Of each error by itself, summed over the outputs. */
const ofErrors = (
  [rho, slope, second]: readonly [rho: OfError, slope: OfError, second: OfError],
  inTensors: (error: tf.Tensor) => tf.Tensor,
  convex = true,
): PredictionLoss => ({
  ...{ on: 'prediction', unit: 'loss of errors', targets: 'values', convex },
  tfjs: (prediction, target) => {
    const errors = tf.sub(prediction as tf.Tensor, target as tf.Tensor);
    return tf.sum(tf.reshape(inTensors(errors), [prediction.shape[0]!, -1]), 1);
  },
  reference: {
    value: values((z, y) => rho(z - y)),
    gradient: slopes((z, y) => slope(z - y)),
    hessianVector: each((z, y, v) => v * second(z - y)),
  },
});

type OfError = (error: number) => number;

const BEND = 20;
const inHuber = (e: tf.Tensor) => tf.where(tf.less(tf.abs(e), BEND), tf.mul(tf.square(e), 0.5), tf.sub(tf.mul(tf.abs(e), BEND), BEND ** 2 / 2)); // prettier-ignore
const huberOf: OfError = (e) => Math.abs(e) < BEND ? (e * e) / 2 : BEND * Math.abs(e) - BEND ** 2 / 2; // prettier-ignore

/** Bends far out, where networks seldom predict. */
export const huber = ofErrors(
  [huberOf, (e) => Math.min(Math.max(e, -BEND), BEND), (e) => Number(Math.abs(e) < BEND)],
  inHuber,
);

/** As docs/plugins.md writes it: no step of it overflows. */
const inLogCosh = (e: tf.Tensor) => tf.sub(tf.add(e, tf.softplus(tf.mul(e, -2))), Math.LN2);
export const logCosh = ofErrors(
  [(e) => Math.abs(e) + Math.log1p(Math.exp(-2 * Math.abs(e))) - Math.LN2, Math.tanh, (e) => Math.cosh(e) ** -2],
  inLogCosh,
); // prettier-ignore

/** `exp z - y z` leaves float32 at 88 and float64 at 709, as it should. */
export const poisson: PredictionLoss = {
  ...huber,
  tfjs: (prediction, target) => {
    const [p, y] = [prediction as tf.Tensor, target as tf.Tensor];
    return tf.sum(tf.reshape(tf.sub(tf.exp(p), tf.mul(p, y)), [prediction.shape[0]!, -1]), 1);
  },
  reference: {
    value: values((z, y) => Math.exp(z) - z * y),
    gradient: slopes((z, y) => Math.exp(z) - y),
    hessianVector: each((z, _, v) => Math.exp(z) * v),
  },
};

/** Chances without the largest taken off first. */
const chances = (z: Float64Array, at: number, size: number) => {
  const sizes = z.slice(at, at + size).map(Math.exp);
  const sum = sizes.reduce((a, b) => a + b, 0);
  return { sum, chance: sizes.map((each) => each / sum) };
};

const naive: Partial<ReferenceLoss> = {
  value: (z, y, at, size) => Math.log(chances(z, at, size).sum) - values((a, b) => a * b)(z, y, at, size), // prettier-ignore
  gradient: (z, y, at, size, out) => chances(z, at, size).chance.forEach((p, i) => (out[at + i] = p - y[at + i]!)), // prettier-ignore
};

/** The mean of the logarithms of chances, which are above 0. */
const ofChances: Partial<ReferenceLoss> = {
  value: values((z, y) => y * -Math.log(z)),
  gradient: slopes((z, y) => -y / z),
  hessianVector: each((z, y, v) => (y / z ** 2) * v),
};

/** Squared errors of the first eight outputs. */
const ofEight = referring(mse, {
  value: (z, y, at, size) => mse.reference.value(z, y, at, Math.min(size, 8)),
  gradient: (z, y, at, size, out) => {
    out.fill(0, at, at + size);
    mse.reference.gradient(z, y, at, Math.min(size, 8), out);
  },
  hessianVector: (z, y, at, size, v, out) => {
    out.fill(0, at, at + size);
    mse.reference.hessianVector(z, y, at, Math.min(size, 8), v, out);
  },
});

/** `|w|` and `w⁴`, for their kinks and their curvature. */
export const lasso: Regularizer = {
  on: 'parameters',
  value: (params) => sumOf(params, Math.abs),
  gradient: (params) => mapLeaves(params, ({ data }) => data.map(Math.sign)),
  hessianVector: (_, direction) => times(direction, () => 0),
};
export const quartic: Regularizer = {
  on: 'parameters',
  value: (params) => sumOf(params, (w) => w ** 4),
  gradient: (params) => mapLeaves(params, ({ data }) => data.map((w) => 4 * w ** 3)),
  hessianVector: (point, direction) =>
    times(direction, (v, name, i) => 12 * point[name]!.data[i]! ** 2 * v),
};

function sumOf(params: Parameters<Regularizer['value']>[0], f: (w: number) => number): number {
  return Object.values(params).reduce(
    (sum, { data }) => data.reduce((part, w) => part + f(w), sum),
    0,
  );
}

function times(
  direction: Parameters<NonNullable<Regularizer['hessianVector']>>[1],
  f: (v: number, name: string, i: number) => number,
) {
  return Object.fromEntries(
    Object.entries(direction).map(([name, { data }]) => [name, data.map((v, i) => f(v, name, i))]),
  );
}

const stating = (loss: PredictionLoss, change: (own: LossBounds) => Partial<LossBounds>): PredictionLoss => ({ ...loss, bounds: { ...loss.bounds!, ...change(loss.bounds!) } }); // prettier-ignore

let calls = 0;

const faults: readonly (readonly [fault: string, loss: Loss, code: string])[] = [
  ['no unit', { ...mse, unit: ' ' }, 'unit'],
  ['targets that there are not', { ...mse, targets: 'numbers' as never }, 'targets'],
  ['nothing that it is on', { ...mse, on: 'both' as never }, 'on'],
  ['a wrong gradient', referring(mse, { gradient: slopes((p, y) => p - y) }), 'gradient'],
  ['a gradient of the other sign', referring(mae, { gradient: slopes((p, y) => Math.sign(y - p)) }), 'gradient'],
  ['a gradient that is 0.1 % off', referring(mse, { gradient: slopes((p, y) => 2.002 * (p - y)) }), 'gradient'],
  ['a mean over outputs in its gradient', referring(mse, { gradient: (p, y, at, size, out) => { for (let i = at; i < at + size; i++) out[i] = (2 * (p[i]! - y[i]!)) / size; } }), 'gradient'],
  ['a wrong Hessian', referring(mse, { hessianVector: each((_p, _y, v) => v) }), 'hessian'],
  ['a Hessian without its other outputs', referring(entropy, { hessianVector: (p, _y, at, size, v, out) => { let sum = 0; for (let i = at; i < at + size; i++) sum += Math.exp(p[i]!); for (let i = at; i < at + size; i++) { const q = Math.exp(p[i]!) / sum; out[i] = q * (1 - q) * v[i]!; } } }), 'hessian'],
  ['a Hessian that is not symmetric', referring(mse, { hessianVector: (_p, _y, at, size, v, out) => { for (let i = at; i < at + size; i++) out[i] = 2 * v[at]!; } }), 'hessian'],
  ['a false claim to be convex', { ...cauchy, convex: true }, 'convex'],
  ['a claim to be convex that is no claim', { ...mse, convex: 'yes' as never }, 'convex'],
  ['a claim to keep its value where all outputs are raised', { ...mse, shiftInvariant: true }, 'shift'],
  ['a mean over outputs in tfjs', { ...mse, tfjs: (p, y) => tf.mean(tf.reshape(tf.square(tf.sub(p as tf.Tensor, y as tf.Tensor)), [p.shape[0]!, -1]), 1) }, 'tfjs'],
  ['another gradient in tfjs', { ...mse, tfjs: (p, y, library) => { const halved = tf.customGrad((t) => ({ value: (t as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => tf.mul(dy, 0.5) })); return mse.tfjs(halved(p as tf.Tensor), y, library); } }, 'tfjs-gradient'],
  ['another loss in tfjs for outputs of three axes', { ...mse, tfjs: (p, y, library) => p.rank === 2 ? mse.tfjs(p, y, library) : mae.tfjs(p, y, library) }, 'tfjs'],
  ['a gradient that its kernel contradicts', referring(mse, { gradient: slopes((p, y) => p - y) }), 'fast-gradient'],
  ['another kernel', { ...mse, fast: 'absolute-error' }, 'fast'],
  ['a kernel of a name that there is not', { ...mse, fast: 'squared-eror' }, 'fast'],
  ['a kernel for other targets', { ...binary, fast: 'cross-entropy' }, 'fast'],
  ['a value that is read at the wrong place', referring(mse, { value: (p, y, at, size) => mse.reference.value(p, y, at - (at > 0 ? 1 : 0), size) }), 'entries'],
  ['a gradient that is written at the wrong place', referring(mse, { gradient: (p, y, at, size, out) => { for (let i = 0; i < size; i++) out[i] = 2 * (p[at + i]! - y[at + i]!); } }), 'entries'],
  ['another value at every call', referring(mse, { value: () => ++calls }), 'not-repeatable'],
  ['a value that is never finite', referring(mse, { value: () => NaN }), 'value'],
  ['NaN that is right', { ...binary, isRight: (p, y, at) => !(p[at]! > 0 !== y[at]! > 0.5) || Number.isNaN(p[at]) }, 'is-right'],
  ['what is right the wrong way round', { ...binary, isRight: (p, y, at, size) => !Number.isNaN(p[at]) && !binary.isRight!(p, y, at, size) }, 'is-right'],
  ['what is right of the first sample alone', { ...binary, isRight: (p, y, _at, size) => binary.isRight!(p, y, 0, size) }, 'is-right'],
  ['what is right decided at -5', { ...binary, isRight: (p, y, at, size) => p.slice(at, at + size).every((z, i) => !Number.isNaN(z) && z > -5 === y[at + i]! > 0.5) }, 'is-right'],
  ['what is right written into predictions near 0', { ...binary, isRight: (p, y, at, size) => { const right = binary.isRight!(p, y, at, size); if (Math.abs(p[at]!) < 0.01) p[at] = 0; return right; } }, 'is-right'],
  ['exponentials that overflow', referring(entropy, naive), 'overflow'],
  ['exponentials that overflow in tfjs', { ...entropy, tfjs: (p, y) => { const [z, t] = [p, y].map((each) => tf.reshape(each as tf.Tensor, [p.shape[0]!, -1])) as [tf.Tensor, tf.Tensor]; return tf.sub(tf.log(tf.sum(tf.exp(z), 1)), tf.sum(tf.mul(z, t), 1)); } }, 'tfjs'],
  ['a hyperbolic cosine that overflows', referring(logCosh, { value: values((z, y) => Math.log(Math.cosh(z - y))) }), 'overflow'],
  ['a gradient that goes on beyond 20', referring(huber, { gradient: slopes((z, y) => z - y), hessianVector: each((_z, _y, v) => v) }), 'gradient'],
  ['a Hessian that goes on beyond 20', referring(huber, { hessianVector: each((_z, _y, v) => v) }), 'hessian'],
  ['a cap at 20 that claims to be convex', ofErrors([(e) => Math.min(e * e, BEND ** 2), (e) => Math.abs(e) < BEND ? 2 * e : 0, (e) => 2 * Number(Math.abs(e) < BEND)], (e) => tf.minimum(tf.square(e), BEND ** 2)), 'convex'],
  ['nothing of the ninth output', ofEight, 'tfjs'],
  ['NaN for predictions below 0', referring(entropy, ofChances), 'value'],
  ['an upper bound that is too small by 1e-12 of it', stating(mse, ({ most }) => ({ most: (...box) => most(...box) * (1 - 1e-12) })), 'bounds'],
  ['an upper bound of one corner', stating(mae, ({ most }) => ({ most: (low, _high, y, at, size) => most(low, low, y, at, size) })), 'bounds'],
  ['an upper bound that is NaN', stating(entropy, () => ({ most: () => NaN })), 'bounds'],
  ['a lower bound that is NaN', stating(binary, () => ({ least: () => NaN })), 'bounds'],
  ['bounds that are turned round', stating(mse, ({ least, most }) => ({ least: most, most: least })), 'bounds'],
  ['a lower bound of the corners alone', stating(mse, ({ most }) => ({ least: (low, high, y, at, size) => Math.min(most(low, low, y, at, size), most(high, high, y, at, size)) * (1 - 1e-9) })), 'bounds'],
  ['bounds of the first output alone', stating(mse, ({ most }) => ({ most: (low, high, y, at) => most(low, high, y, at, 1) })), 'bounds'],
  ['a box in which nothing may be wrong', stating(binary, () => ({ mayErr: () => false })), 'bounds-error'],
  ['a wrong gradient of a penalty', { ...quartic, gradient: (params) => mapLeaves(params, ({ data }) => data.map((w) => w ** 3)) }, 'gradient'],
  ['a gradient of a penalty without its biases', { ...quartic, gradient: (params) => mapLeaves(params, ({ data }, name) => data.map((w) => name.endsWith('bias') ? 0 : 4 * w ** 3)) }, 'gradient'],
  ['a gradient of a penalty that ends at 3', { ...quartic, gradient: (params) => mapLeaves(params, ({ data }) => data.map((w) => 4 * Math.min(Math.max(w, -3), 3) ** 3)) }, 'gradient'],
  ['a gradient of a penalty that is wrong below 0.2', { ...lasso, gradient: (params) => mapLeaves(params, ({ data }) => data.map((w) => Math.abs(w) < 0.2 ? -Math.sign(w) : Math.sign(w))) }, 'gradient'],
  ['a wrong Hessian of a penalty', { ...quartic, hessianVector: (_, direction) => times(direction, (v) => 12 * v) }, 'hessian'],
  ['a penalty that writes into the parameters', { ...quartic, value: (params) => { const sum = quartic.value(params); Object.values(params)[0]!.data[0] = 0; return sum; } }, 'impure'],
  ['a penalty that hands the parameters back', { ...lasso, gradient: (params) => params }, 'impure'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, loss, code]) => ({
  fault,
  code: `conformance/loss-${code}`,
  checks: () => checkLoss(plugin(loss), { tensors: tfjsRuntime }),
}));

import { tfjsRuntime } from '@isthmus/tfjs';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { define, type Definition } from '@isthmus/contract';
import type {
  ElementwiseRule,
  GeneralRule,
  Layer,
  LinearRule,
  RulePoint,
  SymmetryRule,
} from '@isthmus/contract';
import { mapLeaves } from '@isthmus/contract/parameters';
import { layers } from '../../builtin/index.js';
import { checkLayer, type LayerCheckSetup } from '../check-layer.js';
import { falseBounds } from './planted-bounds.js';
import type { Planted } from './planted.js';

export const plugin = (layer: Layer): Definition<'layer'> =>
  define({
    kind: 'layer',
    name: 'test/layer',
    summary: 'A layer to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => layer,
  });

const builtIn = (name: string, options: unknown = {}): Layer =>
  layers.find((each) => each.name === `core/${name}`)!.create(options);

const changed = (layer: Layer, change: Partial<Layer['interpreters']>): Layer => ({
  ...layer,
  interpreters: { ...layer.interpreters, ...change },
});

/** An activation with a part of its rule replaced. */
export const activation = (name: string, change: Partial<ElementwiseRule>) => {
  const layer = builtIn(name);
  const rule = layer.interpreters.reference!([[4]]) as ElementwiseRule;
  const { value, derivative, second } = rule;
  return changed(layer, {
    reference: () => ({ kind: 'elementwise', value, derivative, second, ...change }),
  });
};

const claiming = (layer: Layer, symmetry: SymmetryRule) => changed(layer, { symmetry });

const dense = builtIn('dense', { units: 3, bias: true, initializer: 'uniform' });
const denseRule = (change: object): Layer =>
  changed(dense, {
    reference: (inputs) => {
      const rule = dense.interpreters.reference!(inputs);
      return { ...rule, ...change } as typeof rule;
    },
  });
const conv = builtIn('conv2d', { filters: 4, kernelSize: 2, strides: 1, padding: 'valid', bias: true, initializer: 'uniform' }); // prettier-ignore
const image = [[[5, 5, 2]]] as const;
const pool = builtIn('max-pool', { size: 3, strides: 1, padding: 'valid' });

const norm = builtIn('batch-norm', { eps: 0.1 });
const normRule = (change: (rule: GeneralRule) => Partial<GeneralRule>): Layer =>
  changed(norm, {
    reference: (inputs) => {
      const rule = norm.interpreters.reference!(inputs) as GeneralRule;
      return { ...rule, ...change(rule) };
    },
  });
/** The channels in the other order, of samples of four: its own inverse and transpose. */
const turned = (x: Float64Array) => x.map((_, i) => x[i - (i % 4) + 3 - (i % 4)]!);
/** Every channel by the statistics of the one across. */
const turnedNorm = normRule((rule) => {
  const at = ({ x, own }: RulePoint) => ({ x: turned(x), own });
  return {
    apply: (point, rows) => rule.apply(at(point), rows),
    transpose: (point, dy, rows) => at(rule.transpose(at(point), dy, rows)),
    push: (point, direction, rows) => rule.push(at(point), at(direction), rows),
    bend: (point, direction, dy, rows) => at(rule.bend(at(point), at(direction), dy, rows)),
  };
});
const zeros = (array: Float64Array) => new Float64Array(array.length);
const padded = builtIn('conv2d', { filters: 4, kernelSize: 2, strides: 1, padding: 'same', bias: true, initializer: 'uniform' }); // prettier-ignore

/** Twice its input. */
const doubled: Layer = {
  ...builtIn('tanh'),
  interpreters: {
    tfjs: (_, [x]) => tf.mul(x as tf.Tensor, 2),
    reference: () => ({
      kind: 'elementwise',
      value: (x) => 2 * x,
      derivative: () => 2,
      second: () => 0,
    }),
  },
};

/** Lines up `[h, w, c]` with the channel slowest, alike in all that it says. */
const channelFirst: Layer = {
  ...builtIn('flatten'),
  interpreters: {
    tfjs: (_, [x]) => {
      const [rows, h, w, c] = x!.shape as [number, number, number, number];
      return tf.reshape(tf.transpose(x as tf.Tensor, [0, 3, 1, 2]), [rows, h * w * c]);
    },
    reference: ([shape]): LinearRule => {
      const [h, w, c] = shape as [number, number, number];
      const size = h * w * c;
      const from = (i: number) => i - (i % size) + ((i % size) % (h * w)) * c + Math.floor((i % size) / (h * w)); // prettier-ignore
      return {
        kind: 'linear',
        apply: ([x]) => x!.map((_, i) => x![from(i)]!),
        transpose: (dy) => {
          const dx = new Float64Array(dy.length);
          dy.forEach((value, i) => (dx[from(i)] = value));
          return [dx];
        },
      };
    },
    symmetry: { kind: 'flatten' },
  },
};

/** Squares: sound where it claims no symmetry. */
export const square: Layer = {
  ...builtIn('tanh'),
  interpreters: {
    tfjs: (_, [x], _mode, library) => library.square(x!),
    reference: () => ({
      kind: 'elementwise',
      value: (x) => x * x,
      derivative: (x) => 2 * x,
      second: () => 2,
    }),
  },
};

/** An activation by its formula alone, which claims nothing. */
const elementwise = (
  rule: Omit<ElementwiseRule, 'kind'>,
  tfjs: (x: tf.Tensor) => tf.Tensor,
): Layer => ({
  ...builtIn('tanh'),
  interpreters: {
    tfjs: (_, [x]) => tfjs(x as tf.Tensor),
    reference: () => ({ kind: 'elementwise', ...rule }),
  },
});

/** Kinks at -2.5 and 2.5, on points that are tried: the derivatives there are those of one side. */
export const hardSigmoid = elementwise(
  {
    value: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
    derivative: (x) => (x >= -2.5 && x < 2.5 ? 0.2 : 0),
    second: () => 0,
  },
  (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
);

/** Bends as often as no activation does. */
export const wave = elementwise(
  {
    value: (x) => Math.sin(10 * x),
    derivative: (x) => 10 * Math.cos(10 * x),
    second: (x) => -100 * Math.sin(10 * x),
  },
  (x) => tf.sin(tf.mul(x, 10)),
);

/** Its second derivative jumps at 0, which is among the points. */
export const softsign = elementwise(
  {
    value: (x) => x / (1 + Math.abs(x)),
    derivative: (x) => (1 + Math.abs(x)) ** -2,
    second: (x) => -2 * Math.sign(x) * (1 + Math.abs(x)) ** -3,
  },
  (x) => tf.div(x, tf.add(1, tf.abs(x))),
);

/** Leaves float32 at 89 and float64 at 710, as it should. */
export const exponential = elementwise(
  { value: Math.exp, derivative: Math.exp, second: Math.exp },
  (x) => tf.exp(x),
);

/** A rectifier that rises no further than 30. */
const capped = elementwise(
  {
    value: (x) => Math.min(Math.max(x, 0), 30),
    derivative: (x) => Number(x > 0 && x <= 30),
    second: () => 0,
  },
  (x) => tf.clipByValue(x, 0, 30),
);

/** Cut off between two numbers, in all that it says alike. */
const cut = (low: number, high: number, symmetry: SymmetryRule) =>
  claiming(
    elementwise(
      {
        value: (x) => Math.min(Math.max(x, low), high),
        derivative: (x) => Number(x > low && x < high),
        second: () => 0,
      },
      (x) => tf.clipByValue(x, low, high),
    ),
    symmetry,
  );

/** Keeps its input, but for the rows from the fourth on. */
const ofThreeRows = (x: Float64Array, rows: number) =>
  x.map((entry, i) => (i < (3 * x.length) / rows ? entry : 0));

/** A place that few points meet. */
const within = (x: number) => x > 0.9 && x < 0.95;

/** A layer whose arithmetic in tfjs is another. */
const inTensors = (name: string, tfjs: (x: tf.Tensor) => tf.Tensor) =>
  changed(builtIn(name), { tfjs: (_, [x]) => tfjs(x as tf.Tensor) });

/** Every channel its own factor: no symmetry of channels. */
export const weighted: Layer = {
  ...builtIn('tanh'),
  interpreters: {
    tfjs: (_, [x]) => tf.mul(x as tf.Tensor, tf.tensor([1, 2, 3, 4])),
    reference: () => {
      const by = (x: Float64Array) => x.map((value, i) => value * ((i % 4) + 1));
      return { kind: 'linear', apply: ([x]) => by(x!), transpose: (dy) => [by(dy)] };
    },
  },
};

/** Keeps its input through a selection that reads the second entry where the first is above 1. */
const jumpy = changed(builtIn('tanh'), {
  reference: () => ({
    kind: 'selection',
    choose: (x) =>
      Int32Array.from(x, (_, i) => (x[i - (i % 4)]! > 0 ? i : i - (i % 4) + ((i + 1) % 4))),
  }),
});

let calls = 0;
type Fault = readonly [fault: string, layer: Layer, code: string, inputs?: LayerCheckSetup['inputs']]; // prettier-ignore

const faults: readonly Fault[] = [
  ['a wrong derivative', activation('tanh', { derivative: (x) => 1 - Math.tanh(x) }), 'derivative'],
  ['a derivative that is 0.1 % off', activation('sigmoid', { derivative: (x) => 1.001 / (2 + Math.exp(x) + Math.exp(-x)) }), 'derivative'],
  ['a derivative that is right on one side only', activation('relu', { derivative: () => 1 }), 'derivative'],
  ['a wrong second derivative', activation('tanh', { second: () => 0 }), 'second-derivative'],
  ['a second derivative of the wrong sign', activation('softplus', { second: (x) => -1 / (2 + Math.exp(x) + Math.exp(-x)) }), 'second-derivative'],
  ['a scaling that it has not', claiming(builtIn('tanh'), { kind: 'channelwise', scaling: true, sign: true }), 'scaling'],
  ['a sign that it has not', claiming(builtIn('relu'), { kind: 'channelwise', scaling: true, sign: true }), 'sign'],
  ['a permutation that it has not', claiming(weighted, { kind: 'channelwise', scaling: false, sign: false }), 'permutation'],
  ['a mean that is a largest', claiming(pool, { kind: 'channelwise', scaling: true, sign: false, averages: true }), 'averages', [image[0]]],
  ['a mean whose weights add up to 2', claiming(doubled, { kind: 'channelwise', scaling: true, sign: true, averages: true }), 'shifts'],
  ['a constant that it does not pass on', claiming(builtIn('relu'), { kind: 'channelwise', scaling: true, sign: false, shifts: true }), 'shifts'],
  ['a reflection that it has not', claiming(builtIn('softplus'), { kind: 'channelwise', scaling: false, sign: false, reflection: 1 }), 'reflection'],
  ['a reflection about another number', claiming(builtIn('sigmoid'), { kind: 'channelwise', scaling: false, sign: false, reflection: 0.5 }), 'reflection'],
  ['edges that padding makes darker', claiming(padded, { kind: 'mix', kernel: 'kernel', bias: 'bias', inputAxis: -2, outputAxis: -1, uniform: true }), 'uniform', [image[0]]],
  ['a sum that is none', claiming(square, { kind: 'add' }), 'scaling'],
  ['a flattening in the wrong order', channelFirst, 'flatten', [[[3, 4, 2]]]],
  ['a kernel whose axes are exchanged', claiming(dense, { kind: 'mix', kernel: 'kernel', bias: 'bias', inputAxis: -1, outputAxis: -2 }), 'permutation', [[[3]]]],
  ['a kernel axis of another size', claiming(dense, { kind: 'mix', kernel: 'kernel', bias: 'bias', inputAxis: -1, outputAxis: -2 }), 'symmetry', [[[4]]]],
  ['a shape that is off by one', { ...pool, outputShape: (inputs) => pool.outputShape(inputs).map((size, i) => size + Number(i === 0)) }, 'block-size', [[[5, 6, 2]]]],
  ['a shape whose axes are exchanged', { ...conv, outputShape: (inputs) => [1, 0, 2].map((axis) => conv.outputShape(inputs)[axis]!) }, 'tfjs-shape', [[[5, 4, 2]]]],
  ['a size of 0', { ...dense, outputShape: () => [0] }, 'shape'],
  ['two parameters of one name', { ...dense, parameters: (inputs) => [...dense.parameters(inputs), { name: 'bias', shape: [3] }] }, 'parameters'],
  ['a parameter that the reference does not read', { ...dense, parameters: (inputs) => [...dense.parameters(inputs), { name: 'gain', shape: [3] }] }, 'parameters'],
  ['a reference that forgets the bias', denseRule({ bias: null }), 'parameters'],
  ['a bias of another length', { ...conv, parameters: (inputs) => conv.parameters(inputs).map((leaf) => leaf.name === 'bias' ? { ...leaf, shape: [2] } : leaf) }, 'bias', image],
  ['a bias along the wrong axis', changed(conv, { tfjs: (params, [x], _mode, library) => library.add(library.conv2d(x!, params['kernel']!, 1, 'valid'), tf.reshape(params['bias'] as tf.Tensor, [4, 1, 1])) }), 'tfjs', image],
  ['a reference that adds the bias itself', denseRule({ apply: (kernel: Float64Array, x: Float64Array, rows: number) => dense.interpreters.reference!([[4]]).kind === 'bilinear' ? Float64Array.from({ length: rows * 3 }, (_, i) => 1 + kernel[i % 3]! * x[Math.floor(i / 3) * 4]!) : x }), 'not-linear'],
  ['a wrong transpose in the input', denseRule({ transposeInput: (kernel: Float64Array, dy: Float64Array, rows: number) => Float64Array.from({ length: rows * 4 }, (_, i) => kernel[i % 12]! * dy[0]!) }), 'transpose-input'],
  ['a wrong transpose in the kernel', denseRule({ transposeKernel: (x: Float64Array, dy: Float64Array) => Float64Array.from({ length: 12 }, (_, i) => x[i % 4]! * dy[i % 3]!) }), 'transpose-kernel'],
  ['a wrong transpose of a linear map', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x]) => x!.slice(), transpose: (dy) => [dy.toReversed()] }) }), 'transpose-input'],
  ['a linear map that is not linear', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x]) => x!.map(Math.abs), transpose: (dy) => [dy.slice()] }) }), 'not-linear'],
  ['a choice that jumps', jumpy, 'selection'],
  ['noise of its own chance', changed(builtIn('dropout', { rate: 0.5 }), { reference: () => ({ kind: 'noise', factor: () => ++calls }) }), 'noise'],
  ['other noise in tfjs', changed(builtIn('dropout', { rate: 0.5 }), { reference: () => ({ kind: 'noise', factor: (u) => (u < 0.3 ? 0 : 1 / 0.7) }) }), 'tfjs'],
  ['another function in tfjs', changed(builtIn('tanh'), { tfjs: (_, [x], _mode, library) => library.sigmoid(x!) }), 'tfjs'],
  ['another gradient in tfjs', changed(builtIn('tanh'), { tfjs: (_, [x]) => tf.customGrad((t) => ({ value: tf.tanh(t as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.mul(dy, 0.5) }))(x as tf.Tensor) }), 'tfjs-gradient'],
  ['another function in the fast engine', changed(builtIn('tanh'), { fast: () => ({ kind: 'activation', function: { name: 'sigmoid' } }) }), 'fast'],
  ['another slope in the fast engine', changed(builtIn('leaky-relu', { slope: 0.1 }), { fast: () => ({ kind: 'activation', function: { name: 'leaky-relu', parameter: 0.2 } }) }), 'fast', [[[5, 4, 2]]]],
  ['a rule of the fast engine that there is not', changed(builtIn('tanh'), { fast: () => ({ kind: 'activaton', function: { name: 'tanh' } }) as never }), 'fast'],
  ['a function of the fast engine that there is not', changed(builtIn('tanh'), { fast: () => ({ kind: 'activation', function: { name: 'tahn' } }) }), 'fast'],
  ['a function of the fast engine without its setting', changed(builtIn('leaky-relu', { slope: 0.1 }), { fast: () => ({ kind: 'activation', function: { name: 'leaky-relu' } }) }), 'fast'],
  ['a function of the fast engine with a setting that is a text', changed(builtIn('leaky-relu', { slope: 0.1 }), { fast: () => ({ kind: 'activation', function: { name: 'leaky-relu', parameter: '0.1' as never } }) }), 'fast'],
  ['a rule of the fast engine for another output', changed(dense, { fast: () => ({ kind: 'reshape' }) }), 'fast'],
  ['another rate in the fast engine', changed(builtIn('dropout', { rate: 0.5 }), { fast: () => ({ kind: 'dropout', rate: 0.3 }) }), 'fast'],
  ['samples that see each other', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x], rows) => x!.map((value, i) => value + x![i % (x!.length / rows)]!), transpose: (dy) => [dy.slice()] }) }), 'mixes-samples'],
  ['a block that is written into', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x]) => x!.fill(0, 0, 1), transpose: (dy) => [dy.slice()] }) }), 'impure'],
  ['another result at every call', activation('tanh', { value: () => ++calls }), 'not-repeatable'],
  ['a start of its own chance', { ...dense, init: (...given) => ({ ...dense.init(...given), bias: { shape: [3], data: Float32Array.of(++calls, 0, 0) } }) }, 'init'],
  ['a tensor that is kept', changed(builtIn('tanh'), { tfjs: (_, [x]) => tf.keep(tf.tanh(x as tf.Tensor)) }), 'leaks'],
  ['a derivative that tfjs contradicts', activation('tanh', { derivative: () => 0.5 }), 'tfjs-gradient'],
  ['a derivative that its kernel contradicts', activation('tanh', { derivative: () => 0.5 }), 'fast-gradient'],
  ['a tensor that it disposes of', changed(builtIn('tanh'), { tfjs: (_, [x]) => { const y = tf.tanh(x as tf.Tensor); (x as tf.Tensor).dispose(); return y; } }), 'disposes'],
  ['a derivative along a direction without its parameters', normRule((rule) => ({ push: (at, { x, own }, rows) => rule.push(at, { x, own: own.map(zeros) }, rows) })), 'push'],
  ['a slope that forgets a parameter', normRule((rule) => ({ transpose: (at, dy, rows) => { const { x, own } = rule.transpose(at, dy, rows); return { x, own: own.with(2, zeros(own[2]!)) }; } })), 'transpose'],
  ['a slope that is 0.1 % off', normRule((rule) => ({ transpose: (at, dy, rows) => { const { x, own } = rule.transpose(at, dy, rows); return { x: x.map((entry) => 1.001 * entry), own }; } })), 'transpose'],
  ['slopes of fewer parameters', normRule((rule) => ({ transpose: (at, dy, rows) => ({ ...rule.transpose(at, dy, rows), own: [] }) })), 'transpose'],
  ['a slope that is taken for constant', normRule(() => ({ bend: ({ x, own }) => ({ x: zeros(x), own: own.map(zeros) }) })), 'bend'],
  ['a slope of training that takes the statistics for constant', normRule((rule) => ({ training: { apply: rule.training!.apply, transpose: (at, dy, rows) => { const { mean, variance } = rule.statistics!(at.x, rows) as Record<string, Float64Array>; const { x, own } = rule.transpose({ x: at.x, own: [at.own[0]!, at.own[1]!, mean!, variance!] }, dy, rows); return { x, own: [own[0]!, own[1]!, zeros(mean!), zeros(mean!)] }; } } })), 'training'],
  ['a statistic that training moves', { ...norm, parameters: (inputs) => norm.parameters(inputs).map((leaf) => leaf.name === 'gamma' ? { ...leaf, role: 'statistic' as const } : leaf), interpreters: { ...norm.interpreters, reference: (inputs) => { const rule = norm.interpreters.reference!(inputs) as GeneralRule; return { ...rule, statistics: (x, rows) => ({ ...rule.statistics!(x, rows), gamma: new Float64Array(4) }) }; } } }, 'statistics'],
  ['a statistic that is never estimated', normRule(() => ({ statistics: () => ({}) })), 'statistics'],
  ['a normalization that takes a statistic for its shift', claiming(norm, { kind: 'normalize', scale: 'gamma', shift: 'mean', statistics: ['beta', 'variance'] }), 'scaling'],
  ['a normalization by the statistics of other channels', turnedNorm, 'permutation'],
  ['a normalization with a scale of another size', { ...norm, parameters: (inputs) => norm.parameters(inputs).map((leaf) => leaf.name === 'gamma' ? { ...leaf, shape: [2, 2] } : leaf) }, 'symmetry'],
  ['a derivative that is wrong where 0.9 < x < 0.95', activation('tanh', { derivative: (x) => within(x) ? 0 : 1 - Math.tanh(x) ** 2 }), 'derivative'],
  ['a second derivative that is wrong where 0.9 < x < 0.95', activation('relu', { second: (x) => Number(within(x)) }), 'second-derivative'],
  ['a derivative that is wrong beyond 30', activation('relu', { derivative: (x) => Number(x > 0 && x < 30) }), 'derivative'],
  ['a second derivative that is wrong below -30', activation('softplus', { second: (x) => x < -30 ? 1 : 1 / (2 + Math.exp(x) + Math.exp(-x)) }), 'second-derivative'],
  ['a value that overflows', activation('softplus', { value: (x) => Math.log(1 + Math.exp(x)) }), 'overflow'],
  ['a derivative that overflows', activation('softplus', { derivative: (x) => Math.exp(x) / (1 + Math.exp(x)) }), 'overflow'],
  ['a second derivative that overflows', activation('sigmoid', { second: (x) => { const e = Math.exp(-x); return (e * (e - 1)) / (1 + e) ** 3; } }), 'overflow'],
  ['another function in tfjs where 0.9 < x < 0.95', inTensors('tanh', (x) => tf.add(tf.tanh(x), tf.mul(0.01, tf.cast(tf.logicalAnd(tf.greater(x, 0.9), tf.less(x, 0.95)), 'float32')))), 'tfjs'],
  ['another function in tfjs beyond 30', inTensors('relu', (x) => tf.clipByValue(x, 0, 30)), 'tfjs'],
  ['an overflow in tfjs', inTensors('softplus', (x) => tf.log(tf.add(1, tf.exp(x)))), 'tfjs'],
  ['another gradient in tfjs beyond 30', inTensors('relu', (x) => tf.customGrad((t, save) => { (save as tf.GradSaveFunc)([t as tf.Tensor]); return { value: tf.relu(t as tf.Tensor), gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.cast(tf.logicalAnd(tf.greater(saved!, 0), tf.less(saved!, 30)), 'float32')) }; })(x)), 'tfjs-gradient'],
  ['another function in the fast engine beyond 30', changed(capped, { fast: () => ({ kind: 'activation', function: { name: 'relu' } }) }), 'fast'],
  ['a linear map that bends beyond 30', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x]) => x!.map((entry) => Math.min(entry, 30)), transpose: (dy) => [dy.slice()] }) }), 'not-linear'],
  ['a linear map that is cut in tfjs beyond 30', inTensors('flatten', (x) => tf.clipByValue(x, -30, 30)), 'tfjs'],
  ['a scaling that ends at 100', cut(0, 100, { kind: 'channelwise', scaling: true, sign: false }), 'scaling'],
  ['a scaling that ends at 900', cut(0, 900, { kind: 'channelwise', scaling: true, sign: false }), 'scaling'],
  ['a sign that ends at -50', cut(-50, 100, { kind: 'channelwise', scaling: false, sign: true }), 'sign'],
  ['a second derivative with one infinite entry', activation('tanh', { second: (x) => (x === 0 ? Infinity : 42) }), 'second-derivative'],
  ['a second derivative with one large entry', activation('tanh', { second: (x) => (x === 0 ? 1e300 : 42) }), 'second-derivative'],
  ['a linear map of three rows', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x], rows) => ofThreeRows(x!, rows), transpose: (dy) => [dy.slice()] }) }), 'transpose-input'],
  ['a linear map of three rows and its own transpose', changed(builtIn('flatten'), { reference: () => ({ kind: 'linear', apply: ([x], rows) => ofThreeRows(x!, rows), transpose: (dy, rows) => [ofThreeRows(dy, rows)] }) }), 'mixes-samples'],
  ['a kernel that begins alike', { ...dense, init: () => ({ kernel: { shape: [4, 3], data: new Float32Array(12).fill(0.5) }, bias: { shape: [3], data: new Float32Array(3) } }) }, 'init'],
  ['a kernel that begins at 0', { ...dense, init: () => ({ kernel: { shape: [4, 3], data: new Float32Array(12) }, bias: { shape: [3], data: new Float32Array(3) } }) }, 'init'],
  ['a kernel that begins at 1e30', { ...dense, init: (...given) => mapLeaves(dense.init(...given), ({ data }) => data.map((entry) => 1e30 * entry)) }, 'init'],
  ['no reference', { ...square, interpreters: { tfjs: square.interpreters.tfjs } }, 'no-reference'],
]; // prettier-ignore

export const planted: readonly Planted[] = [...faults, ...falseBounds].map(
  ([fault, layer, code, inputs]) => ({
    fault,
    code: `conformance/layer-${code}`,
    checks: () => checkLayer(plugin(layer), { ...(inputs && { inputs }), tensors: tfjsRuntime }),
  }),
);

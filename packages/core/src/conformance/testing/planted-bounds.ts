import type { BoundsRule, Layer, SelectionBounds, SmoothBounds } from '@isthmus/contract';
import { layers } from '../../builtin/index.js';
import type { LayerCheckSetup } from '../check-layer.js';

const builtIn = (name: string, options: unknown = {}): Layer =>
  layers.find((each) => each.name === `core/${name}`)!.create(options);

type Inputs = NonNullable<LayerCheckSetup['inputs']>;
type Fault = readonly [fault: string, layer: Layer, code: string, inputs?: Inputs];

/** A built-in layer that states other bounds than its own. */
const stating = (
  layer: Layer,
  change: (own: never, inputs: Inputs[number]) => object | undefined,
): Layer => ({
  ...layer,
  interpreters: {
    ...layer.interpreters,
    bounds: (inputs) => {
      const own = layer.interpreters.bounds!(inputs);
      return { ...own, ...change(own as never, inputs) } as BoundsRule;
    },
  },
});

const smooth = (name: string, change: (own: SmoothBounds) => object) =>
  stating(builtIn(name), change as never);
const within = (x: number) => x > 0.9 && x < 0.95;

const dense = builtIn('dense', { units: 3, bias: true, initializer: 'uniform' });
const conv = builtIn('conv2d', { filters: 2, kernelSize: 3, strides: 1, padding: 'same', bias: false, initializer: 'uniform' }); // prettier-ignore
const image: Inputs = [[[4, 4, 2]]];
const maxPool = builtIn('max-pool', { size: 2, strides: 2, padding: 'valid' });
const meanPool = builtIn('avg-pool', { size: 2, strides: 2, padding: 'valid' });
const norm = builtIn('batch-norm', { eps: 0.1 });

/** A dense layer that multiplies by numbers rounded to float32. */
const rounded: Layer = {
  ...dense,
  interpreters: {
    ...dense.interpreters,
    reference: (inputs) => {
      const rule = dense.interpreters.reference!(inputs);
      if (rule.kind !== 'bilinear') throw new Error('a dense layer is bilinear');
      return {
        ...rule,
        apply: (kernel, x, rows) => rule.apply(kernel.map(Math.fround), x, rows),
      };
    },
  },
};

/** Layers whose bounds are false in one way, and what finds them. */
export const falseBounds: readonly Fault[] = [
  ['bounds of a kind that there is not', stating(builtIn('relu'), () => ({ kind: 'monotone' })), 'bounds'],
  ['bounds of another kind than the reference', stating(builtIn('tanh'), () => ({ kind: 'bilinear', terms: 4 })), 'bounds'],
  ['a range that is too narrow by 1e-12', smooth('tanh', ({ range }) => ({ range: { least: range.least, most: (a: number, b: number) => range.most(a, b) - 1e-12 } })), 'bounds-range'],
  ['a range of the ends alone', smooth('gelu', ({ value }) => ({ range: { least: (a: number, b: number) => Math.min(value(a), value(b)) - 1e-12, most: (a: number, b: number) => Math.max(value(a), value(b)) + 1e-12 } })), 'bounds-range'],
  ['a range that is turned round', smooth('sigmoid', ({ range }) => ({ range: { least: range.most, most: range.least } })), 'bounds-range'],
  ['a range that is NaN above', smooth('tanh', ({ range }) => ({ range: { least: range.least, most: () => NaN } })), 'bounds-range'],
  ['a range that is NaN on wide intervals', smooth('softplus', ({ range }) => ({ range: { ...range, most: (a: number, b: number) => b - a > 100 ? NaN : range.most(a, b) } })), 'bounds-range'],
  ['a second derivative of the middle alone', smooth('sigmoid', ({ curvature }) => ({ curvature: { least: (a: number, b: number) => curvature.least((a + b) / 2, (a + b) / 2), most: (a: number, b: number) => curvature.most((a + b) / 2, (a + b) / 2) } })), 'bounds-range'],
  ['a second derivative that is half as large', smooth('tanh', ({ curvature }) => ({ curvature: { least: (a: number, b: number) => curvature.least(a, b) / 2, most: (a: number, b: number) => curvature.most(a, b) / 2 } })), 'bounds-range'],
  ['a second derivative without its sign', smooth('gelu', ({ curvature }) => ({ curvature: { least: () => 0, most: curvature.most } })), 'bounds-range'],
  ['a second derivative without its peak in the middle', smooth('softplus', ({ curvature }) => ({ curvature: { least: curvature.least, most: (a: number, b: number) => Math.max(curvature.most(a, a), curvature.most(b, b)) } })), 'bounds-range'],
  ['a value of bounds that is off by 1e-9', smooth('tanh', ({ value }) => ({ value: (x: number) => value(x) + 1e-9 })), 'bounds-value'],
  ['a value of bounds that is wrong where 0.9 < x < 0.95', smooth('tanh', ({ value }) => ({ value: (x: number) => within(x) ? value(x) + 1e-6 : value(x) })), 'bounds-value'],
  ['a value of bounds that is NaN far out', smooth('softplus', () => ({ value: (x: number) => Math.log(Math.exp(x) + 1) })), 'bounds-value'],
  ['a derivative of bounds of another function', smooth('gelu', () => ({ derivative: (x: number) => 1 / (1 + Math.exp(-1.702 * x)) })), 'bounds-value'],
  ['an accuracy that is NaN', smooth('tanh', () => ({ accuracy: NaN })), 'bounds'],
  ['a hinge of another slope', stating(builtIn('leaky-relu', { slope: 0.1 }), () => ({ slope: 0.1 + 1e-12 })), 'bounds-value'],
  ['a hinge without its slope', stating(builtIn('leaky-relu', { slope: 0.1 }), () => ({ slope: 0 })), 'bounds-value'],
  ['a hinge of a slope above 1', stating(builtIn('relu'), () => ({ slope: 2 })), 'bounds'],
  ['a hinge in place of a smooth function', stating(builtIn('softplus'), () => ({ kind: 'hinge', slope: 0 })), 'bounds-value'],
  ['an identity that is none', stating(builtIn('relu'), () => ({ kind: 'identity' })), 'bounds-value'],
  ['one term too few', stating(dense, (_, [[width = 0] = []]) => ({ terms: width - 1 })), 'bounds-terms'],
  ['the terms of one channel', stating(conv, () => ({ terms: 9 })), 'bounds-terms', image],
  ['terms that are NaN', stating(dense, () => ({ terms: NaN })), 'bounds-terms'],
  ['a kernel that is rounded to float32', stating(rounded, () => undefined), 'bounds-value'],
  ['means of fewer terms', stating(meanPool, () => ({ terms: 3 })), 'bounds-terms', image],
  ['a maximum without its last entry', stating(maxPool, (({ entries }: SelectionBounds) => ({ entries: entries.map((at, i) => i % 4 === 3 ? entries[i - 1]! : at) })) as never), 'bounds-value', image],
  ['a maximum of the window beside it', stating(maxPool, (({ entries }: SelectionBounds) => ({ entries: Int32Array.from([...entries.slice(4), ...entries.slice(0, 4)]) })) as never), 'bounds-value', image],
  ['a maximum of starts in another order', stating(maxPool, (({ starts }: SelectionBounds) => ({ starts: Int32Array.from(starts).reverse() })) as never), 'bounds', image],
  ['a normalization of another eps', stating(norm, () => ({ eps: 0.1 + 1e-9 })), 'bounds-value'],
  ['a normalization with mean and shift exchanged', stating(norm, () => ({ mean: 'beta', shift: 'mean' })), 'bounds-value'],
  ['a normalization by a parameter that there is not', stating(norm, () => ({ scale: 'gain' })), 'bounds'],
]; // prettier-ignore

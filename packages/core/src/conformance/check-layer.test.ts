import { tfjsRuntime } from '@isthmus/tfjs';
import { describe, expect, it } from 'vitest';
import { isIsthmusError } from '@isthmus/contract/base';
import type { Layer } from '@isthmus/contract';
import { ACTIVATIONS } from '@isthmus/engine/testing';
import { layers } from '../builtin/index.js';
import { runChecks } from './check.js';
import { checkLayer, type LayerCheckSetup } from './check-layer.js';
import { codesOf } from './testing/planted.js';
import {
  plugin,
  activation,
  square,
  weighted,
  hardSigmoid,
  wave,
  softsign,
  exponential,
  planted,
} from './testing/planted-layers.js';

const VECTOR = [[[5]]] as const;
const IMAGES = [[[5, 4, 2]], [[4, 4, 3]]] as const;

const activations: Readonly<Record<string, readonly LayerCheckSetup[]>> = Object.fromEntries(
  ACTIVATIONS.map((name) => [`core/${name}`, [{ inputs: [...VECTOR, ...IMAGES] }]]),
);

/** Every built-in layer in the modes that its rule distinguishes; activations need no entry. */
const setups: Readonly<Record<string, readonly LayerCheckSetup[]>> = {
  ...activations,
  'core/dense': [
    { options: { units: 3 }, inputs: [...VECTOR, [[40]]] },
    { options: { units: 3, bias: false }, inputs: VECTOR },
  ],
  'core/conv2d': [
    { options: { filters: 3, kernelSize: 2 }, inputs: IMAGES },
    { options: { filters: 2, kernelSize: 3, strides: 2, padding: 'same', bias: false }, inputs: IMAGES },
    { options: { filters: 2, kernelSize: 3, strides: 2, padding: 'symmetric' }, inputs: [...IMAGES, [[3, 7, 1]]] },
    { options: { filters: 3, kernelSize: 1, strides: 2, padding: 'symmetric' }, inputs: IMAGES },
  ],
  'core/max-pool': [
    { inputs: IMAGES },
    { options: { size: 3, strides: 2, padding: 'same' }, inputs: IMAGES },
  ],
  'core/avg-pool': [
    { inputs: IMAGES },
    { options: { size: 3, strides: 2, padding: 'same' }, inputs: IMAGES },
  ],
  'core/flatten': [{ inputs: [...IMAGES, ...VECTOR] }],
  'core/add': [
    { inputs: [[[4], [4]], [[3, 2, 2], [3, 2, 2], [3, 2, 2]]] },
  ],
  'core/batch-norm': [{ inputs: [...VECTOR, ...IMAGES] }, { options: { eps: 0.1 }, inputs: IMAGES }],
  // Of two channels each is the other's mirror: all but their order is gone, and float32 keeps little of the slopes.
  'core/layer-norm': [
    { inputs: [...VECTOR, [[5, 4, 6]], [[4, 4, 3]]] },
    { options: { eps: 0.1 }, inputs: [[[5, 4, 6]], [[4, 4, 3]]] },
  ],
  'core/dropout': [{ inputs: [...VECTOR, ...IMAGES] }, { options: { rate: 0.2 } }],
  'core/leaky-relu': [{ inputs: [...VECTOR, ...IMAGES] }, { options: { slope: 0.3 } }],
}; // prettier-ignore

describe.each(layers.map((layer) => [layer.name, layer] as const))(
  'the built-in layer %s',
  (name, layer) => {
    it('has a setup here', () => expect(setups[name]).toBeDefined());
    for (const [i, setup] of (setups[name] ?? []).entries())
      for (const check of checkLayer(layer, { ...setup, tensors: tfjsRuntime }))
        it(`${check.name} (${i})`, () => check.run());
  },
);

const trying = (layer: Layer) => checkLayer(plugin(layer), { tensors: tfjsRuntime });

describe('checkLayer', () => {
  it.each([['square', square], ['weights by channel', weighted],
    ['a hard sigmoid', hardSigmoid],
    ['a wave', wave],
    ['softsign', softsign],
    ['an exponential', exponential]] as const)(
    'finds nothing in a sound layer: %s',
    async (_, layer) => expect(await codesOf(trying(layer))).toEqual([]),
  ); // prettier-ignore

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });

  it('says what was expected, what came and what to do', async () => {
    const wrong = activation('tanh', { derivative: () => 0.5 });
    const results = await runChecks(trying(wrong));
    const first = results.find(({ passed }) => !passed)?.error;
    expect((first as Error).message).toMatch(/^derivative\(-3\) is 0\.5, and values beside it rise by 0\.00986\d+ per unit\. Give the derivative of `value`/); // prettier-ignore
  });

  it('says that tfjs was not handed in', async () => {
    const results = await runChecks(checkLayer(plugin(square)));
    const codes = results.flatMap(({ error }) => (isIsthmusError(error) ? [error.code] : []));
    expect(new Set(codes)).toEqual(new Set(['conformance/no-tensors']));
  });
});

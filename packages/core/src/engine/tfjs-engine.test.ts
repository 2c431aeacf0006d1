import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../base/rng.js';
import { readyBackends } from '../network/tfjs/backend.js';
import { mapLeaves, sameBits } from '../parameters/parameters.js';
import { createReferenceEngine } from './reference-engine.js';
import {
  chain,
  code,
  lossOf,
  mlp,
  plainMlp,
  randomData,
  randomParams,
} from './testing/networks.js';
import { createTfjsEngine, tfjsEngineOn } from './tfjs-engine.js';

const mse = lossOf('mse');

const withDropout = () =>
  chain({ input: [3], output: [2] }, [
    ['dense', { units: 6 }],
    ['relu'],
    ['dropout'],
    ['dense', { units: 2 }],
  ]);

describe.each(['cpu', 'wasm'] as const)('on %s', async (kind) => {
  const backend = (await readyBackends())[kind]!;

  it('leaves no tensor over 1000 steps', () => {
    const network = withDropout();
    const engine = tfjsEngineOn(backend, network, mse);
    const data = randomData(network, 4);
    const models = [randomParams(network)];
    engine.valueAndGradient(models, data, createRng(0));
    const before = tf.memory();
    for (let step = 0; step < 1000; step++) engine.valueAndGradient(models, data, createRng(step));
    const after = tf.memory();
    expect(after.numTensors).toBe(before.numTensors);
    expect(after.numBytes).toBe(before.numBytes);
  });

  it('gives models in a batch the same as each alone, whatever came before', () => {
    const network = withDropout();
    const engine = tfjsEngineOn(backend, network, mse);
    const data = randomData(network, 4);
    const models = [randomParams(network, 1), randomParams(network, 2), randomParams(network, 1)];
    const together = engine.valueAndGradient(models, data, createRng(5));
    models.forEach((model, i) => {
      const [alone] = engine.valueAndGradient([model], data, createRng(5));
      expect(alone!.value).toBe(together[i]!.value);
      expect(sameBits(alone!.gradient, together[i]!.gradient)).toBe(true);
    });
  });

  it('drops units with noise and none without', () => {
    const network = withDropout();
    const engine = tfjsEngineOn(backend, network, mse);
    const data = randomData(network, 4);
    const model = randomParams(network);
    const value = (seed: number | null) =>
      engine.valueAndGradient([model], data, seed === null ? null : createRng(seed))[0]!.value;
    const reference = createReferenceEngine(network, mse).valueAndGradient([model], data, null);
    expect(value(null)).toBeCloseTo(reference[0]!.value, 5);
    expect(new Set([value(null), value(1), value(2)]).size).toBe(3);
  });

  it('passes on what is not finite', () => {
    const network = mlp([2, 3, 1], 'relu');
    const data = randomData(network, 3);
    const model = mapLeaves(randomParams(network), (leaf) => leaf.data.map(() => Number.NaN));
    const [one] = tfjsEngineOn(backend, network, mse).valueAndGradient([model], data, null);
    expect(one!.value).toBeNaN();
    expect(one!.gradient['n2.bias']!.data[0]).toBeNaN();
  });

  it('writes into none of its arguments and gives arrays of its own', () => {
    const network = mlp([2, 3, 1], 'tanh');
    const data = randomData(network, 3);
    const model = randomParams(network);
    const copy = mapLeaves(model, (leaf) => leaf.data.slice());
    const engine = tfjsEngineOn(backend, network, mse);
    const [first] = engine.valueAndGradient([model], data, null);
    for (const leaf of Object.values(first!.gradient)) leaf.data.fill(99);
    expect(sameBits(model, copy)).toBe(true);
    expect(engine.valueAndGradient([model], data, null)[0]!.gradient['n0.bias']!.data[0]).not.toBe(99);
  });
});

describe('createTfjsEngine', () => {
  it('computes a network given as code like its layer graph', async () => {
    const network = plainMlp(3, 5, 2);
    const data = randomData(network, 7);
    const models = [randomParams(network)];
    const engine = await createTfjsEngine(network, mse);
    const [came] = engine.valueAndGradient(models, data, null);
    const twin = createReferenceEngine(mlp([3, 5, 2], 'tanh'), mse);
    const [expected] = twin.valueAndGradient(models, data, null);
    expect(came!.value).toBeCloseTo(expected!.value, 5);
    for (const [name, leaf] of Object.entries(came!.gradient))
      leaf.data.forEach((value, i) =>
        expect(value).toBeCloseTo(expected!.gradient[name]!.data[i]!, 5),
      );
  });

  it('works with engines of both backends in turns', async () => {
    const dense = mlp([2, 3, 1], 'relu');
    const conv = chain({ input: [3, 3, 1], output: [1] }, [
      ['conv2d', { filters: 1, kernelSize: 2 }],
      ['flatten'],
      ['dense', { units: 1 }],
    ]);
    const engines = [dense, conv].map(async (network) => {
      const engine = await createTfjsEngine(network, mse);
      return { engine, models: [randomParams(network)], data: randomData(network, 2) };
    });
    const [a, b] = await Promise.all(engines);
    expect([a!.engine.name, b!.engine.name]).toEqual(['tfjs-wasm 4.22.0', 'tfjs-cpu 4.22.0']);
    const values = [a, b, a, b].map(
      (one) => one!.engine.valueAndGradient(one!.models, one!.data, null)[0]!.value,
    );
    expect(values.slice(0, 2)).toEqual(values.slice(2));
  });

  it('gives every parameter a gradient of its own where tfjs shares one', async () => {
    const shapes = { input: [2], output: [2] };
    const leaf = (name: string, shape: number[]) => ({ name, shape, axes: shape.map(() => null) });
    const spec = { leaves: [leaf('w', [2, 2]), leaf('b', [2]), leaf('c', [2])] };
    const zeros = { shape: [2], data: new Float32Array(2) };
    const network = code(
      {
        spec,
        init: () => ({ w: { shape: [2, 2], data: new Float32Array(4) }, b: zeros, c: zeros }),
        apply: (p, x) => tf.add(tf.matMul(x, p['w']!), tf.add(p['b']!, p['c']!)),
      },
      shapes,
    );
    const data = randomData(shapes, 3);
    for (const backend of Object.values(await readyBackends())) {
      const engine = tfjsEngineOn(backend!, network, mse);
      const [one] = engine.valueAndGradient([randomParams(network)], data, null);
      const { b, c } = one!.gradient;
      expect([...b!.data]).toEqual([...c!.data]);
      expect(b!.data.buffer).not.toBe(c!.data.buffer);
    }
  });

  it('names a parameter that the loss cannot be differentiated by', async () => {
    const twin = plainMlp(3, 5, 2);
    const network = code(
      { ...twin, apply: (p, x) => tf.matMul(x, p['n0.kernel']!).slice([0, 0], [-1, 2]) },
      twin,
    );
    const engine = await createTfjsEngine(network, mse);
    const compute = () => engine.valueAndGradient([randomParams(network)], randomData(network, 2), null);
    expect(compute).toThrow(/"n0\.bias"/);
  });

  it('names the shape of a prediction that does not fit', async () => {
    const twin = plainMlp(3, 5, 2);
    const network = code({ ...twin, apply: (p, x) => twin.apply(p, x).mean(1) }, twin);
    const engine = await createTfjsEngine(network, mse);
    const compute = () => engine.valueAndGradient([randomParams(network)], randomData(network, 4), null);
    expect(compute).toThrow(/shape \[4\], expected \[4, 2\]/);
  });
});

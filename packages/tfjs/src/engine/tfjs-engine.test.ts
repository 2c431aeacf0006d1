import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Tensors } from '@isthmus/contract';
import { readyBackends } from '../backend/backend.js';
import { mapLeaves, sameBits } from '@isthmus/contract/parameters';
import { createReferenceEngine } from '@isthmus/engine/internal';
import {
  chain,
  code,
  lossOf,
  mlp,
  plainMlp,
  randomData,
  randomParams,
} from '@isthmus/engine/testing';
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

  it('leaves no tensor over 10 000 steps', () => {
    const network = withDropout();
    const engine = tfjsEngineOn(backend, network, mse);
    const data = randomData(network, 4);
    const models = [randomParams(network)];
    engine.valueAndGradient(models, data, createRng(0));
    const before = tf.memory();
    for (let step = 0; step < 10_000; step++)
      engine.valueAndGradient(models, data, createRng(step));
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
    expect(engine.valueAndGradient([model], data, null)[0]!.gradient['n0.bias']!.data[0]).not.toBe(
      99,
    );
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
    // tfjs pools volumes wrongly on wasm.
    const pooled = code(
      {
        spec: { leaves: [{ name: 'w', shape: [2, 1], axes: [null, null] }] },
        init: () => ({ w: { shape: [2, 1], data: new Float32Array(2) } }),
        apply: (p, x) => {
          const volume = tf.reshape(x, [-1, 2, 1, 1, 1]) as tf.Tensor5D;
          return tf.matMul(tf.reshape(tf.maxPool3d(volume, 1, 1, 'same'), [-1, 2]), p['w']!);
        },
      },
      { input: [2], output: [1] },
    );
    const engines = [dense, pooled].map(async (network) => {
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
    const compute = () =>
      engine.valueAndGradient([randomParams(network)], randomData(network, 2), null);
    expect(compute).toThrow(/"n0\.bias"/);
  });

  it('names the shape of a prediction that does not fit', async () => {
    const twin = plainMlp(3, 5, 2);
    const network = code(
      { ...twin, apply: (p, x, library) => twin.apply(p, x, library).mean(1) },
      twin,
    );
    const engine = await createTfjsEngine(network, mse);
    const compute = () =>
      engine.valueAndGradient([randomParams(network)], randomData(network, 4), null);
    expect(compute).toThrow(/shape \[4\], expected \[4, 2\]/);
  });
});

/** A convnet in plain tfjs: two convolutions, pools of both kinds, an embedding of places, a dense layer. */
function plainConvnet() {
  const leaf = (name: string, shape: number[]) => ({ name, shape, axes: shape.map(() => null) });
  const leaves = [
    leaf('c1', [3, 3, 1, 4]),
    leaf('b1', [4]),
    leaf('c2', [3, 3, 4, 6]),
    leaf('places', [3, 6]),
    leaf('w', [54, 5]),
    leaf('b2', [5]),
  ];
  const apply = (p: Tensors, x: tf.Tensor) => {
    const first = tf.conv2d(x as tf.Tensor4D, p['c1'] as tf.Tensor4D, 1, 'same');
    const active = tf.relu(tf.add(first, p['b1']!)) as tf.Tensor4D;
    const pooled = tf.maxPool(active, 3, 2, 'same');
    const second = tf.tanh(tf.conv2d(pooled, p['c2'] as tf.Tensor4D, 1, 'same'));
    const halved = tf.avgPool(second as tf.Tensor4D, 3, 2, 'same');
    const rows = tf.gather(p['places']!, tf.tensor1d([0, 2, 2], 'int32'));
    const placed = tf.add(halved, tf.reshape(rows, [1, 3, 1, 6]));
    return tf.add(tf.matMul(tf.reshape(placed, [x.shape[0]!, 54]), p['w']!), p['b2']!);
  };
  const zeros = ({ name, shape }: (typeof leaves)[number]) =>
    [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }] as const;
  const init = () => Object.fromEntries(leaves.map(zeros));
  return code({ spec: { leaves }, init, apply }, { input: [10, 9, 1], output: [5] });
}

describe('a convnet given as plain tfjs code', () => {
  const network = plainConvnet();
  const data = randomData(network, 16);

  it('is trained on wasm, with the gradients of cpu', async () => {
    const engine = await createTfjsEngine(network, mse);
    expect(engine.name).toMatch(/^tfjs-wasm/);
    const { cpu } = await readyBackends();
    const models = [randomParams(network)];
    const [came] = engine.valueAndGradient(models, data, null);
    const [expected] = tfjsEngineOn(cpu, network, mse).valueAndGradient(models, data, null);
    expect(Math.abs(came!.value / expected!.value - 1)).toBeLessThan(1e-6);
    for (const [name, { data: leaf }] of Object.entries(expected!.gradient)) {
      const scale = Math.max(...leaf.map(Math.abs));
      expect(scale).toBeGreaterThan(0);
      // Sums of some hundred products in float32 on both sides.
      leaf.forEach((value, i) =>
        expect(Math.abs(came!.gradient[name]!.data[i]! - value)).toBeLessThan(1e-5 * scale),
      );
    }
  });

  it('leaves no tensor over 1000 steps, and repeats bit for bit', async () => {
    const engine = await createTfjsEngine(network, mse);
    const few = randomData(network, 2);
    const models = [randomParams(network)];
    const [first] = engine.valueAndGradient(models, few, null);
    const { numTensors, numBytes } = tf.memory();
    for (let step = 0; step < 999; step++) engine.valueAndGradient(models, few, null);
    const [last] = engine.valueAndGradient(models, few, null);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(sameBits(first!.gradient, last!.gradient)).toBe(true);
  });
});

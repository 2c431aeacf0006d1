import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { lerp, mapLeaves } from '@isthmus/contract/parameters';
import { createEvaluator } from '@isthmus/engine';
import { chain, lossOf, mlp, plainMlp, randomData, randomParams } from '@isthmus/engine/testing';
import { tfjsRuntime } from './runtime.js';

/** More rows than one forward pass of the code evaluator takes, and no multiple of it. */
const ROWS = 600;

const NETWORKS = {
  'a layer graph': { network: mlp([3, 5, 2], 'tanh'), arithmetic: 'float64-reference' },
  code: { network: plainMlp(3, 5, 2), arithmetic: 'float32-tfjs' },
} as const;

describe.each(Object.entries(NETWORKS))(
  'the evaluator of %s',
  async (_, { network, arithmetic }) => {
    const data = randomData(network, ROWS, true);
    const evaluator = await createEvaluator(network, lossOf('cross-entropy'), data, tfjsRuntime);
    const from = randomParams(network, 1);
    const to = randomParams(network, 2);

    it('says its arithmetic', () => {
      expect(evaluator.arithmetic).toBe(arithmetic);
    });

    it('meets both ends of a segment bit for bit', () => {
      expect(evaluator.valueBetween(from, to, 0)).toBe(evaluator.value(from));
      expect(evaluator.valueBetween(from, to, 1)).toBe(evaluator.value(to));
      expect(evaluator.value(from)).not.toBe(evaluator.value(to));
    });

    it('meets them however far they are apart', () => {
      const far = mapLeaves(from, (leaf) => leaf.data.map((value) => 1e20 * value));
      const value = evaluator.value(to);
      expect(evaluator.valueBetween(far, to, 1)).toBe(value);
      expect(evaluator.valueBetween(to, far, 0)).toBe(value);
    });

    it('stays where it is between equal ends', () => {
      for (const t of [0.1, 1 / 3, 0.7])
        expect(evaluator.valueBetween(from, from, t)).toBe(evaluator.value(from));
    });

    it('takes the point between, not the loss between', () => {
      const middle = evaluator.valueBetween(from, to, 0.3);
      expect(middle).toBeCloseTo(evaluator.value(lerp(from, to, 0.3)), 6);
      expect(middle).not.toBeCloseTo(0.7 * evaluator.value(from) + 0.3 * evaluator.value(to), 3);
    });

    it('repeats, and leaves no tensor', () => {
      const value = evaluator.value(from);
      const before = tf.memory().numTensors;
      for (let i = 0; i < 20; i++) expect(evaluator.value(from)).toBe(value);
      evaluator.accuracy(from);
      evaluator.predict(from);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('counts the samples that are classified rightly', () => {
      const predicted = evaluator.predict(from);
      expect(predicted).toHaveLength(2 * ROWS);
      let right = 0;
      for (let row = 0; row < ROWS; row++) {
        const second = predicted[2 * row + 1]! > predicted[2 * row]!;
        if (second === (data.y[2 * row + 1] === 1)) right++;
      }
      expect(evaluator.accuracy(from)).toBe(right / ROWS);
      expect(right).toBeGreaterThan(0);
      expect(right).toBeLessThan(ROWS);
    });

    it('takes the first of equal predictions', () => {
      const level = mapLeaves(from, (leaf) => new Float32Array(leaf.data.length));
      let first = 0;
      for (let row = 0; row < ROWS; row++) if (data.y[2 * row] === 1) first++;
      expect(evaluator.accuracy(level)).toBe(first / ROWS);
    });

    it('passes on what is not finite', () => {
      const broken = mapLeaves(from, (leaf) => leaf.data.map(() => Number.NaN));
      expect(evaluator.value(broken)).toBeNaN();
    });
  },
);

describe('the two arithmetics', () => {
  const weight = (value: number) => ({
    'n0.kernel': { shape: [1, 1], data: Float32Array.of(value) },
  });
  const one = { size: 1, x: Float32Array.of(1), y: Float32Array.of(0) };
  const line = chain({ input: [1], output: [1] }, [['dense', { units: 1, bias: false }]]);

  it('of the reference: rounds no point to float32 and moves no equal entry', async () => {
    const evaluator = await createEvaluator(line, lossOf('mse'), one, tfjsRuntime);
    const x = Math.fround(0.1);
    for (let i = 1; i < 33; i++) {
      const t = i / 33;
      expect(evaluator.valueBetween(weight(1), weight(2), t)).toBe(((1 - t) * 1 + t * 2) ** 2);
      expect(evaluator.valueBetween(weight(x), weight(x), t)).toBe(x ** 2);
    }
  });

  it('agree on the same network', async () => {
    const values = await Promise.all(
      Object.values(NETWORKS).map(async ({ network }) => {
        const data = randomData(network, ROWS);
        return (await createEvaluator(network, lossOf('mse'), data, tfjsRuntime)).value(
          randomParams(network),
        );
      }),
    );
    // Float32 rounds each sample's loss by about 1e-7 of it, and the mean is taken in float64.
    expect(Math.abs(values[0]! - values[1]!) / values[0]!).toBeLessThan(1e-6);
  });
});

describe.each([
  ['a layer graph', mlp([3, 5, 2], 'tanh')],
  ['code', plainMlp(3, 5, 2)],
])('accuracy of %s by a loss that says what is right', (_, network) => {
  it('is the fraction of rows whose logits have the sign of their targets', async () => {
    const loss = lossOf('binary-cross-entropy');
    const data = randomData(network, ROWS, loss.targets);
    const evaluator = await createEvaluator(network, loss, data, tfjsRuntime);
    const params = randomParams(network, 1);
    const z = evaluator.predict(params);
    let right = 0;
    for (let row = 0; row < ROWS; row++)
      if ([0, 1].every((k) => z[2 * row + k]! > 0 === (data.y[2 * row + k] === 1))) right++;
    expect(evaluator.accuracy(params)).toBe(right / ROWS);
    expect(right).toBeGreaterThan(0);
    expect(right).toBeLessThan(ROWS);
  });
});

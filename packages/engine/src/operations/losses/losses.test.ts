import { describe, expect, it } from 'vitest';
import type { PredictionLoss } from '@isthmus/contract';
import { LOSS_NAMES, lossOf } from '../../testing/networks.js';
import { LOSS_CASES } from '../../testing/loss-cases.js';
import { losses } from './index.js';

describe('a loss by hand', () => {
  it.each(LOSS_CASES)('$loss of $z', ({ loss: name, z, y, value, gradient }) => {
    const { reference } = lossOf(name);
    // The sample stands second in its arrays, with numbers around it that must not count.
    const [zs, ys] = [Float64Array.of(7, 7, 7, ...z, 7), Float32Array.of(9, 9, 9, ...y, 9)];
    const out = new Float64Array(7).fill(5);
    expect(reference.value(zs, ys, 3, 3)).toBeCloseTo(value, 12);
    reference.gradient(zs, ys, 3, 3, out);
    expect([...out]).toEqual([5, 5, 5, ...gradient.map((each) => expect.closeTo(each, 12)), 5]);
  });
});

describe('Hessians', () => {
  const z = Float64Array.of(0.3, -1.2, 0.8);
  const y = Float32Array.of(0, 1, 0);
  const column = (loss: PredictionLoss, i: number) => {
    const out = new Float64Array(3).fill(9);
    const v = Float64Array.from([0, 1, 2], (j) => Number(i === j));
    loss.reference.hessianVector(z, y, 0, 3, v, out);
    return [...out];
  };

  it('is twice the identity for mse and 0 for mae', () => {
    expect([0, 1, 2].map((i) => column(lossOf('mse'), i))).toEqual([
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ]);
    expect([0, 1, 2].flatMap((i) => column(lossOf('mae'), i)).every((each) => each === 0)).toBe(
      true,
    );
  });

  it('is the diagonal of p (1 - p) for binary cross-entropy', () => {
    [0, 1, 2].forEach((i) => {
      const p = 1 / (1 + Math.exp(-z[i]!));
      const expected = [0, 1, 2].map((j) => expect.closeTo(i === j ? p * (1 - p) : 0, 14));
      expect(column(lossOf('binary-cross-entropy'), i)).toEqual(expected);
    });
  });

  it('is diag(p) - p pᵀ for cross-entropy', () => {
    const exps = [...z].map(Math.exp);
    const p = exps.map((e) => e / exps.reduce((a, b) => a + b, 0));
    [0, 1, 2].forEach((i) => {
      const expected = p.map((pj, j) => expect.closeTo((i === j ? pj : 0) - pj * p[i]!, 14));
      expect(column(lossOf('cross-entropy'), i)).toEqual(expected);
    });
  });
});

it('has a case by hand for every loss of predictions', () => {
  expect(new Set(LOSS_CASES.map(({ loss }) => loss))).toEqual(new Set(LOSS_NAMES));
});

describe('core/binary-cross-entropy', () => {
  const isRight = (z: readonly number[], y: readonly number[]) =>
    lossOf('binary-cross-entropy').isRight!(
      Float64Array.from(z),
      Float32Array.from(y),
      0,
      z.length,
    );

  it('takes a logit above 0 for yes', () => {
    expect([0.1, -0.1, 0].map((z) => isRight([z], [1]))).toEqual([true, false, false]);
    expect([0.1, -0.1, 0].map((z) => isRight([z], [0]))).toEqual([false, true, true]);
  });

  it('wants every one of several labels, and never takes NaN for right', () => {
    expect(isRight([2, -2], [1, 0])).toBe(true);
    expect(isRight([2, -2], [1, 1])).toBe(false);
    expect(isRight([2, NaN], [1, 0])).toBe(false);
  });

  it('is the cross-entropy of the logits 0 and z', () => {
    for (const z of [-3.2, -0.4, 0, 0.7, 5])
      for (const y of [0, 1]) {
        const two = lossOf('cross-entropy').reference.value(
          Float64Array.of(0, z),
          Float32Array.of(1 - y, y),
          0,
          2,
        );
        const one = lossOf('binary-cross-entropy').reference.value(
          Float64Array.of(z),
          Float32Array.of(y),
          0,
          1,
        );
        expect(one).toBeCloseTo(two, 14);
      }
  });
});

it('keeps NaN', () => {
  for (const name of LOSS_NAMES)
    for (const at of [0, 1, 2]) {
      const z = Float64Array.from([0, 1, 2], (i) => (i === at ? NaN : i));
      expect(lossOf(name).reference.value(z, Float32Array.of(0, 1, 0), 0, 3)).toBeNaN();
    }
});

describe('l2', () => {
  const l2 = losses.find(({ name }) => name === 'core/l2')!.create({ strength: 0.5 });
  const params = {
    kernel: { shape: [2, 1], data: Float32Array.of(1, -2) },
    bias: { shape: [1], data: Float32Array.of(3) },
  };

  it('is the strength times the sum of all squares, with gradient 2 strength theta', () => {
    if (l2.on !== 'parameters') throw new Error('l2 is a regularizer');
    expect(l2.value(params)).toBe(0.5 * (1 + 4 + 9));
    const { kernel, bias } = l2.gradient(params);
    expect([...kernel!.data, ...bias!.data]).toEqual([1, -2, 3]);
    expect(kernel!.shape).toEqual([2, 1]);
  });
});

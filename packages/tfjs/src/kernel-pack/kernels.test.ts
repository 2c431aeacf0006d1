import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { readyBackends } from '../backend/backend.js';

/**
 * The kernels on wasm against those of cpu, which sum in float64, on sizes past those at which they
 * work in blocks.
 */

const { cpu, wasm } = await readyBackends();

/** Rounding of float32: half a unit in the last place. */
const UNIT = 2 ** -24;

function random(shape: number[], seed: number): tf.Tensor {
  const rng = createRng(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 2 * rng.next() - 1),
    shape,
  );
}

function on(backend: typeof cpu, compute: () => tf.Tensor): Float32Array {
  backend.activate();
  return tf.tidy(() => Float32Array.from(compute().dataSync()));
}

/** The largest difference of an entry, by the largest entry. */
function distance(compute: () => tf.Tensor): number {
  const [expected, came] = [on(cpu, compute), on(wasm!, compute)];
  expect(came.length).toBe(expected.length);
  let [difference, scale] = [0, 0];
  expected.forEach((value, i) => {
    const here = Math.abs(came[i]! - value);
    if (!(here <= difference)) difference = here;
    scale = Math.max(scale, Math.abs(value));
  });
  return difference / scale;
}

/** One float32 sum of n terms of random sign errs by about sqrt(n) units; 4 times that is rare among thousands. */
const sumOf = (n: number) => 4 * Math.sqrt(n) * UNIT;

const run = (name: string, inputs: Record<string, tf.Tensor>, attributes: object) =>
  tf.engine().runKernel<tf.Tensor>(name, inputs, { ...attributes });

describe('products', () => {
  const SHAPES = [
    [1, 1, 1],
    [3, 5, 7],
    [17, 33, 130],
    [64, 40, 300],
  ] as const;
  const flags = [false, true];
  const matrix = SHAPES.flatMap(([m, n, k]) =>
    flags.flatMap((ta) => flags.map((tb) => [m, n, k, ta, tb] as const)),
  );

  it.each(matrix)('[%i, %i] over %i, transposed %s %s', (m, n, k, ta, tb) => {
    const [a, b] = [ta ? [k, m] : [m, k], tb ? [n, k] : [k, n]];
    for (const [left, right] of [
      [[], []],
      [[3], []],
      [[], [3]],
      [
        [2, 1],
        [1, 3],
      ],
    ] as const)
      expect(
        distance(() => tf.matMul(random([...left, ...a], 1), random([...right, ...b], 2), ta, tb)),
      ).toBeLessThan(sumOf(k));
  });

  it.each(['linear', 'relu', 'sigmoid'] as const)('fused with a bias and %s', (activation) => {
    const compute = () =>
      tf.fused.matMul({
        a: random([20, 30], 1),
        b: random([30, 10], 2),
        transposeA: false,
        transposeB: false,
        bias: random([10], 3),
        activation,
      });
    expect(distance(compute)).toBeLessThan(sumOf(30));
  });

  it('lets NaN and infinities through', () => {
    const compute = () =>
      tf.matMul(
        tf.tensor2d([
          [NaN, 1],
          [Infinity, 1],
          [1, 1],
        ]),
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      );
    expect([...on(wasm!, compute)]).toEqual([NaN, NaN, Infinity, Infinity, 4, 6]);
  });

  it('names the sides that do not meet, as tfjs does', () => {
    wasm!.activate();
    const wrong = () => run('BatchMatMul', { a: tf.ones([2, 3]), b: tf.ones([2, 3]) }, {});
    expect(() => tf.tidy(wrong)).toThrow(/inner shapes \(3\) and \(2\)/);
  });
});

it('bounds let NaN through', () => {
  const x = () => tf.tensor1d([NaN, -Infinity, Infinity, -1, 0.5, 7]);
  expect([...on(wasm!, () => tf.relu6(x()))]).toEqual([NaN, 0, 6, 0, 0.5, 6]);
  expect([...on(wasm!, () => tf.clipByValue(x(), -0.5, 1))]).toEqual([NaN, -0.5, 1, -0.5, 0.5, 1]);
});

describe('convolutions', () => {
  // Batch, height, width, channels, filter, filters, strides, padding; the last are past one block.
  const CASES = [
    [2, 7, 6, 1, 3, 1, 1, 'valid'],
    [2, 7, 6, 3, 3, 5, 1, 'same'],
    [3, 8, 9, 4, 2, 8, 2, 'same'],
    [2, 6, 6, 5, 1, 7, 1, 'valid'],
    [2, 6, 6, 5, 1, 7, 2, 'valid'],
    [1, 9, 9, 2, 5, 3, 3, 'valid'],
    [4, 28, 28, 1, 5, 16, 1, 'valid'],
    [1, 14, 14, 32, 5, 4, 1, 'same'],
  ] as const;

  describe.each(CASES)(
    '[%i, %i, %i, %i] by %i, %i filters, step %i, %s',
    (b, h, w, c, f, n, step, pad) => {
      const x = () => random([b, h, w, c], 1) as tf.Tensor4D;
      const filter = () => random([f, f, c, n], 2) as tf.Tensor4D;
      const attributes = { strides: step, pad, dataFormat: 'NHWC', dilations: 1 };
      const shape = tf.backend_util.computeConv2DInfo(
        [b, h, w, c],
        [f, f, c, n],
        step,
        1,
        pad,
      ).outShape;
      const dy = () => random([...shape], 3);

      it('forward', () => {
        expect(distance(() => tf.conv2d(x(), filter(), step, pad))).toBeLessThan(sumOf(f * f * c));
      });

      it('by the input', () => {
        const compute = () =>
          run(
            'Conv2DBackpropInput',
            { dy: dy(), filter: filter() },
            { ...attributes, inputShape: [b, h, w, c] },
          );
        expect(distance(compute)).toBeLessThan(sumOf(f * f * n));
      });

      it('by the filter', () => {
        const compute = () =>
          run(
            'Conv2DBackpropFilter',
            { x: x(), dy: dy() },
            { ...attributes, filterShape: [f, f, c, n] },
          );
        // Blocks of at most 1024 windows are summed in float32, the blocks in float64.
        expect(distance(compute)).toBeLessThan(sumOf(1024));
      });
    },
  );

  it.each(['valid', 'same'] as const)('of each channel on its own, %s', (pad) => {
    for (const [channels, fold] of [
      [6, 1],
      [3, 2],
    ] as const) {
      const shape = [2, 20, 20, channels];
      const filterShape = [3, 3, channels, fold];
      const side = pad === 'same' ? 20 : 18;
      const dy = () => random([2, side, side, channels * fold], 3);
      const attributes = { strides: 1, pad, dilations: 1, inputShape: shape, filterShape };
      const byInput = () =>
        run(
          'DepthwiseConv2dNativeBackpropInput',
          { dy: dy(), filter: random(filterShape, 2) },
          attributes,
        );
      const byFilter = () =>
        run('DepthwiseConv2dNativeBackpropFilter', { x: random(shape, 1), dy: dy() }, attributes);
      expect(distance(byInput)).toBeLessThan(sumOf(9 * fold));
      // Summed in float64 throughout.
      expect(distance(byFilter)).toBeLessThan(4 * UNIT);
    }
  });
});

describe('pooling', () => {
  it.each([
    [2, 2, 'valid'],
    [3, 2, 'same'],
    [3, 1, 'same'],
  ] as const)('gradient of the largest of %i by %i, %s', (size, step, pad) => {
    for (const channels of [1, 4, 6]) {
      const gradient = () =>
        tf.grad((x) => tf.square(tf.maxPool(x as tf.Tensor4D, size, step, pad)).sum())(
          random([2, 7, 8, channels], 1),
        );
      expect(distance(gradient)).toBeLessThan(sumOf(size * size));
    }
  });

  it.each([1, 4])(
    'gives it to the first of equal entries, and to NaN, of %i channels',
    (channels) => {
      const entries = [2, 2, 1, 1, 2, 2, NaN, NaN, -Infinity, -Infinity, 0, -Infinity].flatMap(
        (value) => new Array<number>(channels).fill(value),
      );
      wasm!.activate();
      const gradient = tf.tidy(() => {
        const input = tf.tensor4d(entries, [1, 2, 6, channels]);
        const dy = tf.ones([1, 1, 3, channels]);
        return [
          ...run(
            'MaxPoolGrad',
            { dy, input, output: dy },
            { filterSize: 2, strides: 2, pad: 'valid' },
          ).dataSync(),
        ];
      });
      const first = gradient.filter((_, i) => i % channels === 0);
      expect(first).toEqual([0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    },
  );
});

describe('sums', () => {
  it('err by one rounding whatever their number', () => {
    const compute = () => tf.mean(tf.fill([1e6], 0.1));
    expect(on(wasm!, compute)[0]).toBe(Math.fround(0.1));
    const random6 = () => tf.sum(random([100_003], 5));
    // Cancellation: the sum is about sqrt(n), the entries up to 1, both backends sum in float64.
    expect(distance(random6)).toBeLessThan(2 * UNIT);
  });

  it.each(
    [[0], [1], [2], [3], [0, 1], [1, 2], [0, 2], [1, 3], [0, 1, 3], [0, 1, 2, 3]].map((axes) => [
      axes,
    ]),
  )('over the axes %j', (axes) => {
    for (const shape of [
      [3, 5, 7, 11],
      [2, 1, 9, 16],
      [1, 1, 1, 8],
    ])
      for (const keep of [false, true])
        for (const reduce of [tf.sum, tf.mean]) {
          // Each run of axes is rounded once here, and each share of a mean on cpu.
          const compute = () => reduce(tf.add(random(shape, 1), 2), [...axes], keep);
          expect(distance(compute)).toBeLessThan(4 * UNIT);
          wasm!.activate();
          expect(tf.tidy(() => reduce(tf.ones(shape), [...axes], keep).shape)).toEqual(
            keep
              ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
              : shape.filter((_, axis) => !axes.includes(axis)),
          );
        }
  });

  it('leaves other types to tfjs', () => {
    expect([...on(wasm!, () => tf.sum(tf.tensor1d([1, 2, 3], 'int32')))]).toEqual([6]);
  });

  it('of a truth takes what is not zero', () => {
    const truths = () => tf.cast(tf.tensor1d([0, 0.5, -1, 256, NaN, -0]), 'bool');
    expect([...on(wasm!, truths)]).toEqual([0, 1, 1, 1, 1, 0]);
  });

  it('by segment, leaving out what is in none', () => {
    const ids = Int32Array.from({ length: 5000 }, (_, i) => ((i * 7) % 13) - 1);
    for (const inner of [1, 3, 16]) {
      const compute = () =>
        tf.unsortedSegmentSum(random([5000, inner], 1), tf.tensor1d(ids, 'int32'), 11);
      expect(distance(compute)).toBeLessThan(2 * UNIT);
    }
  });
});

describe('slices', () => {
  const shape = [4, 5, 6, 7];
  const begins = [
    [0, 0, 0, 0],
    [1, 2, 0, 3],
    [3, 0, 0, 0],
    [0, 0, 5, 6],
    [0, 1, 2, 0],
  ];
  const sizes = [
    [4, 5, 6, 7],
    [2, 3, 6, 2],
    [1, 5, 6, 7],
    [4, 5, 1, 1],
    [4, -1, 3, 7],
  ];

  it.each(begins.map((begin, i) => [begin, sizes[i]!]))('from %j of %j', (begin, size) => {
    for (const type of ['float32', 'int32', 'bool'] as const) {
      const compute = () => tf.slice(tf.cast(tf.mul(random(shape, 1), 100), type), begin, size);
      expect(on(wasm!, compute)).toEqual(on(cpu, compute));
    }
  });

  it('of a vector, of nothing, and of long rows', () => {
    for (const [of, begin, size] of [
      [[9], [2], [4]],
      [[9], [2], [0]],
      [
        [5, 300],
        [1, 100],
        [3, 150],
      ],
    ]) {
      const compute = () => tf.slice(random(of!, 1), begin!, size);
      expect(on(wasm!, compute)).toEqual(on(cpu, compute));
    }
  });
});

it('follows the memory of the backend when it grows', () => {
  wasm!.activate();
  const { memory } = (
    tf.backend() as unknown as { wasm: { asm: { memory: { buffer: ArrayBuffer } } } }
  ).wasm.asm;
  const before = memory.buffer.byteLength;
  const held = tf.zeros([before / 4]);
  expect(memory.buffer.byteLength).toBeGreaterThan(before);
  const compute = () =>
    tf.grad((x) =>
      tf.mean(
        tf.square(tf.conv2d(x as tf.Tensor4D, random([3, 3, 2, 4], 2) as tf.Tensor4D, 1, 'same')),
      ),
    )(random([2, 9, 9, 2], 1));
  expect(distance(compute)).toBeLessThan(sumOf(36));
  held.dispose();
});

import { describe, expect, it } from 'vitest';
import { chain, lossOf, randomData, randomParams } from '../../testing/networks.js';
import { createReference } from '../../reference/create-reference.js';

/** Both add the same products in another order. */
const ROUNDING = 1e-14;

const KERNELS = [1, 2, 3, 4] as const;
const STRIDES = [1, 2, 3] as const;
const PADDINGS = ['valid', 'same', 'symmetric'] as const;
const INPUTS = [
  [5, 7, 1],
  [6, 4, 3],
] as const;

const CASES = INPUTS.flatMap((input) =>
  KERNELS.flatMap((kernelSize) =>
    STRIDES.flatMap((strides) =>
      PADDINGS.map((padding) => ({ input, kernelSize, strides, padding })),
    ),
  ),
).filter(({ kernelSize, padding }) => padding !== 'symmetric' || kernelSize % 2 === 1);

interface Convolution {
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: (typeof PADDINGS)[number];
}

/** The number of places of a window and the padding before the first, by TensorFlow's and PyTorch's definitions. */
function places(length: number, { kernelSize, strides, padding }: Convolution) {
  if (padding === 'valid') return { count: Math.ceil((length - kernelSize + 1) / strides), pad: 0 };
  if (padding === 'symmetric') {
    // PyTorch's formula for `padding=pad`.
    const pad = (kernelSize - 1) / 2;
    return { count: Math.floor((length + 2 * pad - kernelSize) / strides) + 1, pad };
  }
  const count = Math.ceil(length / strides);
  const over = length % strides === 0 ? kernelSize - strides : kernelSize - (length % strides);
  return { count, pad: Math.floor(Math.max(over, 0) / 2) };
}

/** One sample's convolution by its definition: a sum over the kernel for every entry of the output. */
function convolve(
  x: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  kernel: ArrayLike<number>,
  bias: ArrayLike<number>,
  given: Convolution,
): number[] {
  const [rows, columns] = [places(height, given), places(width, given)];
  const filters = bias.length;
  const y: number[] = [];
  for (let oy = 0; oy < rows.count; oy++)
    for (let ox = 0; ox < columns.count; ox++)
      for (let f = 0; f < filters; f++) {
        let sum = bias[f]!;
        for (let ky = 0; ky < given.kernelSize; ky++)
          for (let kx = 0; kx < given.kernelSize; kx++)
            for (let c = 0; c < channels; c++) {
              const iy = oy * given.strides + ky - rows.pad;
              const ix = ox * given.strides + kx - columns.pad;
              const inside = iy >= 0 && iy < height && ix >= 0 && ix < width;
              const weight = kernel[((ky * given.kernelSize + kx) * channels + c) * filters + f]!;
              if (inside) sum += weight * x[(iy * width + ix) * channels + c]!;
            }
        y.push(sum);
      }
  return y;
}

describe('a convolution', () => {
  it.each(CASES)(
    'of $input with a kernel of $kernelSize, strides $strides, $padding',
    ({ input, ...given }) => {
      const output = [...places2(input, given), 2];
      const network = chain({ input, output }, [['conv2d', { filters: 2, ...given }]]);
      const data = randomData(network, 3);
      const params = randomParams(network);
      const came = createReference(network, lossOf('mse')).predict(params, data);
      const size = input[0] * input[1] * input[2];
      const expected = [0, 1, 2].flatMap((row) =>
        convolve(
          data.x.subarray(row * size, (row + 1) * size),
          input,
          params['n0.kernel']!.data,
          params['n0.bias']!.data,
          given,
        ),
      );
      expect(came).toHaveLength(expected.length);
      came.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(ROUNDING);
      });
    },
  );
});

function places2([height, width]: readonly number[], given: Convolution): number[] {
  return [places(height!, given).count, places(width!, given).count];
}

it.each([
  [[4, 4], 'an input of shape \\[height, width, channels\\]; got \\[4, 4\\]'],
  [[4, 2, 1], 'an input of at least \\[3, 3, channels\\]; got \\[4, 2, 1\\]'],
])('refuses the input %j', (input, message) => {
  expect(() => chain({ input, output: [1] }, [['conv2d', { filters: 1, kernelSize: 3 }]])).toThrow(
    new RegExp(`"n0" \\(core/conv2d\\): core/conv2d takes ${message}`),
  );
});

it('takes symmetric padding of odd windows only, as an even one would shift the image', () => {
  const links = [['conv2d', { filters: 1, kernelSize: 2, padding: 'symmetric' }]] as const;
  expect(() => chain({ input: [4, 4, 1], output: [1] }, links)).toThrow(
    /padding "symmetric" with a window of odd size, not 2/,
  );
});

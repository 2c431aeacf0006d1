import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import type { BilinearComputation } from '../../reference/rules.js';
import { define } from '@isthmus/contract';
import { PLAIN_PRODUCTS } from '../../reference/products.js';
import { freshKernelAndBias, initializer } from './initializers.js';
import { onlyInput, unfit } from './unfit.js';

const NAME = 'core/dense';

const options = z.strictObject({
  units: z.int().positive().describe('The number of outputs.'),
  bias: z.boolean().default(true).describe('Whether a bias is added to every output.'),
  initializer,
});

/** `y = x · kernel + bias` of inputs `[D]`: kernel `[D, units]`, bias `[units]`. */
export const dense = define({
  kind: 'layer',
  name: NAME,
  summary: 'A fully connected layer: every output is a weighted sum of all inputs plus a bias.',
  sources: [],
  options,
  create: createDense,
});

function createDense({ units, bias, initializer: use }: z.output<typeof options>): Layer {
  return {
    outputShape: (inputs) => {
      width(inputs);
      return [units];
    },
    parameters: (inputs) => {
      const kernel = { name: 'kernel', shape: [width(inputs), units] };
      return bias ? [kernel, { name: 'bias', shape: [units] }] : [kernel];
    },
    init: (inputs, rng) => {
      const fanIn = width(inputs);
      const fans = { fanIn, fanOut: units };
      return freshKernelAndBias(use, [fanIn, units], fans, bias ? units : null, rng);
    },
    interpreters: {
      tfjs: (params, [x], _mode, { add, matMul }) => {
        const product = matMul(x!, params['kernel']!);
        return bias ? add(product, params['bias']!) : product;
      },
      reference: (inputs) => denseRule(width(inputs), units, bias),
      fast: () => ({ kind: 'dense', units, kernel: 'kernel', bias: bias ? 'bias' : null }),
      symmetry: {
        kind: 'mix',
        kernel: 'kernel',
        bias: bias ? 'bias' : null,
        inputAxis: -2,
        outputAxis: -1,
        uniform: true,
      },
      bounds: (inputs) => ({ kind: 'bilinear', terms: width(inputs) }),
    },
  };
}

function width(inputs: readonly (readonly number[])[]): number {
  const shape = onlyInput(NAME, inputs);
  if (shape.length !== 1)
    throw unfit(NAME, 'an input of shape [units] (put core/flatten before it)', inputs);
  return shape[0]!;
}

function denseRule(inputs: number, units: number, bias: boolean): BilinearComputation {
  return {
    kind: 'bilinear',
    kernel: 'kernel',
    bias: bias ? 'bias' : null,
    apply: (kernel, x, rows, products = PLAIN_PRODUCTS, reuse) => {
      const y = reuse?.fill(0) ?? new Float64Array(rows * units);
      products.addProduct(x, kernel, y, rows, inputs, units);
      return y;
    },
    transposeInput: (kernel, dy, rows, products = PLAIN_PRODUCTS) => {
      const dx = new Float64Array(rows * inputs);
      products.addProductTransposedRight(dy, kernel, dx, rows, inputs, units);
      return dx;
    },
    transposeKernel: (x, dy, rows, products = PLAIN_PRODUCTS) => {
      const dKernel = new Float64Array(inputs * units);
      products.addProductTransposedLeft(x, dy, dKernel, rows, inputs, units);
      return dKernel;
    },
  };
}

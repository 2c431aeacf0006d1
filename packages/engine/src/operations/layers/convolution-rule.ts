import type { BilinearComputation } from '../../reference/rules.js';
import { PLAIN_PRODUCTS } from '../../reference/products.js';
import { gatherPatches, patchesSize, scatterPatches } from './patches.js';
import type { WindowGrid } from '@isthmus/contract';

/**
 * A convolution in float64: the patches of one sample at a time, times the kernel as a matrix; forward
 * by what the products have for it, to the same bits.
 */
export function convolutionRule(
  at: WindowGrid,
  filters: number,
  bias: boolean,
): BilinearComputation {
  const inputSize = at.height * at.width * at.channels;
  const positions = at.outHeight * at.outWidth;
  const patchSize = at.size * at.size * at.channels;
  const outputOf = (y: Float64Array, row: number) =>
    y.subarray(row * positions * filters, (row + 1) * positions * filters);
  return {
    kind: 'bilinear',
    kernel: 'kernel',
    bias: bias ? 'bias' : null,
    apply: (kernel, x, rows, products = PLAIN_PRODUCTS, reuse) => {
      const y = reuse ?? new Float64Array(rows * positions * filters);
      if (products.operations !== undefined) {
        products.operations.convolve(at, kernel, filters, x, rows, y);
        return y;
      }
      y.fill(0);
      const patches = new Float64Array(patchesSize(at));
      for (let row = 0; row < rows; row++) {
        gatherPatches(at, x, row * inputSize, patches);
        products.addProduct(patches, kernel, outputOf(y, row), positions, patchSize, filters);
      }
      return y;
    },
    transposeInput: (kernel, dy, rows, products = PLAIN_PRODUCTS) => {
      const dx = new Float64Array(rows * inputSize);
      const patches = new Float64Array(patchesSize(at));
      for (let row = 0; row < rows; row++) {
        const dyRow = outputOf(dy, row);
        products.addProductTransposedRight(
          dyRow,
          kernel,
          patches.fill(0),
          positions,
          patchSize,
          filters,
        );
        scatterPatches(at, patches, dx, row * inputSize);
      }
      return dx;
    },
    transposeKernel: (x, dy, rows, products = PLAIN_PRODUCTS) => {
      const dKernel = new Float64Array(patchSize * filters);
      const patches = new Float64Array(patchesSize(at));
      for (let row = 0; row < rows; row++) {
        gatherPatches(at, x, row * inputSize, patches);
        const dyRow = outputOf(dy, row);
        products.addProductTransposedLeft(patches, dyRow, dKernel, positions, patchSize, filters);
      }
      return dKernel;
    },
  };
}

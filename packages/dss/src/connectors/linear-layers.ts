import { IsthmusError, leafOf, mapLeaves, type Params } from '@isthmus/core';
import { Matrix } from 'ml-matrix';
import type { MatrixChain } from './chain-of-matrices.js';
import type { DenseLink } from './dense-chain.js';

/** A deep linear network without hidden biases: `f(x) = W_K ... W_1 x + bias`. */
export interface LinearLayers {
  readonly layers: MatrixChain;
  /** `[m_K]`. */
  readonly bias: readonly number[];
}

/** The layers of stored parameters, transposed from their kernels `[in, out]`; the bias is the last layer's. */
export function layersOf(links: readonly DenseLink[], params: Params): LinearLayers {
  const layers = links.map(({ kernel, inputs, units }) => {
    const { data } = leafOf(params, kernel);
    const rows = Array.from({ length: inputs }, (_, i) => [
      ...data.subarray(i * units, (i + 1) * units),
    ]);
    return new Matrix(rows).transpose();
  });
  const { bias, units } = links.at(-1)!;
  return {
    layers,
    bias: bias === null ? Array.from({ length: units }, () => 0) : [...leafOf(params, bias).data],
  };
}

/** Parameters with these layers, rounded to float32; hidden biases are 0. */
export function paramsOf(
  links: readonly DenseLink[],
  like: Params,
  { layers, bias }: LinearLayers,
): Params {
  const last = links.at(-1)!;
  const kernels = new Map(links.map(({ kernel }, k) => [kernel, layers[k]!]));
  return mapLeaves(like, ({ data }, name) => {
    const kernel = kernels.get(name);
    if (kernel !== undefined) return Float32Array.from(kernel.transpose().to1DArray());
    if (name === last.bias) return Float32Array.from(bias);
    return links.some((link) => link.bias === name) ? new Float32Array(data.length) : data;
  });
}

/**
 * The network of the same function in which the last bias does the work of all: hidden biases are 0,
 * and the last has `Σ W_K … W_(k+1) b_k` added. On the straight line to it no weight moves, so the
 * prediction is constant, but for the rounding of the last bias to float32.
 *
 * @throws `dss/no-output-bias` where hidden biases are not 0 and the last layer has none
 */
export function withoutHiddenBiases(links: readonly DenseLink[], params: Params): Params {
  const { layers, bias } = layersOf(links, params);
  const hidden = links.slice(0, -1).map((link) => biasOf(link, params));
  if (hidden.every((entries) => entries.every((entry) => entry === 0))) return params;
  if (links.at(-1)!.bias === null)
    throw new IsthmusError(
      'dss/no-output-bias',
      'The hidden layers have biases and the last layer has none to take over what they do; the construction needs one.',
    );
  let sum = Matrix.zeros(layers[0]!.rows, 1);
  layers.forEach((layer, k) => {
    const carried = k === 0 ? Matrix.zeros(layer.rows, 1) : layer.mmul(sum);
    sum = carried.add(Matrix.columnVector(k < hidden.length ? hidden[k]! : [...bias]));
  });
  return paramsOf(links, params, { layers, bias: sum.getColumn(0) });
}

function biasOf({ bias, units }: DenseLink, params: Params): number[] {
  return bias === null ? Array.from({ length: units }, () => 0) : [...leafOf(params, bias).data];
}

import { Matrix } from 'ml-matrix';

/** A deep linear network: `layers[k]` is W_{k+1} `[m_{k+1}, m_k]`, so `f(x) = layers[K-1] ... layers[0] x`. */
export type MatrixChain = readonly Matrix[];

/** The widths m_0 (inputs), m_1 ... m_K (outputs). */
export function widthsOf(layers: MatrixChain): readonly number[] {
  return [layers[0]!.columns, ...layers.map(({ rows }) => rows)];
}

/** The product of layers `from` to `to - 1`, the later on the left. */
export function productOf(layers: MatrixChain, from = 0, to = layers.length): Matrix {
  return layers
    .slice(from, to)
    .reduce((product, layer) => layer.mmul(product), Matrix.eye(layers[from]!.columns));
}

/** The network of the transposed product: outputs and inputs exchanged. */
export function transposed(layers: MatrixChain): MatrixChain {
  return layers.map((layer) => layer.transpose()).reverse();
}

/** The chain with one layer in place of another. */
export function withLayer(layers: MatrixChain, k: number, layer: Matrix): MatrixChain {
  return layers.map((other, i) => (i === k ? layer : other));
}

import type { Params } from '@isthmus/core';
import type { NetworkView, Separator } from '@isthmus/core/contract';
import { determinant, type Matrix, SingularValueDecomposition } from 'ml-matrix';
import { productOf } from './chain-of-matrices.js';
import { linearChainOf } from './dense-chain.js';
import { layersOf } from './linear-layers.js';

/**
 * A square block of two deep linear networks whose determinants differ in sign, so that every path
 * between them passes a product of lower rank; null where none is seen. Of several the smallest is named,
 * since the best function of the rank below it loses most. Signs are those of float64, so it is a claim.
 *
 * @example
 * separatorOf(null, a, b); // null
 */
export function separatorOf(network: NetworkView | null, a: Params, b: Params): Separator | null {
  const links = linearChainOf(network);
  if (links === null) return null;
  const [from, to] = [layersOf(links, a).layers, layersOf(links, b).layers];
  const widths = [links[0]!.inputs, ...links.map(({ units }) => units)];
  const apart = squareBlocks(widths)
    .toSorted((p, q) => p.width - q.width || p.end - p.start - (q.end - q.start))
    .find(({ start, end }) => {
      const [p, q] = [from, to].map((layers) => signOfDeterminant(productOf(layers, start, end)));
      return p! * q! < 0;
    });
  if (apart === undefined) return null;
  const kernels = links.slice(apart.start, apart.end).map(({ kernel }) => kernel);
  return { kind: 'determinant', kernels };
}

/** Layers in a row of a chain. */
interface Block {
  readonly width: number;
  /** The first layer, counted from 0, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/**
 * The layers in a row whose product is square and may be regular: no layer between is narrower.
 *
 * @param widths from the inputs to the outputs
 * @example
 * squareBlocks([3, 2, 2, 1]); // [{ width: 2, start: 1, end: 2 }]
 * squareBlocks([3, 2, 3]); // []
 */
export function squareBlocks(widths: readonly number[]): readonly Block[] {
  return widths.flatMap((width, start) => {
    const narrower = widths.findIndex((other, end) => end > start && other < width);
    return widths
      .slice(0, narrower < 0 ? widths.length : narrower)
      .flatMap((other, end) => (end > start && other === width ? [{ width, start, end }] : []));
  });
}

/** Singular, as far as rounding can tell: 0. */
const SINGULAR = 1e-12;

/** The sign of a determinant in float64: 1, -1, or 0 where the matrix is singular as far as rounding can tell. */
export function signOfDeterminant(block: Matrix): number {
  const { diagonal } = new SingularValueDecomposition(block);
  if (!(diagonal.at(-1)! > SINGULAR * diagonal[0]!)) return 0;
  // Scaled, as the product of many small or large values would under- or overflow.
  return Math.sign(determinant(block.clone().div(diagonal[0]!)));
}

import { arcPoint, IsthmusError, narrowed, type Params } from '@isthmus/core';
import type { ArcElement, Path, PathElement } from '@isthmus/core/contract';
import { Matrix } from 'ml-matrix';
import { axesThatMake, type DenseLink } from './dense-chain.js';
import { groupPath } from './group-path.js';
import { layersOf, paramsOf } from './linear-layers.js';

/**
 * Joins two linear networks of two layers by arcs of the linear group on their hidden units: the layer
 * on the side of the smaller end becomes that of b while the other one undoes what that does, so the
 * loss is constant; then the other layer moves straight to that of b, where the loss is convex.
 *
 * @param a without hidden biases, as is b
 * @throws `dss/not-two-layers` for a deeper network; `dss/too-narrow` where the hidden layer is narrower
 * than the smaller end; `dss/opposite-signs`, `dss/rank-deficient`
 */
export function arcsBetween(links: readonly DenseLink[], a: Params, b: Params): Path {
  checkTwoLayers(links);
  const [first, last] = links as readonly [DenseLink, DenseLink];
  const outputIsSmaller = last.units <= first.inputs;
  const rowsOf = (params: Params): Matrix => {
    const { layers } = layersOf(links, params);
    return outputIsSmaller ? layers[1]! : layers[0]!.transpose();
  };
  const makes = axesThatMake(first);
  const reads = [{ leaf: last.kernel, axis: 0 }];
  const generators = generatorsBetween(rowsOf(a), rowsOf(b));
  const arcs = generators.map((generator): ArcElement => {
    // On the side of the outputs the rows are read: they go by the inverse, transposed.
    const acting = outputIsSmaller ? generator.transpose().mul(-1) : generator;
    const factor = { kind: 'linear', makes, reads, generator: acting.to2DArray() } as const;
    return { kind: 'arc', known: 'constant', factors: [factor] };
  });
  const vertices = [a];
  for (const arc of arcs) vertices.push(narrowed(arcPoint(arc, vertices.at(-1)!, 1)));
  if (arcs.length > 0) vertices.push(met(links, vertices.pop()!, b, outputIsSmaller));
  const straight: PathElement = { kind: 'segment', known: 'convex' };
  return { vertices: [...vertices, b], elements: [...arcs, straight] };
}

/** None for equal rows; for rows that differ by rounding an arc that stands still, and closes. */
function generatorsBetween(from: Matrix, to: Matrix): readonly Matrix[] {
  if (Matrix.sub(from, to).norm() === 0) return [];
  const generators = groupPath(from, to);
  return generators.length > 0 ? generators : [Matrix.zeros(from.columns, from.columns)];
}

/** The point with the layer that has arrived as it is in b, to the last bit. */
function met(links: readonly DenseLink[], point: Params, b: Params, isLast: boolean): Params {
  const [there, here] = [layersOf(links, b), layersOf(links, point)];
  const layers = isLast ? [here.layers[0]!, there.layers[1]!] : [there.layers[0]!, here.layers[1]!];
  return paramsOf(links, point, { layers, bias: here.bias });
}

function checkTwoLayers(links: readonly DenseLink[]): void {
  const [first, last] = links;
  if (first === undefined || last === undefined || links.length !== 2)
    throw new IsthmusError(
      'dss/not-two-layers',
      `Arcs join linear networks of two layers; these have ${links.length}. The method "segments" joins deeper ones.`,
    );
  const rank = Math.min(first.inputs, last.units);
  if (first.units < rank)
    throw new IsthmusError(
      'dss/too-narrow',
      `The hidden layer has ${first.units} units, fewer than ${rank}, the smaller of the numbers of inputs and outputs. Nothing is known of how such networks are connected.`,
      { units: first.units, rank },
    );
}

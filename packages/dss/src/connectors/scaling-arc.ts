import { IsthmusError } from '@isthmus/core';
import type { ArcElement, LeafAxis, NetworkView } from '@isthmus/core/contract';
import { denseChainOf, type DenseLink } from './dense-chain.js';

/**
 * The arc along which what makes unit i of a hidden dense layer (weights in and bias) grows to `by[i]`
 * times itself, along the exponential, while what reads it shrinks to `1 / by[i]` of itself. Where
 * only functions like ReLU follow the layer, which commute with positive factors, the loss is
 * constant along it.
 *
 * @param layer the hidden layer, counted from 0
 * @param by a positive factor for every unit
 * @throws `dss/no-scaling` where the network is no chain of dense layers, or the layer does not fit, or
 * a function after it does not commute with scaling
 * @example
 * // A 1-4-4-1 ReLU network.
 * const arc = scalingArc(network.view, 0, [2, 1, 1, 0.5]);
 * arc.factors[0].reads; // [{ leaf: 'dense2.kernel', axis: 0 }]
 */
export function scalingArc(network: NetworkView, layer: number, by: readonly number[]): ArcElement {
  const links = denseChainOf(network);
  const [maker, reader] = [links?.[layer], links?.[layer + 1]];
  if (maker === undefined || reader === undefined)
    throw noScaling(`there is no hidden dense layer ${layer}`);
  if (by.length !== maker.units || !by.every((factor) => factor > 0 && Number.isFinite(factor)))
    throw noScaling(`layer ${layer} takes ${maker.units} positive factors; got ${by.join(', ')}`);
  const bent = notHomogeneous(network, maker, reader);
  if (bent !== null) throw noScaling(`"${bent}" does not commute with positive factors`);
  const rates = by.map(Math.log);
  const makes = axesThatMake(maker);
  const reads = [{ leaf: reader.kernel, axis: 0 }];
  return { kind: 'arc', known: 'constant', factors: [{ kind: 'scaling', makes, reads, rates }] };
}

/** Where the units of a dense layer are made: the columns of its kernel, and its bias. */
export function axesThatMake({ kernel, bias }: DenseLink): readonly LeafAxis[] {
  const own = { leaf: kernel, axis: 1 };
  return bias === null ? [own] : [own, { leaf: bias, axis: 0 }];
}

/** The first node between two dense layers through which positive factors do not pass; null for none. */
function notHomogeneous({ structure }: NetworkView, maker: DenseLink, reader: DenseLink) {
  const { nodes } = structure!.graph;
  const indexOf = ({ kernel }: DenseLink) =>
    nodes.findIndex(({ id }) => kernel.startsWith(`${id}.`));
  const between = nodes.slice(indexOf(maker) + 1, indexOf(reader));
  const bent = between.find(({ id }) => {
    const rule = structure!.layerOf(id).interpreters.symmetry;
    return !(rule?.kind === 'channelwise' && rule.scaling);
  });
  return bent?.id ?? null;
}

function noScaling(what: string): IsthmusError {
  return new IsthmusError(
    'dss/no-scaling',
    `The units of a hidden layer are scaled in a chain of dense layers, by one positive factor each: ${what}.`,
  );
}

import { createRng } from '@isthmus/contract/base';
import { mse } from '@isthmus/engine/internal';
import { layers as builtInLayers } from '@isthmus/engine/operations';
import type { Dataset, Layer, LayerNode, PredictionLoss } from '@isthmus/contract';
import { mapLeaves, sizeOf } from '@isthmus/contract/parameters';
import type { Params } from '@isthmus/contract/parameters';
import { buildNetwork } from '@isthmus/engine';
import type { GraphNetwork } from '@isthmus/engine';
import { ROWS, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';

/** Numbers of a sample of the networks in which a layer is tried. */
const WIDTH = 4;

const denseLayer = builtInLayers.find(({ name }) => name === 'core/dense')!;

/** A fully connected layer of so many units, as the built-in one. */
export function dense(units: number, bias = true): Layer {
  return denseLayer.create({ units, bias, initializer: 'uniform' });
}

/** The same numbers in another shape. */
export function reshaped(shape: readonly number[]): Layer {
  return {
    outputShape: () => shape,
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x], _mode, tf) => tf.reshape(x!, [x!.shape[0]!, ...shape]),
      reference: () => ({
        kind: 'linear',
        apply: ([x]) => x!.slice(),
        transpose: (dy) => [dy.slice()],
      }),
      fast: () => ({ kind: 'reshape' }),
    },
  };
}

/** A layer under an id, and what it reads. */
export type PlacedLayer = readonly [id: string, layer: Layer, inputs: readonly string[]];

/** A network of layers in order; its output is that of the last. */
export function networkOf(input: readonly number[], placed: readonly PlacedLayer[]): GraphNetwork {
  const nodes = placed.map(([id, , inputs]): LayerNode => ({
    id,
    use: 'conformance/layer',
    options: {},
    inputs,
  }));
  const output = placed.at(-1)![0];
  const layerOf = (node: { readonly id: string }) => placed.find(([id]) => id === node.id)![1];
  const shapes = new Map([['input', input]]);
  for (const [id, layer, inputs] of placed)
    shapes.set(id, layer.outputShape(inputs.map((each) => shapes.get(each)!)));
  const graph = { nodes, output };
  const network = buildNetwork({ graph }, { input, output: shapes.get(output)! }, layerOf);
  if (network.kind === 'graph') return network;
  throw new Error('A graph gives a graph network.');
}

/**
 * Networks with the layer in them: behind dense layers, so that gradients pass through it to all of its
 * inputs; and of vectors before a dense layer too, where the plan for narrow chains takes it.
 */
export function networksWith({ layer, inputs }: LayerTrial): readonly GraphNetwork[] {
  const made = inputs.flatMap((shape, k): PlacedLayer[] => {
    const make: PlacedLayer = [`make${k}`, dense(sizeOf(shape)), ['input']];
    return shape.length === 1 ? [make] : [make, [`shape${k}`, reshaped(shape), [`make${k}`]]];
  });
  const sources = inputs.map((shape, k) => (shape.length === 1 ? `make${k}` : `shape${k}`));
  const tried: readonly PlacedLayer[] = [...made, ['tried', layer, sources]];
  const alone = networkOf([WIDTH], tried);
  return alone.output.length === 1
    ? [alone, networkOf([WIDTH], [...tried, ['last', dense(2), ['tried']]])]
    : [alone];
}

/** Squared error: it has a gradient in every output that is off. */
export const LOSS = mse.create({}) as PredictionLoss;

/**
 * Drawn parameters of a network (kinks are met with probability 0), and samples for it.
 *
 * @param times how many times as large the samples are as their draws
 */
export function drawnFor(
  network: GraphNetwork,
  times = 1,
): {
  readonly params: Params;
  readonly data: Dataset;
} {
  const rng = stream('network');
  const numbers = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
  return {
    params: mapLeaves(network.init(createRng(0)), ({ data }) => numbers(data.length)),
    data: {
      size: ROWS,
      x: numbers(ROWS * sizeOf(network.input)).map((entry) => times * entry),
      y: numbers(ROWS * sizeOf(network.output)),
    },
  };
}

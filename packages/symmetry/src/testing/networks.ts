import {
  type GraphNetwork,
  type UnitSpace,
  buildNetwork,
  createReference,
  permutation,
  tiedAxes,
} from '@isthmus/core';
import { layers, losses } from '@isthmus/core/builtin';
import type {
  GroupElement,
  GroupFactor,
  Layer,
  LayerNode,
  Params,
  PredictionLoss,
  Rng,
} from '@isthmus/core/contract';
import type { WideParams } from '../group/float64.js';

/** A node as tests write it; `from` is the node before it unless given. */
export interface Node {
  readonly id: string;
  readonly use: `${string}/${string}`;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly from?: readonly string[];
}

/** A network of nodes in a chain, but where `from` says otherwise. */
export function networkOf(
  nodes: readonly Node[],
  input: readonly number[],
  output: readonly number[],
  more: Readonly<Record<string, Layer>> = {},
): GraphNetwork {
  const chain = nodes.map(({ id, use, options = {}, from }, i): LayerNode => {
    return { id, use, options, inputs: from ?? [nodes[i - 1]?.id ?? 'input'] };
  });
  const graph = { nodes: chain, output: nodes.at(-1)!.id };
  const network = buildNetwork(
    { graph },
    { input, output },
    (node) => more[node.use] ?? builtIn(node),
  );
  if (network.kind !== 'graph') throw new Error('a graph was asked for');
  return network;
}

/** The built-in layer of a node. */
export function builtIn({ use, options }: LayerNode): Layer {
  const definition = layers.find((layer) => layer.name === use)!;
  const checked = definition.options['~standard'].validate(options);
  if (!('value' in checked)) throw new Error(`${use}: bad options`);
  return definition.create(checked.value);
}

/** A multilayer perceptron of these sizes, input and output included. */
export function mlp(sizes: readonly number[], activation: string): GraphNetwork {
  const hidden = sizes.slice(1, -1).flatMap((units, i): Node[] => [
    { id: `dense${i + 1}`, use: 'core/dense', options: { units } },
    { id: `act${i + 1}`, use: `core/${activation}` },
  ]);
  const last: Node = { id: 'out', use: 'core/dense', options: { units: sizes.at(-1)! } };
  return networkOf([...hidden, last], [sizes[0]!], [sizes.at(-1)!]);
}

/** Convolution, pooling, convolution, flatten, two dense layers. */
export function convnet(activation: string): GraphNetwork {
  return networkOf(
    [
      { id: 'conv1', use: 'core/conv2d', options: { filters: 4, kernelSize: 3, padding: 'same' } },
      { id: 'act1', use: `core/${activation}` },
      { id: 'pool', use: activation === 'tanh' ? 'core/avg-pool' : 'core/max-pool' },
      { id: 'conv2', use: 'core/conv2d', options: { filters: 3, kernelSize: 2 } },
      { id: 'act2', use: `core/${activation}` },
      { id: 'flat', use: 'core/flatten' },
      { id: 'dense', use: 'core/dense', options: { units: 5 } },
      { id: 'act3', use: `core/${activation}` },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [6, 6, 2],
    [2],
  );
}

/** A residual block of two layers, then one of a single layer, whose kernel ties a space to itself. */
export function residual(activation: string): GraphNetwork {
  return networkOf(
    [
      { id: 'stem', use: 'core/dense', options: { units: 5 } },
      { id: 'act1', use: `core/${activation}` },
      { id: 'inner', use: 'core/dense', options: { units: 7 } },
      { id: 'act2', use: `core/${activation}` },
      { id: 'back', use: 'core/dense', options: { units: 5 } },
      { id: 'sum1', use: 'core/add', from: ['act1', 'back'] },
      { id: 'single', use: 'core/dense', options: { units: 5 } },
      { id: 'act3', use: `core/${activation}` },
      { id: 'sum2', use: 'core/add', from: ['sum1', 'act3'] },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [3],
    [2],
  );
}

/** Every kind of network that the tests go through, with one activation. */
export function networksWith(activation: string): Readonly<Record<string, GraphNetwork>> {
  return {
    '1 hidden layer': mlp([3, 6, 2], activation),
    '3 hidden layers': mlp([4, 8, 7, 6, 3], activation),
    convolutions: convnet(activation),
    residual: residual(activation),
  };
}

/** The activations that most tests go through: scaling, signs, neither. */
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid'] as const;

/**
 * Every layer of the registry that acts on each entry alone, by its bare name; dropout is among them,
 * which scales and flips, as it passes everything on where nothing is trained.
 */
export const ALL_ACTIVATIONS: readonly string[] = layers
  .filter(({ options, create }) => {
    const checked = options['~standard'].validate({});
    return 'value' in checked && checked.issues === undefined && actsAlone(create(checked.value));
  })
  .map(({ name }) => name.replace('core/', ''));

function actsAlone({ interpreters, outputShape }: Layer): boolean {
  if (interpreters.symmetry?.kind !== 'channelwise') return false;
  try {
    return outputShape([[3]]).length === 1;
  } catch {
    return false;
  }
}

/** Parameters drawn from the standard normal distribution, biases too. */
export function randomParams(network: GraphNetwork, rng: Rng): Params {
  return Object.fromEntries(
    network.spec.leaves.map(({ name, shape }) => {
      const draws = rng.fork(name);
      const size = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => draws.normal()) }];
    }),
  );
}

/** All outputs on 16 random inputs, by the float64 reference. */
export function predictor(
  network: GraphNetwork,
  rng: Rng,
): (params: Params | WideParams) => Float64Array {
  const mse = losses.find((loss) => loss.name === 'core/mse')!.create({}) as PredictionLoss;
  const reference = createReference(network, mse);
  const size = 16;
  const count = size * network.input.reduce((product, n) => product * n, 1);
  const x = Float32Array.from({ length: count }, () => rng.normal());
  return (params) => reference.predict(params, { size, x });
}

/**
 * A random element: on every space a permutation and whatever else is a symmetry of it.
 *
 * @param spread the largest factor of a scaling, and one over the smallest
 */
export function randomElement(network: GraphNetwork, rng: Rng, spread = 5): GroupElement {
  return Object.fromEntries(
    tiedAxes(network.view).spaces.map((space) => [
      space.name,
      randomFactors(space, rng.fork(space.name), spread),
    ]),
  );
}

function randomFactors(
  { size, scaling, sign }: UnitSpace,
  rng: Rng,
  spread: number,
): readonly GroupFactor[] {
  const flips = Int8Array.from({ length: size }, () => (rng.next() < 0.5 ? -1 : 1));
  const by = Float64Array.from({ length: size }, () => spread ** (2 * rng.next() - 1));
  return [
    { kind: 'permutation', map: permutation(size, rng) },
    ...(sign ? [{ kind: 'sign' as const, by: flips }] : []),
    ...(scaling ? [{ kind: 'scaling' as const, by }] : []),
  ];
}

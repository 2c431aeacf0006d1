import { buildNetwork, type GraphNetwork } from '@isthmus/core';
import { architectures } from '@isthmus/core/builtin';
import { builtIn } from './networks.js';

type Options = Readonly<Record<string, unknown>>;

interface Setup {
  readonly input: readonly number[];
  readonly options: Readonly<Record<string, Options>>;
}

const BLOCKS = [
  { filters: 3, kernelSize: 3, pool: 2 },
  { filters: 4, kernelSize: 2, pool: 1 },
];

const STAGES = [
  { width: 3, blocks: 1 },
  { width: 4, blocks: 2 },
];

/** Every built-in architecture by its name, in the variants that differ in their symmetries. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  'core/mlp': {
    input: [3],
    options: {
      deep: { hidden: [5, 4, 4] },
      wide: { hidden: [12], dropout: 0.5 },
      'without biases': { hidden: [5, 4], bias: false },
    },
  },
  'core/convnet': {
    input: [7, 7, 2],
    options: {
      plain: { blocks: BLOCKS, dense: [5] },
      averages: { blocks: BLOCKS, padding: 'valid', pooling: 'average' },
      residual: { blocks: BLOCKS, residual: true, pooling: 'average', dense: [5], dropout: 0.2 },
    },
  },
  'core/resnet': {
    input: [6, 6, 2],
    options: {
      'batch norm': { stages: STAGES },
      'layer norm': { stages: STAGES, norm: 'layer' },
      'no norm': { stages: STAGES, norm: 'none' },
    },
  },
};

/** A built-in network by what it is. */
export interface NamedNetwork {
  readonly name: string;
  readonly network: GraphNetwork;
}

/** All of the setups with one activation, or `none`. */
export function builtInNetworks(activation: string): readonly NamedNetwork[] {
  return Object.entries(SETUPS).flatMap(([use, { input, options }]) =>
    Object.entries(options).map(([variant, given]) => ({
      name: `${use}, ${variant}, ${activation}`,
      network: networkOf(use, input, { ...given, activation }),
    })),
  );
}

function networkOf(use: string, input: readonly number[], given: Options): GraphNetwork {
  const definition = architectures.find(({ name }) => name === use)!;
  const checked = definition.options['~standard'].validate(given);
  if (!('value' in checked)) throw new Error(`${use}: bad options`);
  const shapes = { input, output: [3] };
  const network = buildNetwork(definition.create(checked.value).build(shapes), shapes, builtIn);
  if (network.kind !== 'graph') throw new Error('a graph was asked for');
  return network;
}

import {
  buildNetwork,
  createEngine,
  createEvaluator,
  createRng,
  layersOf,
  mapLeaves,
  Registry,
  type Params,
  type Rng,
} from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { gradientDescent } from '@isthmus/core/conformance';
import type { Dataset, Problem } from '@isthmus/core/contract';
import { Matrix } from 'ml-matrix';
import type { MatrixChain } from '../connectors/chain-of-matrices.js';
import { askedOf } from './asked.js';

const registry = Registry.of(core);
const { plugin: loss } = registry.resolve('loss', 'core/mse', '/loss');

/** A matrix of independent standard normal entries, times a factor. */
export function normalMatrix(rows: number, columns: number, rng: Rng, factor = 1): Matrix {
  return new Matrix(
    Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => factor * rng.normal()),
    ),
  );
}

/** A deep linear network of random layers, by its widths. */
export function normalChain(widths: readonly number[], rng: Rng): MatrixChain {
  return widths
    .slice(1)
    .map((rows, k) => normalMatrix(rows, widths[k]!, rng.fork(`layer ${k}`), widths[k]! ** -0.5));
}

/** What a problem between two linear networks is made of. */
export interface LinearSetting {
  readonly widths: readonly number[];
  readonly bias?: boolean;
  readonly activation?: string;
  readonly seed?: number;
  /** By how much the level is above the larger loss of the ends, as a part of it. */
  readonly room?: number;
  /** Changes an end before the level is set. */
  readonly edit?: (params: Params, end: 'a' | 'b') => Params;
  /** Random unless given. */
  readonly data?: Dataset;
}

/** Two networks with random weights, biases too, and the mean squared error on random data. */
export async function linearProblem(setting: LinearSetting): Promise<Problem> {
  const { widths, bias = true, activation = 'none', seed = 1, room = 1e-5 } = setting;
  const options = { hidden: widths.slice(1, -1), activation, bias };
  const { plugin } = registry.resolve('architecture', { use: 'core/mlp', options }, '/a');
  const shapes = { input: [widths[0]!], output: [widths.at(-1)!] };
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  if (loss.on !== 'prediction') throw new Error('core/mse is a loss of predictions');
  const rng = createRng(seed);
  const data = setting.data ?? samplesOf(widths[0]!, widths.at(-1)!, rng.fork('data'));
  const evaluator = await createEvaluator(network, loss, data);
  const end = (name: 'a' | 'b') => {
    const stream = rng.fork(name);
    const params = mapLeaves(network.init(stream), (leaf) =>
      leaf.shape.length === 1 ? leaf.data.map(() => stream.normal()) : leaf.data,
    );
    return setting.edit?.(params, name) ?? params;
  };
  const [a, b] = [end('a'), end('b')];
  const engine = await createEngine('reference', network, loss, data.size);
  const optimizer = gradientDescent(0.05);
  return {
    spec: network.spec,
    network: network.view,
    a,
    b,
    level: (1 + room) * Math.max(evaluator.value(a), evaluator.value(b)),
    optimizer,
    init: (stream) => network.init(stream),
    ...askedOf(evaluator, engine, data, optimizer),
  };
}

function samplesOf(inputs: number, outputs: number, rng: Rng): Dataset {
  const size = 20;
  const normals = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
  return { size, x: normals(size * inputs), y: normals(size * outputs) };
}

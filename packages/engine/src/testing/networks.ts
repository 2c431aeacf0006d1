import { createRng } from '@isthmus/contract/base';
import type { Rng } from '@isthmus/contract/base';
import { layers } from '../operations/layers/index.js';
import { losses } from '../operations/losses/index.js';
import type {
  CodeBlueprint,
  Dataset,
  Definition,
  LayerNode,
  Loss,
  PredictionLoss,
  SampleShapes,
} from '@isthmus/contract';
import { buildNetwork } from '../network/build.js';
import type { CodeNetwork, GraphNetwork } from '../network/network.js';
import type { Params } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';

/** A layer in a chain: its name, its options, and for `add` the nodes that it reads. */
export type Link = readonly [
  use: string,
  options?: Readonly<Record<string, unknown>>,
  inputs?: readonly string[],
];

/** A network whose nodes `n0`, `n1` … each read the one before, where a link says nothing else. */
export function chain(shapes: SampleShapes, links: readonly Link[]): GraphNetwork {
  const nodes = links.map(([use, options = {}, inputs = []], i): LayerNode => ({
    id: `n${i}`,
    use: `core/${use}`,
    options,
    inputs: [i === 0 ? 'input' : `n${i - 1}`, ...inputs],
  }));
  const graph = { nodes, output: `n${links.length - 1}` };
  const network = buildNetwork({ graph }, shapes, ({ use, options }) => made(layers, use, options));
  if (network.kind !== 'graph') throw new Error('a graph gives a graph network');
  return network;
}

/** A multilayer perceptron as a chain. */
export function mlp(widths: readonly number[], activation: string): GraphNetwork {
  const links = widths
    .slice(1)
    .flatMap((units, i): Link[] => [
      ...(i === 0 ? [] : [[activation] satisfies Link]),
      ['dense', { units }],
    ]);
  return chain({ input: [widths[0]!], output: [widths.at(-1)!] }, links);
}

/** The network of `mlp(widths, 'tanh')` with one hidden layer, as plain tfjs with the same names. */
export function plainMlp(inputs: number, hidden: number, outputs: number): CodeNetwork {
  const twin = mlp([inputs, hidden, outputs], 'tanh');
  const blueprint: CodeBlueprint = {
    spec: twin.spec,
    init: twin.init,
    apply: (p, x, { add, matMul, tanh }) => {
      const first = tanh(add(matMul(x, p['n0.kernel']!), p['n0.bias']!));
      return add(matMul(first, p['n2.kernel']!), p['n2.bias']!);
    },
  };
  return code(blueprint, twin);
}

/** A network given as code. */
export function code(blueprint: CodeBlueprint, { input, output }: SampleShapes): CodeNetwork {
  const network = buildNetwork(blueprint, { input, output }, () => {
    throw new Error('code has no layers');
  });
  if (network.kind !== 'code') throw new Error('code gives a code network');
  return network;
}

/** A built-in loss of predictions. */
export function lossOf(name: string): PredictionLoss {
  const loss: Loss = made(losses, `core/${name}`, {});
  if (loss.on !== 'prediction') throw new Error(`${name} is no loss of predictions`);
  return loss;
}

/** The names of all built-in losses of predictions, without their scope. */
export const LOSS_NAMES: readonly string[] = losses
  .map(({ name }) => name)
  .filter((name) => name !== 'core/l2')
  .map((name) => name.slice('core/'.length));

/** Samples of standard normal inputs with targets as a loss takes them: normal, one-hot, or 0 and 1. */
export function randomData(
  shapes: SampleShapes,
  size: number,
  targets: boolean | PredictionLoss['targets'] = false,
): Dataset {
  const rng = createRng(11).fork('data');
  const outputs = sizeOf(shapes.output);
  const x = normals(size * sizeOf(shapes.input), rng.fork('x'));
  const y = targetsOf(targets, size, outputs, rng.fork('y'));
  return { size, x, y };
}

function targetsOf(
  targets: boolean | PredictionLoss['targets'],
  size: number,
  outputs: number,
  rng: Rng,
): Float32Array {
  if (targets === true || targets === 'classes') return oneHot(size, outputs, rng);
  const y = normals(size * outputs, rng);
  return targets === 'binary' ? y.map((value) => Number(value > 0)) : y;
}

/** Fresh parameters with biases that are not zero either. */
export function randomParams(network: GraphNetwork | CodeNetwork, seed = 1): Params {
  const rng = createRng(seed);
  return Object.fromEntries(
    Object.entries(network.init(rng.fork('init'))).map(([name, { shape, data }]) => {
      const jitter = rng.fork(name);
      return [name, { shape, data: data.map((value) => value + 0.1 * jitter.normal()) }];
    }),
  );
}

function normals(count: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: count }, () => rng.normal());
}

function oneHot(size: number, classes: number, rng: Rng): Float32Array {
  const y = new Float32Array(size * classes);
  for (let row = 0; row < size; row++) y[row * classes + rng.integer(classes)] = 1;
  return y;
}

/** A built-in layer or loss by its name and its options. */
export function made<K extends 'layer' | 'loss'>(
  definitions: readonly Definition<K>[],
  name: string,
  options: unknown,
) {
  const definition = definitions.find((one) => one.name === name);
  if (definition === undefined) throw new Error(`no ${name}`);
  const result = definition.options['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined)
    throw new Error(`${name}: ${JSON.stringify(result)}`);
  return definition.create(result.value);
}

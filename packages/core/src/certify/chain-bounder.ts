import { layers as builtInLayers, losses } from '@isthmus/engine/operations';
import { buildNetwork, type GraphNetwork } from '@isthmus/engine';
import type { ChainForm, Dataset, Definition, LayerNode, Loss } from '@isthmus/contract';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import { polyline } from '../path/polyline.js';
import { networkBounder } from './network-bounder.js';
import type { Bounder } from './part-bounds.js';

/**
 * Bounds a chain of dense layers that is told as data, as the network that it is.
 *
 * @returns null for activations that are no layers, and for samples that float32 does not hold
 */
export function chainBounder(form: ChainForm, vertices: readonly Params[]): Bounder | null {
  const data = dataOf(form);
  if (data === null || form.layers.some(({ activation }) => !(activation in ACTIVATIONS)))
    return null;
  const network = networkOf(form);
  const loss: Loss = made(losses, 'core/mse', {});
  if (loss.on !== 'prediction') throw new Error('the squared error is a loss of predictions');
  const renamed = vertices.map((params) => named(form, params));
  const subject = { kind: 'network', network: network.view, loss, data, classes: false } as const;
  return networkBounder(subject, polyline(renamed));
}

const ACTIVATIONS: Readonly<Record<string, string | null>> = {
  none: null,
  relu: 'core/relu',
  tanh: 'core/tanh',
};

function networkOf({ layers, inputs, targets }: ChainForm): GraphNetwork {
  const nodes: LayerNode[] = [];
  const add = (id: string, use: LayerNode['use'], options: Record<string, unknown>) =>
    nodes.push({ id, use, options, inputs: [nodes.at(-1)?.id ?? 'input'] });
  layers.forEach(({ units, bias, activation }, k) => {
    add(`dense${k}`, 'core/dense', { units, bias: bias !== null });
    const use = ACTIVATIONS[activation]!;
    if (use !== null) add(`activation${k}`, use as LayerNode['use'], {});
  });
  const shapes = { input: [inputs[0]!.length], output: [targets[0]!.length] };
  const graph = { nodes, output: nodes.at(-1)!.id };
  const network = buildNetwork({ graph }, shapes, ({ use, options }) => made(builtInLayers, use, options)); // prettier-ignore
  if (network.kind !== 'graph') throw new Error('a graph gives a graph network');
  return network;
}

/** The arrays of a point by the names of the network. */
function named({ layers }: ChainForm, params: Params): Params {
  return Object.fromEntries(
    layers.flatMap(({ kernel, bias, inputs, units }, k) => [
      [`dense${k}.kernel`, { shape: [inputs, units], data: leafOf(params, kernel).data }] as const,
      ...(bias === null ? [] : [[`dense${k}.bias`, { shape: [units], data: leafOf(params, bias).data }] as const]), // prettier-ignore
    ]),
  );
}

function dataOf({ inputs, targets }: ChainForm): Dataset | null {
  const [x, y] = [inputs.flat(), targets.flat()];
  if (![...x, ...y].every((entry) => Math.fround(entry) === entry)) return null;
  return { size: inputs.length, x: Float32Array.from(x), y: Float32Array.from(y) };
}

/** A built-in layer or loss. */
function made<K extends 'layer' | 'loss'>(
  definitions: readonly Definition<K>[],
  name: string,
  options: unknown,
) {
  const definition = definitions.find((one) => one.name === name)!;
  const read = definition.options['~standard'].validate(options);
  if (read instanceof Promise || read.issues !== undefined)
    throw new Error(`the options of ${name} are those that it has`);
  return definition.create(read.value);
}

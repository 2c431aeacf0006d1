import type { ChainForm, ChainLayer, Dataset, PredictionLoss } from '@isthmus/contract';
import type { GraphNetwork } from '@isthmus/engine';

/** Numbers of data at most: exact methods are for small problems, and a form is copied about. */
const MOST_NUMBERS = 100_000;

/**
 * A network with its loss and its evaluation set as data.
 *
 * @returns null unless the network is a chain of dense layers, each with at most one function of single
 *   entries after it, the loss is the squared error, and the data are few
 */
export function formOf(
  network: GraphNetwork,
  loss: Pick<PredictionLoss, 'fast'>,
  { size, x, y }: Dataset,
): ChainForm | null {
  if (loss.fast !== 'squared-error' || x.length + y.length > MOST_NUMBERS) return null;
  const layers = chainOf(network);
  if (layers === null) return null;
  return { kind: 'chain', layers, inputs: rowsOf(x, size), targets: rowsOf(y, size) };
}

function rowsOf(flat: Float32Array, size: number): readonly (readonly number[])[] {
  const width = flat.length / size;
  return Array.from({ length: size }, (_, n) => [...flat.subarray(n * width, (n + 1) * width)]);
}

function chainOf({ nodes, outputNode }: GraphNetwork): readonly ChainLayer[] | null {
  const layers: ChainLayer[] = [];
  let last = 'input';
  for (const { id, inputs, inputShapes, layer, leaves } of nodes) {
    if (inputs.join() !== last) return null;
    last = id;
    const rule = layer.interpreters.fast?.(inputShapes);
    if (rule?.kind === 'dropout' || rule?.kind === 'reshape') continue;
    if (rule?.kind === 'dense') {
      const bias = rule.bias === null ? null : leaves[rule.bias]!;
      const [entries] = inputShapes[0]!;
      layers.push({ kernel: leaves[rule.kernel]!, bias, inputs: entries!, units: rule.units, activation: 'none' }); // prettier-ignore
    } else if (rule?.kind === 'activation' && rule.function.parameter === undefined) {
      const before = layers.pop();
      if (before?.activation !== 'none') return null;
      layers.push({ ...before, activation: rule.function.name });
    } else return null;
  }
  return last === outputNode && layers.length > 0 ? layers : null;
}

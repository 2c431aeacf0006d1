import type { Dataset, WindowGrid } from '@isthmus/contract';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import type { BoundNode, GraphNetwork } from '@isthmus/engine';
import {
  absOf,
  dotOf,
  fixed,
  fixedExp,
  fixedLog,
  fixedLogistic,
  fixedNormal,
  fixedRoot,
  fixedSoftplus,
  fixedTanh,
  maxOf,
  ONE,
  over,
  times,
  type Fixed,
} from '@isthmus/engine/testing';

type Wide = readonly Fixed[];

/** The parameters `(1-t) a + t b`, t a double, with nothing rounded above 2^-256. */
export function fixedBetween(a: Params, b: Params, t: number): Readonly<Record<string, Wide>> {
  const [s, u] = [ONE - fixed(t), fixed(t)];
  return Object.fromEntries(
    Object.entries(a).map(([name, { data }]) => {
      const to = leafOf(b, name).data;
      return [name, Array.from(data, (entry, i) => times(s, fixed(entry)) + times(u, fixed(to[i]!)))];
    }),
  );
}

/** The predictions of a network for every sample. */
export function fixedPredictions(
  network: GraphNetwork,
  params: Readonly<Record<string, Wide>>,
  { x, size }: Dataset,
): readonly Wide[] {
  const width = x.length / size;
  return Array.from({ length: size }, (_, row) => {
    const values = new Map<string, Wide>();
    values.set('input', Array.from(x.subarray(row * width, (row + 1) * width), fixed));
    for (const node of network.nodes)
      values.set(node.id, valueOf(node, params, node.inputs.map((id) => values.get(id)!)));
    return values.get(network.outputNode)!;
  });
}

function valueOf(node: BoundNode, params: Readonly<Record<string, Wide>>, inputs: readonly Wide[]): Wide {
  const x = inputs[0]!;
  const own = (name: string) => params[node.leaves[name]!];
  const rule = node.layer.interpreters.fast?.(node.inputShapes);
  switch (rule?.kind) {
    case 'dense': {
      const kernel = own('kernel')!;
      return Array.from({ length: rule.units }, (_, o) => {
        return dotOf(x, x.map((_, j) => kernel[j * rule.units + o]!)) + (own('bias')?.[o] ?? 0n);
      });
    }
    case 'convolution': {
      const { filters, windows } = rule;
      const [kernel, bias] = [own('kernel')!, own('bias')];
      return overWindows(windows, (entries) =>
        Array.from({ length: filters }, (_, f) => {
          let sum = 0n;
          for (const { at, place } of entries)
            for (let c = 0; c < windows.channels; c++)
              sum += times(x[at + c]!, kernel[(place * windows.channels + c) * filters + f]!);
          return sum + (bias?.[f] ?? 0n);
        }),
      );
    }
    case 'max-pool':
      return overWindows(rule.windows, (entries) =>
        channelsOf(rule.windows, (c) => entries.map(({ at }) => x[at + c]!).reduce(maxOf)),
      );
    case 'avg-pool':
      return overWindows(rule.windows, (entries) =>
        channelsOf(rule.windows, (c) => entries.reduce((sum, { at }) => sum + x[at + c]!, 0n) / BigInt(entries.length)),
      );
    case 'add':
      return x.map((_, i) => inputs.reduce((sum, each) => sum + each[i]!, 0n));
    case 'normalize': {
      const n = rule.channels;
      return x.map((entry, i) => {
        const variance = maxOf(0n, own('variance')![i % n]!) + fixed(rule.eps);
        const h = over(entry - own('mean')![i % n]!, fixedRoot(variance));
        return times(own('gamma')![i % n]!, h) + own('beta')![i % n]!;
      });
    }
    case 'activation':
      return x.map(ACTIVATIONS[rule.function.name]!(fixed(rule.function.parameter ?? 0)));
    case 'reshape':
    case 'dropout':
      return x;
    case undefined:
      throw new Error(`${node.use}: not known here`);
  }
}

const ACTIVATIONS: Readonly<Record<string, (parameter: Fixed) => (x: Fixed) => Fixed>> = {
  relu: () => (x) => maxOf(x, 0n),
  'leaky-relu': (slope) => (x) => (x > 0n ? x : times(slope, x)),
  tanh: () => fixedTanh,
  sigmoid: () => fixedLogistic,
  softplus: () => fixedSoftplus,
  gelu: () => (x) => times(x, fixedNormal(x)),
};

/** Where an entry of a window lies in the sample, and which of the window it is. */
interface WindowEntry {
  readonly at: number;
  readonly place: number;
}

function overWindows(w: WindowGrid, each: (entries: readonly WindowEntry[]) => Wide): Wide {
  const out: Fixed[] = [];
  for (let oy = 0; oy < w.outHeight; oy++)
    for (let ox = 0; ox < w.outWidth; ox++) {
      const entries: WindowEntry[] = [];
      for (let ky = 0; ky < w.size; ky++)
        for (let kx = 0; kx < w.size; kx++) {
          const [y, x] = [oy * w.strides - w.top + ky, ox * w.strides - w.left + kx];
          if (y < 0 || x < 0 || y >= w.height || x >= w.width) continue;
          entries.push({ at: (y * w.width + x) * w.channels, place: ky * w.size + kx });
        }
      out.push(...each(entries));
    }
  return out;
}

function channelsOf({ channels }: WindowGrid, of: (channel: number) => Fixed): Wide {
  return Array.from({ length: channels }, (_, c) => of(c));
}

/** The mean loss by the name of a built-in loss. */
export function fixedLoss(name: string, predictions: readonly Wide[], { y, size }: Dataset): Fixed {
  const width = y.length / size;
  const sum = predictions.reduce((total, z, row) => {
    const targets = Array.from(y.subarray(row * width, (row + 1) * width), fixed);
    return total + LOSSES[name]!(z, targets);
  }, 0n);
  return sum / BigInt(size);
}

const summed = (of: (z: Fixed, y: Fixed) => Fixed) => (z: Wide, y: Wide) =>
  z.reduce((sum, each, i) => sum + of(each, y[i]!), 0n);

const LOSSES: Readonly<Record<string, (z: Wide, y: Wide) => Fixed>> = {
  mse: summed((z, y) => times(z - y, z - y)),
  mae: summed((z, y) => absOf(z - y)),
  'binary-cross-entropy': summed((z, y) => fixedSoftplus(z) - times(y, z)),
  // The largest is taken out, so that nothing is cut off that counts.
  'cross-entropy': (z, y) => {
    const top = z.reduce(maxOf);
    return top - dotOf(z, y) + fixedLog(z.reduce((sum, each) => sum + fixedExp(each - top), 0n));
  },
};

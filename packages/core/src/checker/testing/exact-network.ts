import type { Loss } from '../losses.js';
import type { Network, Node, SmoothName } from '../network.js';
import type { Segment } from '../segment.js';
import type { Subject } from '../bounds.js';
import {
  about,
  type Exact,
  exact,
  exponential,
  geluOf,
  larger,
  logarithm,
  logisticOf,
  one,
  over,
  root,
  size,
  softplusOf,
  tanhOf,
} from './dyadic.js';

const SMOOTH: Readonly<Record<SmoothName, (x: Exact) => Exact>> = {
  tanh: tanhOf,
  sigmoid: logisticOf,
  softplus: softplusOf,
  gelu: geluOf,
};

type Weights = ReadonlyMap<string, readonly Exact[]>;

/**
 * The loss on χ at t of a segment, as a real number, to 2^-600: every operation in whole numbers. The wiring
 * is the checker's own, which other tests hold against the product's.
 */
export function exactLoss(
  { network, loss, size: rows, x, y }: Subject,
  segment: Segment,
  t: number,
): Exact {
  const weights = new Map<string, readonly Exact[]>();
  for (const [name, from] of segment.from) {
    const to = segment.to.get(name)!;
    const tau = exact(t);
    weights.set(
      name,
      Array.from(from, (p, i) => about(one - tau, exact(p)) + about(tau, exact(to[i]!))),
    );
  }
  const [width, outputs] = [network.nodes[0]!.size, network.nodes[network.last]!.size];
  let sum: Exact = 0n;
  for (let row = 0; row < rows; row++) {
    const input = Array.from(x.subarray(row * width, (row + 1) * width), exact);
    const target = Array.from(y.subarray(row * outputs, (row + 1) * outputs), exact);
    sum += lossOf(loss, predicted(network, weights, input), target);
  }
  return sum / BigInt(rows);
}

function predicted(network: Network, weights: Weights, input: readonly Exact[]): readonly Exact[] {
  const values: (readonly Exact[])[] = [];
  for (const node of network.nodes) values.push(valueOf(node, values, weights, input));
  return values[network.last]!;
}

function valueOf(
  { step, inputs, size: count }: Node,
  values: readonly (readonly Exact[])[],
  weights: Weights,
  input: readonly Exact[],
): readonly Exact[] {
  const from = inputs.length === 0 ? input : values[inputs[0]!]!;
  switch (step.kind) {
    case 'input':
      return input;
    case 'linear': {
      const [kernel, bias] = [
        weights.get(step.kernel)!,
        step.bias === null ? null : weights.get(step.bias)!,
      ];
      return Array.from({ length: count }, (_, at) => {
        const [p, o] = [Math.floor(at / step.outputs), at % step.outputs];
        let sum = bias?.[o] ?? 0n;
        for (let q = step.taps.start[p]!; q < step.taps.start[p + 1]!; q++)
          sum += about(kernel[step.taps.row[q]! * step.outputs + o]!, from[step.taps.entry[q]!]!);
        return sum;
      });
    }
    case 'normalize': {
      const leaf = (name: keyof typeof step.leaves) => weights.get(step.leaves[name])!;
      return from.map((value, at) => {
        const c = at % step.channels;
        const deviation = root(larger(leaf('variance')[c]!, 0n) + exact(step.eps));
        return (
          over(about(leaf('gamma')[c]!, value - leaf('mean')[c]!), deviation) + leaf('beta')[c]!
        );
      });
    }
    case 'mean':
    case 'largest':
      return Array.from({ length: count }, (_, at) => {
        const [p, c] = [Math.floor(at / step.channels), at % step.channels];
        const window = Array.from(
          step.taps.entry.subarray(step.taps.start[p], step.taps.start[p + 1]),
          (e) => from[e * step.channels + c]!,
        );
        return step.kind === 'largest'
          ? window.reduce(larger)
          : window.reduce((a, b) => a + b) / BigInt(window.length);
      });
    case 'sum':
      return from.map((_, i) => inputs.reduce((sum, place) => sum + values[place]![i]!, 0n));
    case 'rectify':
      return from.map((value) => (value > 0n ? value : about(exact(step.slope), value)));
    case 'smooth':
      return from.map(SMOOTH[step.name]);
    case 'same':
      return from;
  }
}

function lossOf({ name }: Loss, z: readonly Exact[], y: readonly Exact[]): Exact {
  const sum = (each: (z: Exact, y: Exact) => Exact) =>
    z.reduce((total, zi, i) => total + each(zi, y[i]!), 0n);
  if (name === 'core/mse') return sum((zi, yi) => about(zi - yi, zi - yi));
  if (name === 'core/mae') return sum((zi, yi) => size(zi - yi));
  if (name === 'core/binary-cross-entropy') return sum((zi, yi) => softplusOf(zi) - about(yi, zi));
  const top = z.reduce(larger);
  const total = z.reduce((all, zi) => all + exponential(zi - top), 0n);
  return top + logarithm(total) - z[y.indexOf(one)]!;
}

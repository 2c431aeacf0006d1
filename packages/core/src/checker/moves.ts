import type { LinearStep, Network, Node, NormalizeStep } from './network.js';
import type { Point, Segment } from './segment.js';

/** How a channel depends on t: not at all; as `p + q t`, whatever the data; in another way. */
type Dependence = 0 | 1 | 2;

/**
 * How the prediction depends on t along a segment, by which parameters differ and what reads them, for any
 * data: `fixed`, then the loss is constant; `affine`, then a loss that is convex in the prediction is highest
 * at an end; or null, when nothing is known. Parameters that nothing reads (all that reads them is 0 at
 * both ends, and so in between) may move as they like.
 */
export function movementOf(network: Network, { from, to }: Segment): 'fixed' | 'affine' | null {
  const known: (readonly Dependence[])[] = [];
  for (const node of network.nodes) known.push(dependenceOf(network, node, known, from, to));
  const all = largest(known[network.last]!);
  return all === 0 ? 'fixed' : all === 1 ? 'affine' : null;
}

/** Of each channel of a node; the channel of entry i is i modulo their number. */
function dependenceOf(
  { nodes }: Network,
  { step, inputs, shape, size }: Node,
  known: readonly (readonly Dependence[])[],
  from: Point,
  to: Point,
): readonly Dependence[] {
  const channels = shape.at(-1)!;
  const [first = []] = inputs.map((place) => known[place]!);
  switch (step.kind) {
    case 'input':
      return new Array<Dependence>(channels).fill(0);
    case 'linear':
      return ofLinear(step, first, nodes[inputs[0]!]!.shape.at(-1)!, from, to);
    case 'normalize':
      return ofNormalization(step, first, from, to);
    case 'sum':
      return first.map((_, i) => largest(inputs.map((place) => known[place]![i]!)));
    case 'mean':
      return first;
    case 'same':
      return step.flattens
        ? Array.from({ length: size }, (_, i) => first[i % first.length]!)
        : first;
    case 'largest':
    case 'rectify':
    case 'smooth':
      return first.map((each) => (each === 0 ? 0 : 2));
  }
}

function ofLinear(
  { kernel, bias, outputs }: LinearStep,
  input: readonly Dependence[],
  channels: number,
  from: Point,
  to: Point,
): readonly Dependence[] {
  const [a, b] = [from.get(kernel)!, to.get(kernel)!];
  return Array.from({ length: outputs }, (_, o): Dependence => {
    let worst: Dependence = bias !== null && from.get(bias)![o] !== to.get(bias)![o] ? 1 : 0;
    for (let row = 0; row * outputs < a.length; row++) {
      const [p, q] = [a[row * outputs + o]!, b[row * outputs + o]!];
      if (p === 0 && q === 0) continue;
      const read = input[row % channels]!;
      // A moving weight times what moves is a square.
      const product = p === q ? read : read === 0 ? 1 : 2;
      worst = largest([worst, product]);
    }
    return worst;
  });
}

function ofNormalization(
  { leaves }: NormalizeStep,
  input: readonly Dependence[],
  from: Point,
  to: Point,
): readonly Dependence[] {
  const moves = (name: string, i: number) => from.get(name)![i] !== to.get(name)![i];
  return input.map((read, i): Dependence => {
    const [gamma, beta, mean] = [leaves.gamma, leaves.beta, leaves.mean].map((name) =>
      moves(name, i),
    );
    if (moves(leaves.variance, i)) return 2;
    if (gamma === true && (read > 0 || mean === true)) return 2;
    return largest([read, gamma === true || beta === true || mean === true ? 1 : 0]);
  });
}

function largest(all: readonly Dependence[]): Dependence {
  return all.reduce((most, each) => (each > most ? each : most), 0);
}

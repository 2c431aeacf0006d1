import type { BilinearRule, NetworkView, StandardizingBounds } from '@isthmus/contract';
import { leafOf, sizeOf, type Params } from '@isthmus/contract/parameters';
import { channelsOf, nodesInOrder, type GraphNode } from './graph-nodes.js';

/** How a channel moves along a segment, for any data: not at all; linearly in t; in some other way. */
type Motion = typeof STILL | typeof LINEAR | typeof OTHER;
const STILL = 0;
const LINEAR = 1;
const OTHER = 2;

/** Of each channel of a node. */
type Motions = readonly Motion[];

/** The two ends of a segment. */
interface Ends {
  readonly from: Params;
  readonly to: Params;
}

/**
 * How the prediction moves along a segment, whatever the data: read off the network and the numbers at both ends,
 * and off nothing that anybody says of the segment. Parameters may move as they like where all weights that read
 * what comes of them are 0 at both ends, and so in between.
 *
 * @returns `constant`; `linear` in t, so that a loss that is convex in the prediction is highest at an end; null:
 * neither is certain
 */
export function movementOf(
  { structure }: NetworkView,
  from: Params,
  to: Params,
): 'constant' | 'linear' | null {
  if (structure === undefined) return null;
  const { input, nodes, output } = nodesInOrder(structure);
  const motions: Motions[] = [everywhere(channelsOf(input), STILL)];
  for (const node of nodes)
    motions.push(
      motionsAfter(
        node,
        node.inputs.map((slot) => motions[slot]!),
        { from, to },
      ),
    );
  const most = mostOf(motions[output]!);
  return most === STILL ? 'constant' : most === LINEAR ? 'linear' : null;
}

function motionsAfter(node: GraphNode, inputs: readonly Motions[], ends: Ends): Motions {
  const { layer, inputShapes, shape } = node;
  const bounds = layer.interpreters.bounds?.(inputShapes);
  const one = inputs[0] ?? [];
  switch (bounds?.kind) {
    case 'bilinear':
      return afterKernel(node, one, ends);
    case 'standardizing':
      return afterStandardizing(node.id, bounds, one, ends);
    case 'weights':
    case 'identity':
      return passedOn(node, inputs);
    case 'hinge':
    case 'smooth':
      return one.map((motion) => (motion === STILL ? STILL : OTHER));
    case 'largest':
      return passedOn(node, inputs).map((motion) => (motion === STILL ? STILL : OTHER));
    case undefined:
      // What states nothing may do anything.
      return everywhere(channelsOf(shape), OTHER);
  }
}

/** Each channel by itself where the layer says that it keeps them apart; else all as the one that moves most. */
function passedOn({ layer, inputShapes, shape }: GraphNode, inputs: readonly Motions[]): Motions {
  const channels = channelsOf(shape);
  const one = inputs[0] ?? [];
  switch (layer.interpreters.symmetry?.kind) {
    case 'channelwise':
      if (inputs.length === 1 && one.length === channels) return one;
      break;
    case 'add':
      if (inputs.every(({ length }) => length === channels))
        return one.map((_, c) => mostOf(inputs.map((motions) => motions[c]!)));
      break;
    case 'flatten':
      // Channels fastest.
      if (channels === sizeOf(inputShapes[0]!))
        return Array.from({ length: channels }, (_, i) => one[i % one.length]!);
  }
  return everywhere(channels, mostOf(inputs.flat()));
}

/** Which of its rows and columns an entry of a kernel belongs to. */
interface KernelPlace {
  readonly read: (entry: number) => number;
  readonly made: (entry: number) => number;
}

function afterKernel(node: GraphNode, input: Motions, { from, to }: Ends): Motions {
  const { kernel, bias } = node.layer.interpreters.reference!(node.inputShapes) as BilinearRule;
  const [p, q] = [leafOf(from, `${node.id}.${kernel}`), leafOf(to, `${node.id}.${kernel}`)];
  const channels = channelsOf(node.shape);
  const motions = biasMotions(node.id, bias, channels, { from, to });
  const place = kernelPlace(node, kernel, p.shape);
  const most = mostOf(input);
  for (let e = 0; e < p.data.length; e++) {
    const [a, b] = [p.data[e]!, q.data[e]!];
    if (a === 0 && b === 0) continue;
    const read = place === null ? most : input[place.read(e)]!;
    // A moving weight times what moves is a square of t.
    const product = a === b ? read : read === STILL ? LINEAR : OTHER;
    if (place === null) for (let c = 0; c < channels; c++) raise(motions, c, product);
    else raise(motions, place.made(e), product);
  }
  return motions;
}

function biasMotions(
  id: string,
  bias: string | null,
  channels: number,
  { from, to }: Ends,
): Motion[] {
  const motions = everywhere(channels, STILL);
  if (bias === null) return motions;
  const [p, q] = [leafOf(from, `${id}.${bias}`).data, leafOf(to, `${id}.${bias}`).data];
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) raise(motions, i % channels, LINEAR);
  return motions;
}

/** Null where the layer does not say which axes of its kernel are read and made. */
function kernelPlace(
  { layer, inputShapes, shape }: GraphNode,
  kernel: string,
  axes: readonly number[],
): KernelPlace | null {
  const { symmetry } = layer.interpreters;
  if (symmetry?.kind !== 'mix' || symmetry.kernel !== kernel) return null;
  const along = (axis: number, length: number) => {
    const at = axis < 0 ? axes.length + axis : axis;
    const inner = sizeOf(axes.slice(at + 1));
    return axes[at] === length ? (entry: number) => Math.floor(entry / inner) % length : null;
  };
  const read = along(symmetry.inputAxis, channelsOf(inputShapes[0]!));
  const made = along(symmetry.outputAxis, channelsOf(shape));
  return read === null || made === null ? null : { read, made };
}

function afterStandardizing(
  id: string,
  { scale, shift, mean, variance }: StandardizingBounds,
  input: Motions,
  { from, to }: Ends,
): Motions {
  const moves = (name: string, c: number) =>
    leafOf(from, `${id}.${name}`).data[c] !== leafOf(to, `${id}.${name}`).data[c];
  return input.map((motion, c): Motion => {
    if (moves(variance, c)) return OTHER;
    // Scale times the difference of value and mean.
    const factor = moves(scale, c);
    const inner = mostOf([motion, moves(mean, c) ? LINEAR : STILL]);
    if (factor && inner !== STILL) return OTHER;
    return mostOf([inner, factor || moves(shift, c) ? LINEAR : STILL]);
  });
}

function raise(motions: Motion[], c: number, motion: Motion): void {
  if (motion > motions[c]!) motions[c] = motion;
}

function mostOf(motions: Motions): Motion {
  return motions.reduce<Motion>((most, each) => (each > most ? each : most), STILL);
}

function everywhere(channels: number, motion: Motion): Motion[] {
  return new Array<Motion>(channels).fill(motion);
}

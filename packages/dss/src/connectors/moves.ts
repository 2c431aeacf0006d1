import { leafOf, zerosLike, type Params } from '@isthmus/core';
import type { PathElement } from '@isthmus/core/contract';
import type { DenseLink } from './dense-chain.js';
import { ALL, frozen, ones, withKernel, withUnits, type Mask, type UnitChoice } from './edits.js';

/** A network that must be found by descent: where it starts, and what of it may move. */
export interface LayerRefit {
  readonly start: Params;
  readonly mask: Mask;
}

/** Straight moves from a to b. */
export interface StraightMoves {
  readonly vertices: readonly Params[];
  readonly elements: readonly PathElement[];
}

/** How two networks are joined by way of others that use half of their units. */
export interface JoiningScheme {
  readonly refits: readonly LayerRefit[];
  /** The moves, once every refit has been found. */
  join(found: readonly Params[]): StraightMoves;
}

/**
 * The scheme for two or three dense layers; null for another number.
 *
 * @param links of a chain whose prediction is linear in the last layer
 */
export function schemeOf(links: readonly DenseLink[], a: Params, b: Params): JoiningScheme | null {
  if (links.length === 2) return twoLayers(links, a, b);
  return links.length === 3 ? threeLayers(links, a, b) : null;
}

/**
 * Five moves: a reads out from one half of its units only; the other half takes on b's weights; the
 * readout changes over to them; the first half takes on b's; the readout becomes b's.
 */
function twoLayers([first, last]: readonly DenseLink[], a: Params, b: Params): JoiningScheme {
  const { mine, theirs } = halvesOf(first!, last!, a, b);
  return {
    refits: [readout(last!, a, mine), readout(last!, b, theirs)],
    join: ([onMine, onTheirs]) =>
      createMoves(a)
        .convex((at) => withUnits(at, last!, onMine!, ALL))
        .constant((at) => withUnits(at, first!, b, theirs))
        .convex((at) => withUnits(at, last!, onTheirs!, ALL))
        .constant((at) => withUnits(at, first!, b, mine))
        .convex(() => b)
        .done(),
  };
}

/**
 * Thirteen moves. Between them stand a subnet of a that reads one half of the first layer into one
 * half of the second, and a subnet of b that reads the other halves, so that each layer can be
 * overwritten while nothing reads it.
 */
function threeLayers(
  [first, second, last]: readonly DenseLink[],
  a: Params,
  b: Params,
): JoiningScheme {
  const low = halvesOf(first!, second!, a, b);
  const high = halvesOf(second!, last!, a, b);
  const zero = zerosLike(a);
  const subnet = (of: Params, from: UnitChoice, into: UnitChoice) =>
    subnetOf(second!, last!, of, from, into);
  return {
    refits: [
      readout(last!, a, high.mine),
      subnet(a, low.mine, high.theirs),
      subnet(b, low.theirs, high.mine),
      readout(last!, b, high.theirs),
    ],
    join: ([aHalf, aSubnet, bSubnet, bHalf]) =>
      createMoves(a)
        .convex((at) => withUnits(at, last!, aHalf!, ALL))
        .constant((at) => withUnits(at, second!, aSubnet!, high.theirs))
        .convex((at) => withUnits(at, last!, aSubnet!, ALL))
        .constant((at) => withUnits(at, second!, zero, high.mine))
        .constant((at) => withUnits(at, first!, b, low.theirs))
        .constant((at) => withUnits(at, second!, bSubnet!, high.mine))
        .convex((at) => withUnits(at, last!, bSubnet!, ALL))
        .constant((at) => withUnits(at, second!, zero, high.theirs))
        .constant((at) => withUnits(at, first!, b, low.mine))
        .constant((at) => withUnits(at, second!, b, high.theirs))
        .convex((at) => withUnits(at, last!, bHalf!, ALL))
        .constant((at) => withUnits(at, second!, b, high.mine))
        .convex(() => b)
        .done(),
  };
}

/** The network with its last layer refitted on some of the units that it reads. */
function readout(last: DenseLink, of: Params, units: UnitChoice): LayerRefit {
  const reads = (input: number) => units(input);
  return {
    start: withKernel(of, last, zerosLike(of), (input) => !reads(input)),
    mask: biasToo(withKernel(frozen(of), last, ones(of), reads), last, ALL),
  };
}

/** The network with only some units of one layer reading only some of the layer before. */
function subnetOf(
  layer: DenseLink,
  last: DenseLink,
  of: Params,
  from: UnitChoice,
  into: UnitChoice,
): LayerRefit {
  const zero = zerosLike(of);
  const inner = (input: number, unit: number) => from(input) && into(unit);
  const cut = withKernel(of, layer, zero, (input, unit) => into(unit) && !from(input));
  const moving = biasToo(withKernel(frozen(of), layer, ones(of), inner), layer, into);
  return {
    start: withKernel(cut, last, zero, (input) => !into(input)),
    mask: biasToo(withKernel(moving, last, ones(of), into), last, ALL),
  };
}

function biasToo(mask: Mask, link: DenseLink, units: UnitChoice): Mask {
  const kept = withUnits(mask, link, ones(mask), units);
  return withKernel(kept, link, mask, () => true);
}

/**
 * Splits the units of a layer in two halves: `mine` are those that matter more to a than to b, by the
 * size of what goes in times the size of what is read.
 */
function halvesOf(layer: DenseLink, next: DenseLink, a: Params, b: Params) {
  const weight = Array.from(
    { length: layer.units },
    (_, unit) => importance(layer, next, a, unit) - importance(layer, next, b, unit),
  );
  const order = [...weight.keys()].sort((i, j) => weight[j]! - weight[i]! || i - j);
  const chosen = new Set(order.slice(0, Math.ceil(layer.units / 2)));
  const mine: UnitChoice = (unit) => chosen.has(unit);
  return { mine, theirs: (unit: number) => !mine(unit) };
}

function importance(layer: DenseLink, next: DenseLink, of: Params, unit: number): number {
  const into = leafOf(of, layer.kernel).data;
  const out = leafOf(of, next.kernel).data;
  let [incoming, outgoing] = [0, 0];
  for (let i = 0; i < layer.inputs; i++) incoming += into[i * layer.units + unit]! ** 2;
  for (let j = 0; j < next.units; j++) outgoing += out[unit * next.units + j]! ** 2;
  if (layer.bias !== null) incoming += leafOf(of, layer.bias).data[unit]! ** 2;
  return Math.sqrt(incoming * outgoing);
}

/** Collects moves; each is a function of the point that it starts from. */
function createMoves(from: Params) {
  const vertices = [from];
  const elements: PathElement[] = [];
  const add = (known: 'constant' | 'convex') => (move: (at: Params) => Params) => {
    vertices.push(move(vertices.at(-1)!));
    elements.push({ kind: 'segment', known });
    return moves;
  };
  const moves = {
    constant: add('constant'),
    convex: add('convex'),
    done: (): StraightMoves => ({ vertices, elements }),
  };
  return moves;
}

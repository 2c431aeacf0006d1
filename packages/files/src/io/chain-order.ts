import { kernelAxes, placesBetween, type ChainGroup } from './chain-axes.js';
import { quote } from './formats/data-error.js';
import { isIsthmusError } from '@isthmus/contract/base';
import { compareNumbers } from './match-layers.js';
import { modelError } from './model-error.js';
import type { TensorGroup } from './tensor-groups.js';
import type { AxisOrder } from './weight-layers.js';

/** Layers in an order in which each can read what the one before it makes. */
export interface ChainOrder {
  readonly order: readonly ChainGroup[];
  readonly layout: AxisOrder;
  /** Numbers that each channel of the last convolution lines up for the first dense layer; 1 without any. */
  readonly places: number;
}

/**
 * The one order in which layers are a chain, in the first of some axis orders in which there is one.
 *
 * @param isGiven whether the groups stand in the order that was asked for
 * @throws `model/mismatch` where there is none, `model/ambiguous` where names and shapes allow several
 */
export function chainOrders(
  groups: readonly TensorGroup[],
  layouts: readonly AxisOrder[],
  source: string,
  isGiven: boolean,
): ChainOrder {
  let first: unknown = noLayers(source);
  for (const layout of groups.length === 0 ? [] : layouts) {
    try {
      const all = groups.map((group) => ({ group, axes: kernelAxes(group, layout, source) }));
      const order = isGiven ? all : onlyOrder(all, source);
      const broken = breakIn(order);
      if (broken !== null) throw notFollowing(order, broken, source);
      return { order, layout, places: placesIn(order) };
    } catch (thrown) {
      if (!isIsthmusError(thrown)) throw thrown;
      // What is wrong in the likeliest axis order is what a person wants to hear.
      if (layout === layouts[0]) first = thrown;
    }
  }
  throw first;
}

function noLayers(source: string): Error {
  return modelError(
    'mismatch',
    source,
    'it has no layer with a weight (X.weight, X.kernel), so there is nothing to look at.',
  );
}

/** Where a layer does not read the one before it. */
function breakIn(order: readonly ChainGroup[]): number | null {
  const at = order.findIndex(
    (each, i) => i > 0 && placesBetween(order[i - 1]!.axes, each.axes) === null,
  );
  return at < 0 ? null : at;
}

function placesIn(order: readonly ChainGroup[]): number {
  return order.reduce(
    (places, { axes }, i) => (i === 0 ? 1 : places * placesBetween(order[i - 1]!.axes, axes)!),
    1,
  );
}

/** More layers than these are chained by the numbers in their names alone. */
const MOST_SEARCHED = 256;

/** Tries of a search for orders; a chain whose shapes say something takes a few for every layer. */
const MOST_TRIES = 100_000;

function onlyOrder(all: readonly ChainGroup[], source: string): readonly ChainGroup[] {
  const named = all.map((each) => ({ ...each, skeleton: each.group.prefix.replace(/\d+/g, '#') }));
  const numbered = inNumberOrder(named);
  if (numbered !== null && breakIn(numbered) === null) return numbered;
  if (named.length > MOST_SEARCHED) throw noChain(all, source);
  const found = search(named);
  if (found.length === 1) return found[0]!;
  throw found.length === 0 ? noChain(all, source) : severalChains(found, source);
}

interface NamedGroup extends ChainGroup {
  /** The name but for its numbers. */
  readonly skeleton: string;
}

/** Where names differ in nothing but their numbers, and each in these. */
function inNumberOrder(all: readonly NamedGroup[]): readonly NamedGroup[] | null {
  if (new Set(all.map(({ skeleton }) => skeleton)).size > 1) return null;
  const sorted = all.toSorted((a, b) => compareNumbers(a.group.prefix, b.group.prefix));
  const tied = sorted.some((each, i) => i > 0 && !isBefore(sorted[i - 1]!, each));
  return tied ? null : sorted;
}

function isBefore(one: NamedGroup, other: NamedGroup): boolean {
  const [name, against] = [one.group.prefix, other.group.prefix];
  return one.skeleton === other.skeleton && compareNumbers(name, against) < 0;
}

/** The orders in which each reads the one before, and numbers in names rise; two at most, as more make no difference. */
function search(all: readonly NamedGroup[]): readonly (readonly NamedGroup[])[] {
  const found: (readonly NamedGroup[])[] = [];
  let tries = 0;
  const extend = (order: readonly NamedGroup[], left: readonly NamedGroup[]): void => {
    if (left.length === 0) found.push(order);
    for (const next of left) {
      if (found.length > 1 || ++tries > MOST_TRIES) return;
      const last = order.at(-1);
      const follows = last === undefined || placesBetween(last.axes, next.axes) !== null;
      if (follows && !left.some((other) => isBefore(other, next)))
        extend([...order, next], left.filter((other) => other !== next)); // prettier-ignore
    }
  };
  extend([], all);
  return found;
}

function inWords({ group: { prefix, kernel }, axes }: ChainGroup): string {
  return `${quote(prefix)} [${kernel.shape.join(', ')}] (${axes.inputs} → ${axes.outputs}${axes.kind === 'conv2d' ? ' channels' : ''})`;
}

const MOST_NAMED = 12;

function listed(order: readonly ChainGroup[]): string {
  const more = order.length - MOST_NAMED;
  return order.slice(0, MOST_NAMED).map(inWords).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const REMEDY =
  'Name those of one chain, first to last: --layers NAME,NAME,… Or write an experiment whose architecture has such layers, with "endpoints": {"files": […]}, and lint that.';

function noChain(all: readonly ChainGroup[], source: string): Error {
  return modelError(
    'mismatch',
    source,
    `its layers are no single chain in which each reads what the one before it makes and numbers in names rise: ${listed(all)}. There may be two networks, a branch, or a layer of another kind between them. ${REMEDY}`,
    { layers: all.map(({ group }) => group.prefix) },
  );
}

function notFollowing(order: readonly ChainGroup[], at: number, source: string): Error {
  return modelError(
    'mismatch',
    source,
    `layer ${inWords(order[at]!)} cannot read what ${inWords(order[at - 1]!)} makes. ${REMEDY}`,
    { layers: order.map(({ group }) => group.prefix) },
  );
}

function severalChains(found: readonly (readonly ChainGroup[])[], source: string): Error {
  const orders = found.slice(0, 2).map((order) => order.slice(0, MOST_NAMED).map(({ group }) => group.prefix).join(' → ')); // prettier-ignore
  return modelError(
    'ambiguous',
    source,
    `its layers can follow one another in several orders, such as ${orders.join(' or ')}, and neither numbers in their names nor their shapes say which. ${REMEDY}`,
    { candidates: orders },
  );
}

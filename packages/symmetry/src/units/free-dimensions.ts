import { sizeOf, type AxisBinding, type UnitSpace } from '@isthmus/core';
import type { NetworkMeasures, NetworkView, Params, WidePoint } from '@isthmus/core/contract';
import { structureOf } from './structure.js';
import type { UnitMaker } from './unit-activations.js';
import { sidesOf, type UnitSides } from './unit-sides.js';
import { rangesOf, type LookedAt } from './unit-ranges.js';
import type { UnitStates } from './unit-states.js';

/** Weights that may all move a little at once, whatever way, with the function kept on the rows. */
export interface FreeWeights {
  /** Per array, 1 for an entry that is free. */
  readonly entries: Readonly<Record<string, Uint8Array>>;
  /** How many those are. */
  readonly dimensions: number;
  /** How many of them make a unit that is dead with z below 0 on every row. */
  readonly makingDead: number;
  /** How many of them make a unit that nothing reads. */
  readonly makingUnread: number;
  /** How many of them read a number that is 0 on every row: of a unit, or an input. */
  readonly readingSilent: number;
}

/**
 * Counts free weights: what makes a unit whose z stays below 0 on every row (as long as it does), what
 * makes a unit that nothing reads, and what reads a number that is 0 on every row, such as a dead unit or
 * a pixel that is always blank. What makes a unit that is itself not read reads nothing.
 *
 * @param states of every activation, on the same rows
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const at = { part: 'evaluation', rows: measures.rows.evaluation } as const;
 * const states = unitStates(unitActivations(network.view), a, measures, at);
 * freeWeights(network.view, spaces, states, a, measures, at).dimensions >= 0; // true
 */
export function freeWeights(
  network: NetworkView,
  spaces: readonly UnitSpace[],
  states: readonly UnitStates[],
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): FreeWeights {
  const marks = createMarks(params);
  for (const each of states) markDead(marks, params, each);
  const makingDead = marks.count();
  markUnread(marks, network, spaces, params);
  const making = marks.count();
  markSilent(marks, params, silentColumns(network, states, params, measures, at));
  const dimensions = marks.count();
  return {
    entries: marks.free,
    dimensions,
    ...{ makingDead, makingUnread: making - makingDead, readingSilent: dimensions - making },
  };
}

/** Units that nothing reads, and how many weights make them: what is known of weights without data. */
export interface UnreadUnits {
  readonly units: readonly { readonly space: string; readonly unit: number }[];
  /** All of these may move at once, whatever way, with the function kept for every input. */
  readonly weights: number;
}

/**
 * Units whose every reading weight is 0, or makes a unit that is not read itself; for every activation.
 *
 * @example
 * unreadUnits(network.view, tiedAxes(network.view).spaces, a).units; // []
 */
export function unreadUnits(
  network: NetworkView,
  spaces: readonly UnitSpace[],
  params: Params,
): UnreadUnits {
  const marks = createMarks(params);
  const units = markUnread(marks, network, spaces, params);
  return { units, weights: marks.count() };
}

interface Marks {
  readonly free: Readonly<Record<string, Uint8Array>>;
  /** 1 where an entry has to stay 0, or a unit that counts as unread would be read. */
  readonly pinned: Readonly<Record<string, Uint8Array>>;
  count(): number;
}

function createMarks(params: Params): Marks {
  const none = () =>
    Object.fromEntries(
      Object.entries(params).map(([name, { data }]) => [name, new Uint8Array(data.length)]),
    );
  const free = none();
  const count = () =>
    Object.values(free).reduce((sum, own) => sum + own.reduce((total, mark) => total + mark, 0), 0);
  return { free, pinned: none(), count };
}

function markDead({ free }: Marks, params: Params, { activation, states, z }: UnitStates): void {
  const { maker, space } = activation;
  if (maker === null) return;
  states.forEach((state, unit) => {
    if (state === 'dead' && z.most[unit]! < 0) markMaker(free, params, maker, space.size, unit);
  });
}

function markMaker(
  free: Marks['free'],
  params: Params,
  { kernel, outputAxis, bias }: UnitMaker,
  size: number,
  unit: number,
): void {
  for (const at of entriesOf(params, { leaf: kernel, axis: outputAxis }, size, unit))
    free[kernel]![at] = 1;
  if (bias !== null) free[bias]![unit] = 1;
}

/**
 * Until none is found: a unit that only unread ones read is unread too. Where units are normalized none
 * is, as a normalization may look at all of them.
 */
function markUnread(
  marks: Marks,
  network: NetworkView,
  spaces: readonly UnitSpace[],
  params: Params,
): UnreadUnits['units'] {
  // From the output back, so that what only unread units read is seen at once.
  const units = spaces.toReversed().flatMap(({ size, ...space }) => {
    const sides = sidesOf(network, { size, ...space });
    return sides.normalized
      ? []
      : Array.from({ length: size }, (_, unit) => ({ space: space.name, sides, size, unit }));
  });
  let open = units;
  for (let before = Infinity; open.length < before;) {
    before = open.length;
    open = open.filter((each) => !markIfUnread(marks, each, params));
  }
  return units.filter((each) => !open.includes(each)).map(({ space, unit }) => ({ space, unit }));
}

interface SidedUnit {
  readonly space: string;
  readonly sides: UnitSides;
  readonly size: number;
  readonly unit: number;
}

function markIfUnread(
  { free, pinned }: Marks,
  { sides, size, unit }: SidedUnit,
  params: Params,
): boolean {
  const entriesIn = function* (bindings: readonly AxisBinding[]) {
    for (const binding of bindings)
      for (const at of entriesOf(params, binding, size, unit)) yield [binding.leaf, at] as const;
  };
  for (const [leaf, at] of entriesIn(sides.reads))
    if (free[leaf]![at] === 0 && params[leaf]!.data[at] !== 0) return false;
  // A unit that is dead anyway needs no zeros behind it.
  if ([...entriesIn(sides.makes)].every(([leaf, at]) => free[leaf]![at] === 1)) return true;
  for (const [leaf, at] of entriesIn(sides.reads)) if (free[leaf]![at] === 0) pinned[leaf]![at] = 1;
  for (const [leaf, at] of entriesIn(sides.makes)) if (pinned[leaf]![at] === 0) free[leaf]![at] = 1;
  return true;
}

/** A kernel, and the places along the axis by which it reads where it reads 0 on every row. */
interface SilentColumns {
  readonly leaf: string;
  readonly axis: number;
  readonly size: number;
  readonly places: readonly number[];
}

function silentColumns(
  network: NetworkView,
  states: readonly UnitStates[],
  params: Params,
  measures: NetworkMeasures,
  at: LookedAt,
): readonly SilentColumns[] {
  const { graph, layerOf } = structureOf(network);
  const kernels = graph.nodes.flatMap(({ id, inputs }) => {
    const rule = layerOf(id).interpreters.symmetry;
    if (rule?.kind !== 'mix') return [];
    const leaf = `${id}.${rule.kernel}`;
    const { shape } = params[leaf]!;
    const axis = rule.inputAxis < 0 ? shape.length + rule.inputAxis : rule.inputAxis;
    return [{ leaf, axis, node: inputs[0]!, size: shape[axis]! }];
  });
  // What comes out of an activation has been looked at.
  const known = (node: string, size: number) =>
    states.find(({ activation, h }) => activation.node === node && h.most.length === size)?.h;
  const open = kernels.filter(({ node, size }) => known(node, size) === undefined);
  const ranges = rangesOf(measures, params, open, at);
  return kernels.map((kernel) => {
    const { leaf, axis, size, node } = kernel;
    const { most, least } = known(node, size) ?? ranges[open.indexOf(kernel)]!;
    const places = [...most.keys()].filter((place) => most[place] === 0 && least[place] === 0);
    return { leaf, axis, size, places };
  });
}

function markSilent(
  { free, pinned }: Marks,
  params: Params,
  columns: readonly SilentColumns[],
): void {
  for (const { leaf, axis, size, places } of columns)
    for (const place of places)
      for (const entry of entriesOf(params, { leaf, axis }, size, place))
        if (pinned[leaf]![entry] === 0) free[leaf]![entry] = 1;
}

/** The places of the entries of one unit along an axis of an array. */
export function* entriesOf(
  params: Params | WidePoint,
  { leaf, axis }: Pick<AxisBinding, 'leaf' | 'axis'>,
  size: number,
  unit: number,
): Generator<number> {
  const { shape, data } = params[leaf]!;
  const inner = sizeOf(shape.slice(axis + 1));
  for (let start = unit * inner; start < data.length; start += size * inner)
    for (let i = 0; i < inner; i++) yield start + i;
}

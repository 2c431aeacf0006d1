import { constantReaders, IsthmusError, sizeOf, type ConstantReader } from '@isthmus/core';
import type { NetworkView } from '@isthmus/core/contract';
import type { WideParams } from '../group/float64.js';
import type { UnitState, UnitStates } from './unit-states.js';

/** How far the bias of one unit may move without a change of the function on the rows looked at. */
export interface BiasShift {
  readonly space: string;
  /** The node of the activation. */
  readonly node: string;
  readonly unit: number;
  /** The full name of the bias. */
  readonly bias: string;
  /** By how much at least and at most; the infinities where it has no end. */
  readonly from: number;
  readonly to: number;
  /** What the unit gives rises by so much of what its bias does. */
  readonly slope: number;
  /** What takes that up, each by its bias; none where the slope is 0. */
  readonly readers: readonly ConstantReader[];
}

/**
 * The bias shifts of units that are dead or lie on one line of their activation. Where the unit gives
 * more, `b2 -= slope · ν · W2[:, unit]` takes it up in whatever reads it; a unit is left out where that
 * is not exact, as behind padding, or its bias moves something else besides.
 *
 * @returns in the order of the units; the function is kept on the rows of `states` alone
 * @example
 * const at = { part: 'evaluation', rows: measures.rows.evaluation } as const;
 * const [first] = unitStates(unitActivations(network.view), a, measures, at);
 * const shifts = biasShifts(network.view, first);
 * shifts.every(({ from, to }) => from <= 0 && to >= 0); // true
 */
export function biasShifts(
  network: NetworkView,
  { activation, z, states }: UnitStates,
): readonly BiasShift[] {
  const { space, node, blocks, maker, slopes } = activation;
  const bias = maker?.bias ?? null;
  if (bias === null || slopes === null) return [];
  const readers = constantReaders(network, { node, blocks });
  return states.flatMap((state, unit): BiasShift[] => {
    if (state === 'bends') return [];
    const slope = state === 'above' ? slopes.above : slopes.below;
    if (slope !== 0 && readers === null) return [];
    const [from, to] = shiftRange(state, z.least[unit]!, z.most[unit]!);
    return [
      {
        space: space.name,
        node,
        unit,
        bias,
        from,
        to,
        slope,
        readers: slope === 0 ? [] : readers!,
      },
    ];
  });
}

/**
 * By how much a bias may move at least and at most with the unit in its state; never minus 0, which would read
 * as a range that ends below nothing.
 */
export function shiftRange(
  state: Exclude<UnitState, 'bends'>,
  least: number,
  most: number,
): readonly [from: number, to: number] {
  return state === 'above' ? [0 - least, Infinity] : [-Infinity, 0 - most];
}

/**
 * Parameters with the bias of a unit moved and what reads it compensated.
 *
 * @param by within the range of the shift
 * @throws `symmetry/out-of-range` beyond it, where the unit would no longer do what it did
 * @example
 * const shift: BiasShift = {
 *   ...{ space: 'dense1', node: 'act1', unit: 0, bias: 'dense1.bias' },
 *   ...{ from: -Infinity, to: 1, slope: 0, readers: [] },
 * };
 * shiftBias(widenParams(a), shift, 0.5)['dense1.bias'].data[0]; // 0.5
 */
export function shiftBias(params: WideParams, shift: BiasShift, by: number): WideParams {
  const { from, to, slope, unit, bias, readers, space } = shift;
  if (!(by >= from && by <= to))
    throw new IsthmusError(
      'symmetry/out-of-range',
      `Unit ${unit} of space "${space}": its bias may move from ${from} to ${to} with the function kept on these rows; it was to move by ${by}, and what its activation does would change.`,
      { space, unit, from, to, by },
    );
  const size = params[bias]!.data.length;
  const own = params[bias]!.data.slice();
  own[unit]! += by;
  const moved: Record<string, WideParams[string]> = {
    ...params,
    [bias]: { shape: [size], data: own },
  };
  for (const reader of readers)
    moved[reader.bias] = lowered(params, moved[reader.bias]!, reader, unit, size, slope * by);
  return moved;
}

function lowered(
  params: WideParams,
  bias: WideParams[string],
  { kernel, inputAxis, outputAxis }: ConstantReader,
  unit: number,
  size: number,
  by: number,
): WideParams[string] {
  const leaf = params[kernel]!;
  const from = sizeOf(leaf.shape.slice(inputAxis + 1));
  const to = sizeOf(leaf.shape.slice(outputAxis + 1));
  const data = bias.data.slice();
  leaf.data.forEach((weight, at) => {
    if (Math.floor(at / from) % size === unit)
      data[Math.floor(at / to) % data.length]! -= by * weight;
  });
  return { shape: bias.shape, data };
}

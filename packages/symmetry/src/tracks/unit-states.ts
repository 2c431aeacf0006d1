import type { NetworkMeasures, NodeValues } from '@isthmus/core/contract';
import { shiftRange } from '../units/bias-shifts.js';
import type { Slopes } from '../units/unit-activations.js';
import { stateOf } from '../units/unit-states.js';
import type { WideParams } from '../group/float64.js';
import type { HiddenLayer } from './hidden-layers.js';
import { lengthOf, readingWeights } from './reading-weights.js';

/**
 * How a unit stands on the evaluation set: `dead` is 0 everywhere, `active` passes its sum on unchanged
 * everywhere, `partial` does neither.
 */
export type UnitKind = 'dead' | 'active' | 'partial';

/** One hidden unit on the evaluation set; of a convolution one channel, over all places. */
export interface UnitState {
  readonly layer: HiddenLayer;
  readonly unit: number;
  readonly kind: UnitKind;
  /** The smallest and the largest sum before the activation. */
  readonly least: number;
  readonly most: number;
  /** The part of rows (and places) whose sum is above 0. */
  readonly on: number;
  /** The standard deviation of its values. */
  readonly spread: number;
  /** The length of the weights that read it. */
  readonly out: number;
}

/** How all units of a layer stand. */
export function unitStates(
  layer: HiddenLayer,
  params: WideParams,
  measures: Pick<NetworkMeasures, 'unitsOf'>,
): readonly UnitState[] {
  const sums = measures.unitsOf(layer.node, params, 'evaluation');
  const values =
    layer.values === layer.node ? sums : measures.unitsOf(layer.values, params, 'evaluation');
  return Array.from({ length: layer.units }, (_, unit) => {
    const [before, after] = [valuesOfUnit(sums, unit), valuesOfUnit(values, unit)];
    const { least, most } = momentsOf(before);
    return {
      ...{ layer, unit, kind: kindOf(layer.slopes, least, most), least, most },
      on: before.filter((sum) => sum > 0).length / before.length,
      spread: momentsOf(after).deviation,
      out: outLength(layer, params, unit),
    };
  });
}

/** A unit's values, one for each row and place. */
export function valuesOfUnit({ shape, data }: NodeValues, unit: number): Float64Array {
  const units = shape.at(-1)!;
  return Float64Array.from({ length: data.length / units }, (_, row) => data[row * units + unit]!);
}

/** Extremes, mean and standard deviation (of the values themselves, not of a sample of more). */
export function momentsOf(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    least: values.reduce((a, b) => Math.min(a, b), Infinity),
    most: values.reduce((a, b) => Math.max(a, b), -Infinity),
    mean,
    deviation: Math.sqrt(square),
  };
}

function kindOf(slopes: Slopes | null, least: number, most: number): UnitKind {
  const state = stateOf(slopes, least, most);
  if (state === 'dead') return 'dead';
  const isLine = slopes?.above === 1 && (state === 'above' || slopes.below === 1);
  return isLine ? 'active' : 'partial';
}

function outLength({ readers, units }: HiddenLayer, params: WideParams, unit: number): number {
  const each = readers.map((reader) => lengthOf(readingWeights(reader, params, unit, units)));
  return Math.hypot(...each);
}

/** The shifts of a unit's bias that keep its kind: from, to, infinite where they never end; null for partial units. */
export function keptRange({ kind, least, most }: UnitState): readonly [number, number] | null {
  return kind === 'partial' ? null : shiftRange(kind === 'dead' ? 'dead' : 'above', least, most);
}

/** Where clipping sets in or ends along a shift of the bias, smallest first. */
export function clippingPlaces({
  least,
  most,
}: UnitState): readonly [dead: number, active: number] {
  return [0 - most, 0 - least];
}

/**
 * The units that tell most of a layer: the dead one farthest below 0, the active one farthest above 0,
 * and the partial one that is nearest to half of both, of those that are read at all.
 */
export function tellingUnits(states: readonly UnitState[]): readonly UnitState[] {
  const read = states.filter(({ out }) => out > 0);
  const best = (kind: UnitKind, rank: (state: UnitState) => number) =>
    read
      .filter((state) => state.kind === kind)
      .reduce<UnitState | null>(
        (kept, state) => (kept === null || rank(state) > rank(kept) ? state : kept),
        null,
      );
  return [
    best('dead', ({ most }) => -most),
    best('active', ({ least }) => least),
    best('partial', ({ on, spread, out }) => (spread * out > 0 ? -Math.abs(on - 0.5) : -1)),
  ].flatMap((state) => state ?? []);
}

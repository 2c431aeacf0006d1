import type { NetworkMeasures } from '@isthmus/core/contract';
import type { WideParams } from '../group/float64.js';
import { lengthOf, readingWeights } from './reading-weights.js';
import { clippingPlaces, momentsOf, type UnitState, valuesOfUnit } from './unit-states.js';

/** What is taken off the biases that read a unit, as a multiple of its weights there. */
export type Compensation = 'none' | 'midrange' | 'mean';

/** A walk along the bias of one unit. */
export interface BiasTrack {
  readonly state: UnitState;
  readonly points: readonly BiasPoint[];
}

/** One shift of the bias. */
export interface BiasPoint {
  readonly shift: number;
  /** How far the unit's values rise over the evaluation set. */
  readonly rise: ReturnType<typeof momentsOf>;
  /** By what is compensated. */
  readonly walks: Readonly<Record<Compensation, Walked>>;
  /** Null unless one dense layer reads the unit. */
  readonly bounds: ReaderBounds | null;
}

/** What a step off the network changes. */
export interface Walked {
  /** Loss minus that of the network. */
  readonly change: number;
  /** The squared norm of all parameters minus that of the network's. */
  readonly norm: number;
  /** The largest change of what reads the unit, before its activation, over rows; null as the bounds. */
  readonly largest: number | null;
  /** The root of the mean square of that change; null as the bounds. */
  readonly root: number | null;
}

/** Bounds of the change at the reader (source: see docs/symmetry.md). */
export interface ReaderBounds {
  /** `‖w‖ (max Δ - min Δ) / 2`: of the largest change, by the midrange. */
  readonly midrange: number;
  /** `‖w‖ |ν| / 2`: the same for any data. */
  readonly anyData: number;
  /** `‖w‖ std Δ`: of the root mean square, by the mean. */
  readonly mean: number;
}

/** Walks along shifts of a unit's bias, which its layer must have. */
export function walkBias(
  state: UnitState,
  params: WideParams,
  measures: NetworkMeasures,
  shifts: readonly number[],
): BiasTrack {
  const { layer, unit } = state;
  const value = measures.valueAt(params);
  const here = valuesOfUnit(measures.unitsOf(layer.values, params, 'evaluation'), unit);
  const points = shifts.map((shift): BiasPoint => {
    const moved = shifted(params, state, shift, 0);
    const there = valuesOfUnit(measures.unitsOf(layer.values, moved, 'evaluation'), unit);
    const rise = momentsOf(there.map((entry, i) => entry - here[i]!));
    const amounts = { none: 0, midrange: (rise.least + rise.most) / 2, mean: rise.mean };
    const walk = (by: Compensation) =>
      walkedTo(shifted(params, state, shift, amounts[by]), state, params, measures, value);
    return {
      ...{ shift, rise, bounds: boundsOf(state, params, shift, rise) },
      walks: { none: walk('none'), midrange: walk('midrange'), mean: walk('mean') },
    };
  });
  return { state, points };
}

/** The shifts to walk along: even steps to both sides, and the places where clipping begins or ends. */
export function shiftsOf(state: UnitState, count: number): readonly number[] {
  const places = clippingPlaces(state);
  const wide = Math.max(...places.map(Math.abs)) || 1;
  const margin = 0.15 * (state.most - state.least);
  const near = state.kind === 'partial' ? wide : Math.min(...places.map(Math.abs)) || wide;
  const reach = Math.min(wide, 2 * near) + margin;
  const even = Array.from({ length: count }, (_, i) => reach * ((2 * i) / (count - 1) - 1));
  const inside = places.filter((place) => Math.abs(place) <= reach);
  return [...new Set([...even, 0, ...inside])].sort((one, other) => one - other);
}

/** `b += shift` for the unit, and for each that reads it `b -= amount · W[unit]`. */
export function shifted(
  params: WideParams,
  { layer, unit }: UnitState,
  shift: number,
  amount: number,
): WideParams {
  const result: Record<string, WideParams[string]> = { ...params };
  const add = (leaf: string, change: (at: number) => number) => {
    const { shape, data } = result[leaf]!;
    result[leaf] = { shape, data: data.map((entry, at) => entry + change(at)) };
  };
  add(layer.bias!, (at) => (at === unit ? shift : 0));
  if (amount === 0) return result;
  for (const reader of layer.readers) {
    const weights = readingWeights(reader, params, unit, layer.units);
    if (reader.bias !== null) add(reader.bias, (at) => -amount * weights[at]!);
  }
  return result;
}

function walkedTo(
  point: WideParams,
  { layer }: UnitState,
  from: WideParams,
  measures: NetworkMeasures,
  value: number,
): Walked {
  const reader = plainReader(layer);
  const moved = reader === null ? null : changeAt(reader, from, point, measures);
  return {
    change: measures.valueAt(point) - value,
    norm: squaredNorm(point) - squaredNorm(from),
    largest: moved?.largest ?? null,
    root: moved?.root ?? null,
  };
}

function plainReader({ readers }: UnitState['layer']) {
  const [reader, ...others] = readers;
  return reader?.isPlain === true && others.length === 0 ? reader : null;
}

function changeAt(
  { node }: { readonly node: string },
  from: WideParams,
  to: WideParams,
  { unitsOf }: NetworkMeasures,
) {
  const [before, after] = [unitsOf(node, from, 'evaluation'), unitsOf(node, to, 'evaluation')];
  const [rows, width] = before.shape as readonly [number, number];
  const lengths = Float64Array.from({ length: rows }, (_, row) => {
    const own = after.data.subarray(row * width, (row + 1) * width);
    return lengthOf(own.map((entry, i) => entry - before.data[row * width + i]!));
  });
  return { largest: momentsOf(lengths).most, root: lengthOf(lengths) / Math.sqrt(rows) };
}

function boundsOf(
  { layer, unit }: UnitState,
  params: WideParams,
  shift: number,
  rise: BiasPoint['rise'],
): ReaderBounds | null {
  const reader = plainReader(layer);
  if (reader === null) return null;
  const weight = lengthOf(readingWeights(reader, params, unit, layer.units));
  return {
    midrange: (weight * (rise.most - rise.least)) / 2,
    anyData: (weight * Math.abs(shift)) / 2,
    mean: weight * rise.deviation,
  };
}

/** The sum of the squares of all parameters. */
export function squaredNorm(params: WideParams): number {
  return Object.values(params).reduce((sum, { data }) => sum + lengthOf(data) ** 2, 0);
}

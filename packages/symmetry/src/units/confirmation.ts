import type {
  AnalysisQuestion,
  NetworkMeasures,
  NetworkView,
  Params,
  Rng,
} from '@isthmus/core/contract';
import { widenParams, type WideParams } from '../group/float64.js';
import { shiftBias, type BiasShift } from './bias-shifts.js';
import type { FreeWeights } from './free-dimensions.js';
import { structureOf } from './structure.js';

/** How far outputs moved, as a part of the largest, when what is said to change none was done. */
export interface Confirmation {
  /** All free weights nudged at once, each its own way. */
  readonly free: number;
  /** All bias shifts at once, each half way to its nearer end. */
  readonly shifts: number;
}

/** What rounding may make of it. */
export const CONFIRMED = 1e-10;

/** By how much free weights are nudged, of their size: little, so that dead units stay dead. */
const NUDGE = 1e-9;

/** Tries on the evaluation set, in float64, what was found there. */
export function confirm(
  {
    network: view,
    points,
    measures,
    rng,
  }: Pick<AnalysisQuestion, 'network' | 'points' | 'measures' | 'rng'>,
  { entries }: FreeWeights,
  shifts: readonly BiasShift[],
): Confirmation {
  const wide = widenParams(points[0]!.params);
  const before = outputsAt(view!, measures, wide);
  const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const changeAt = (point: WideParams) => {
    const after = outputsAt(view!, measures, point);
    const change = after.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - before[i]!)),
      0,
    );
    return change === 0 ? 0 : change / largest;
  };
  return {
    free: changeAt(nudged(wide, entries, rng)),
    shifts: changeAt(shifts.reduce((point, shift) => shiftBias(point, shift, within(shift)), wide)),
  };
}

function outputsAt(network: NetworkView, measures: NetworkMeasures, point: Params | WideParams) {
  return measures.unitsOf(structureOf(network).graph.output, point, 'evaluation').data;
}

function nudged(params: WideParams, entries: FreeWeights['entries'], rng: Rng): WideParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => {
      const squares = data.reduce((sum, value) => sum + value * value, 0);
      const size = NUDGE * Math.sqrt(squares / data.length);
      const free = entries[name]!;
      const moved = data.map((value, i) => (free[i] === 1 ? value + size * rng.normal() : value));
      return [name, { shape, data: moved }];
    }),
  );
}

function within({ from, to }: BiasShift): number {
  if (Number.isFinite(from)) return from < 0 ? from / 2 : 1;
  return to > 0 ? to / 2 : -1;
}

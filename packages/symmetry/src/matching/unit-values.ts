import type { UnitSpace } from '@isthmus/core';
import type { NetworkMeasures, NetworkView } from '@isthmus/core/contract';
import type { WideParams } from '../group/float64.js';
import { unitNodes, type ValuePlace } from './unit-nodes.js';
import type { UnitRows } from './unit-rows.js';

/** Which values of units are looked at. */
export interface ValueSource {
  readonly network: NetworkView;
  readonly measures: NetworkMeasures;
  readonly place: ValuePlace;
  /** Rows of the train split; of the evaluation set where there is no such split. */
  readonly rows: number;
}

/** Values of a space's units, standardised, and how far each unit spreads. */
export interface UnitValues {
  /** Where they were looked at, one row a unit; of mean 0 and squared norm 1, or all zeros. */
  readonly rows: readonly UnitRows[];
  /** The root of the summed variances of each unit's values; 0 for a unit that is constant. */
  readonly spread: Float64Array;
}

/**
 * The values of a space's units on rows of the data, every position of a feature map a sample of its own.
 * A unit that is constant there says nothing: its row is zeros.
 */
export function unitValues(space: UnitSpace, params: WideParams, source: ValueSource): UnitValues {
  const { network, measures, place, rows: most } = source;
  const split = measures.rows.train > 0 ? 'train' : 'evaluation';
  const spread = new Float64Array(space.size);
  const rows = unitNodes(network, space, place).map((node) => {
    const { data } = measures.unitsOf(node, params, split, most);
    const values = transposed(data, space.size);
    standardise(values).forEach((variance, unit) => (spread[unit]! += variance));
    return values;
  });
  return { rows, spread: spread.map(Math.sqrt) };
}

/** From units along the last axis to one row a unit. */
function transposed(data: Float64Array, size: number): UnitRows {
  const width = data.length / size;
  const rows = new Float64Array(data.length);
  for (let sample = 0; sample < width; sample++)
    for (let unit = 0; unit < size; unit++)
      rows[unit * width + sample] = data[sample * size + unit]!;
  return { data: rows, width };
}

/** A variance so small beside the mean square is what rounding leaves of a constant. */
const CONSTANT = 1e-20;

/** Takes off the mean of each row and divides by the norm; gives the variances. */
function standardise({ data, width }: UnitRows): Float64Array {
  return Float64Array.from({ length: data.length / width }, (_, unit) => {
    const row = data.subarray(unit * width, (unit + 1) * width);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const varies = squares > CONSTANT * width * mean * mean;
    const norm = Math.sqrt(squares);
    row.forEach((value, at) => (row[at] = varies ? (value - mean) / norm : 0));
    return varies ? squares / width : 0;
  });
}

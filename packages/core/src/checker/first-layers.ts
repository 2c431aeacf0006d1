import { linearEnds, type LinearEnds, pointWeights, type PointValues, valuesAt } from './linear.js';
import type { Network } from './network.js';
import type { Point, Segment } from './segment.js';

/** A network and the data that it reads. */
interface Subject {
  readonly network: Network;
  readonly x: Float64Array;
}

/** Of each node the ends of its values for one row, where it is linear in the data; else null. */
export type FirstLayers = readonly (LinearEnds | null)[];

/** Of some rows the values at a point, by row and node. */
type RowsAt = readonly (readonly (PointValues | null)[])[];

/**
 * What was computed last at the end of a segment, which is most often where the next one begins: as long as
 * the same rows of the same subject are asked for, so in data sets of a single block.
 */
let last: { subject: Subject; point: Point; row: number; values: RowsAt } | null = null;

/** The first layers of some rows, from a row on, on a segment. */
export function firstLayersOn(
  subject: Subject,
  { from, to, slack }: Segment,
  row: number,
  rows: number,
): readonly FirstLayers[] {
  const known =
    slack === null && last?.subject === subject && last.point === from && last.row === row;
  const starts = known ? last!.values : rowsAt(subject, from, slack, row, rows);
  const ends = from === to && slack === null ? starts : rowsAt(subject, to, null, row, rows);
  last = { subject, point: to, row, values: ends };
  return starts.map((start, i) =>
    start.map((value, n) => value && linearEnds(value, ends[i]![n]!)),
  );
}

function rowsAt(
  { network, x }: Subject,
  point: Point,
  slack: Point | null,
  row: number,
  rows: number,
): RowsAt {
  const weights = network.nodes.map(({ step, inputs }) =>
    step.kind === 'linear' && holdsData(network, inputs[0]!)
      ? pointWeights(step, point, slack)
      : null,
  );
  const width = network.nodes[0]!.size;
  return Array.from({ length: rows }, (_, i) => {
    const data = x.subarray((row + i) * width, (row + i + 1) * width);
    return weights.map((each) => each && valuesAt(each, data));
  });
}

/** Whether a node gives the input entry by entry. */
function holdsData(network: Network, place: number): boolean {
  const { step, inputs } = network.nodes[place]!;
  return step.kind === 'input' || (step.kind === 'same' && holdsData(network, inputs[0]!));
}

import { statisticsOf, type Params } from '@isthmus/contract/parameters';
import type { Network } from '../network/network.js';
import { readValues } from './arguments.js';
import { advance, type OpenTrace } from './forward.js';
import type { ReferencePlan, ReferenceStep } from './plan.js';
import { planReference } from './plan.js';
import { PLAIN_PRODUCTS } from './products.js';
import type { DatasetInputs } from './reference.js';
import type { MatrixProducts } from './rules.js';
import { createReusedArrays, type ReusedArrays } from './reused-arrays.js';

/**
 * The most rows that statistics are estimated on. A mean of so many independent numbers errs by 1/32 of
 * their deviation, a variance by 1/23 of itself; a position of an image counts as one more number.
 */
export const STATISTIC_ROWS = 1024;

/** The most numbers of all rows that wait for what reads them, 256 MB of float64: fewer rows above. */
const MOST_ENTRIES = 2 ** 25;

/**
 * The parameters with their statistics estimated anew: layer after layer, in float64, each by the rule's
 * own formula (mean and population variance of a batch norm) on what reaches it, computed as in
 * evaluation with the new statistics of the layers before. Statistics that are estimated already stay as
 * they are, bit for bit. Networks without statistics, or given as code, keep their parameters.
 *
 * The rows are those of the data at even distances, `STATISTIC_ROWS` at most (fewer where what a row
 * makes on its way is very large), so that the same parameters always get the same statistics.
 *
 * @param data the rows that are trained on
 * @param products what multiplies matrices; it decides the speed, never a bit of a result
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic, and
 * `network/bad-values` naming a parameter that does not fit
 * @example
 * // 1-4-4-1 normalizes nothing.
 * reestimate(network, a, data.splits.train) === a; // true
 */
export function reestimate(
  network: Network,
  params: Params,
  data: DatasetInputs,
  products: MatrixProducts = PLAIN_PRODUCTS,
): Params {
  if (network.kind === 'code' || statisticsOf(network.spec).length === 0) return params;
  const plan = planReference(network, products);
  const waits = lastReaders(plan);
  const x = evenRows(data, plan.sizes[0]!, rowsOf(plan, data.size, waits));
  const rows = x.length / plan.sizes[0]!;
  const weights = [...readValues(plan, params, createReusedArrays())];
  const trace: OpenTrace = { rows, training: false, weights, values: [x], chosen: [], factors: [] };
  const found = new Map<number, Float32Array>();
  for (const step of plan.steps) {
    for (const [leaf, data] of estimated(step, trace)) {
      found.set(leaf, data);
      weights[leaf] = Float64Array.from(data);
    }
    advance(plan, step, trace, undefined, { values: FRESH, factors: FRESH });
    for (const [slot, last] of waits.entries())
      if (last === step.slot) trace.values[slot] = NOTHING;
  }
  const places = new Map(plan.leaves.map(({ name }, leaf) => [name, leaf]));
  return mapStatistics(params, (name) => found.get(places.get(name)!));
}

/** The statistics of a step by their leaves, as they are stored: what follows sees what an evaluation sees. */
function estimated(
  step: ReferenceStep,
  { values, rows }: OpenTrace,
): readonly [leaf: number, Float32Array][] {
  if (step.kind !== 'general') return [];
  const { rule, own } = step;
  const made = rule.statistics?.(values[step.inputs[0]!]!, rows) ?? {};
  return Object.entries(made).map(([name, entries]) => [
    own[rule.parameters.indexOf(name)]!,
    Float32Array.from(entries),
  ]);
}

function mapStatistics(
  params: Params,
  foundFor: (name: string) => Float32Array | undefined,
): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, leaf]) => {
      const data = foundFor(name);
      return [name, data === undefined ? leaf : { shape: leaf.shape, data }];
    }),
  );
}

const NOTHING = new Float64Array();

/** What is not read any more is to be freed, so nothing is held for the next call. */
const FRESH: ReusedArrays = { take: (_, length) => new Float64Array(length) };

/** For every slot the slot of the last step that reads it; its own where none does. */
function lastReaders({ steps, sizes }: ReferencePlan): readonly number[] {
  const last = sizes.map((_, slot) => slot);
  for (const step of steps) for (const slot of step.inputs) last[slot] = step.slot;
  return last;
}

function rowsOf(plan: ReferencePlan, size: number, waits: readonly number[]): number {
  const alive = plan.sizes.map((_, at) =>
    plan.sizes.reduce((sum, each, slot) => sum + (slot <= at && at <= waits[slot]! ? each : 0), 0),
  );
  const fitting = Math.floor(MOST_ENTRIES / Math.max(...alive));
  return Math.max(1, Math.min(size, STATISTIC_ROWS, fitting));
}

function evenRows({ x, size }: DatasetInputs, width: number, rows: number): Float64Array {
  const taken = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((row * size) / rows) * width;
    for (let i = 0; i < width; i++) taken[row * width + i] = x[from + i]!;
  }
  return taken;
}

import { IsthmusError, tiedAxes } from '@isthmus/core';
import type { GroupElement, NetworkMeasures, NetworkView, Params } from '@isthmus/core/contract';
import { actInFloat64, elementFormOf } from './act.js';
import { roundParams, widenParams, type WideParams } from './float64.js';

/**
 * Largest change that an element may make, as a part of the largest output: rounding in float64 makes
 * about 1e-14. Of a network given as code, whose passes are in float32, a thousandth.
 */
const BOUND = { float64: 1e-10, float32: 1e-3 } as const;

/** What elements are checked on. */
export interface CheckedPoint {
  readonly network: NetworkView;
  readonly params: Params;
  readonly measures: NetworkMeasures;
}

/** An element that was seen to be a symmetry at a point. */
export interface CheckedElement {
  readonly element: GroupElement;
  /** The parameters as it moves them, without rounding. */
  readonly moved: WideParams;
  /** What it keeps; `loss`: outputs are raised by one number a row. */
  readonly keeps: 'function' | 'loss';
  /** Largest change of an output on the evaluation set, beyond what its row is raised by. */
  readonly change: number;
  /** Largest output, to compare the change with. */
  readonly scale: number;
  /** In what outputs were computed. */
  readonly arithmetic: 'float64' | 'float32';
}

/**
 * What checks elements at one point, whose outputs are computed once.
 *
 * @throws as `checkedElement` does
 * @example
 * const check = elementChecker({ network: network.view, params: a, measures });
 * check({}).change; // 0
 */
export function elementChecker({
  network,
  params,
  measures,
}: CheckedPoint): (element: GroupElement) => CheckedElement {
  const tied = tiedAxes(network);
  const arithmetic = network.structure === undefined ? 'float32' : 'float64';
  const wide = widenParams(params);
  const outputsAt = (point: WideParams): Float64Array =>
    network.structure === undefined
      ? measures.predict(roundParams(point, params))
      : measures.unitsOf(network.structure.graph.output, point, 'evaluation').data;
  let before: Float64Array | undefined;
  return (element) => {
    const { shift } = elementFormOf(tied, element);
    if (shift !== null) askShiftInvariant(measures);
    const moved = actInFloat64(network, element, wide);
    before ??= outputsAt(wide);
    const rows = measures.rows.evaluation;
    const { change, scale } = changeOf(before, outputsAt(moved), shift === null ? null : rows);
    const found = { change, scale, arithmetic } as const;
    // Written so that NaN is refused too.
    if (!(change <= BOUND[arithmetic] * scale)) throw refusal(found);
    return { element, moved, keeps: shift === null ? 'function' : 'loss', ...found };
  };
}

/**
 * The element, once it is seen to be a symmetry at a point: with the parameters moved in float64 every
 * output on the evaluation set is what it was, to 1e-10 of the largest; of an element with a shift, but
 * for one number a row, by which a loss that is `shiftInvariant` does not change.
 *
 * @throws `symmetry/changes-function` where an output moves further; `symmetry/changes-loss` for a
 * shift where the loss does not say that it is shift-invariant; and as `act` does
 * @example
 * const swap: GroupElement = {
 *   dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0, 2, 3) }],
 * };
 * const { keeps } = checkedElement({ network: network.view, params: a, measures }, swap);
 * keeps; // 'function'
 */
export function checkedElement(point: CheckedPoint, element: GroupElement): CheckedElement {
  return elementChecker(point)(element);
}

function askShiftInvariant({ loss }: NetworkMeasures): void {
  if (loss?.shiftInvariant === true) return;
  throw new IsthmusError(
    'symmetry/changes-loss',
    `A shift raises all outputs by one number, which only a loss of a softmax keeps; ${loss === null ? 'there is no loss of predictions here' : `the loss in ${loss.unit} does not say shiftInvariant`}. Leave the shift out.`,
  );
}

/** @param rows where each row may be raised by a number of its own; null where none may */
function changeOf(
  before: Float64Array,
  after: Float64Array,
  rows: number | null,
): { readonly change: number; readonly scale: number } {
  const width = rows === null ? 1 : before.length / rows;
  let [change, scale] = [0, 0];
  for (let start = 0; start < before.length; start += width) {
    // The first entry tells by how much the row is raised; the others must agree.
    const raised = rows === null ? 0 : after[start]! - before[start]!;
    for (let i = start; i < start + width; i++) {
      change = Math.max(change, Math.abs(after[i]! - before[i]! - raised));
      scale = Math.max(scale, Math.abs(before[i]!), Math.abs(raised));
    }
  }
  return { change, scale };
}

function refusal({
  change,
  scale,
  arithmetic,
}: Omit<CheckedElement, 'element' | 'moved' | 'keeps'>) {
  return new IsthmusError(
    'symmetry/changes-function',
    `This element is no symmetry here: on the evaluation set, in ${arithmetic}, an output moves by ${change.toPrecision(3)}, and at most ${(BOUND[arithmetic] * scale).toPrecision(3)} (${BOUND[arithmetic]} of the largest) may come from rounding.`,
    { change, scale, arithmetic },
  );
}

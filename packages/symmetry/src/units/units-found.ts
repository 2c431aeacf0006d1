import { tiedAxes, type TiedAxes } from '@isthmus/core';
import type { AnalysisQuestion, DataPart } from '@isthmus/core/contract';
import { widenParams } from '../group/float64.js';
import { biasShifts, type BiasShift } from './bias-shifts.js';
import { confirm, type Confirmation } from './confirmation.js';
import { duplicateUnits, type Duplicates } from './duplicates.js';
import { freeWeights, type FreeWeights } from './free-dimensions.js';
import { orbitDimension, type OrbitDimension } from './orbit-dimension.js';
import { unitActivations } from './unit-activations.js';
import { unitStates, type UnitStates } from './unit-states.js';

/** All that was found of the units of one network. */
export interface UnitsFound {
  readonly tied: TiedAxes;
  /** Of every activation, on the evaluation set. */
  readonly evaluation: readonly UnitStates[];
  /** The same on train rows; none where there are no train rows. */
  readonly train: readonly UnitStates[];
  readonly rows: { readonly evaluation: number; readonly train: number };
  readonly duplicates: readonly Duplicates[];
  /** On the evaluation set. */
  readonly free: FreeWeights;
  readonly shifts: readonly BiasShift[];
  /** What became of trying both. */
  readonly confirmation: Confirmation;
  readonly orbit: OrbitDimension;
  /** Whether the loss keeps where all outputs are raised. */
  readonly shiftInvariant: boolean;
}

/**
 * Looks at all units of the first point of a question, and tries what it finds.
 *
 * @param trainRows the first so many train rows are looked at too
 * @throws `symmetry/no-graph` for a network given as code
 * @example
 * const question = { network: network.view, points: [{ id: 'a', params: a }], measures, rng };
 * findUnits(question, 100).tied.spaces.length; // 2
 */
export function findUnits(
  question: Pick<AnalysisQuestion, 'network' | 'points' | 'measures' | 'rng'>,
  trainRows: number,
): UnitsFound {
  const { points, measures } = question;
  const network = question.network!;
  const { params } = points[0]!;
  const tied = tiedAxes(network);
  const activations = unitActivations(network);
  const rows = {
    evaluation: measures.rows.evaluation,
    train: Math.min(measures.rows.train, trainRows),
  };
  const statesOn = (part: DataPart) =>
    unitStates(activations, params, measures, { part, rows: rows[part] });
  const evaluation = statesOn('evaluation');
  const at = { part: 'evaluation', rows: rows.evaluation } as const;
  const free = freeWeights(network, tied.spaces, evaluation, params, measures, at);
  const shifts = evaluation.flatMap((states) => biasShifts(network, states));
  return {
    ...{ tied, evaluation, rows, free, shifts, confirmation: confirm(question, free, shifts) },
    train: rows.train === 0 ? [] : statesOn('train'),
    duplicates: tied.spaces.flatMap((space) =>
      duplicateUnits(network, space, activations, params, measures, at),
    ),
    orbit: orbitDimension(tied.spaces, widenParams(params)),
    shiftInvariant: measures.loss?.shiftInvariant === true,
  };
}

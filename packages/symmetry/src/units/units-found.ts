import { tiedAxes, type TiedAxes } from '@isthmus/core';
import type { AnalysisQuestion, DataPart } from '@isthmus/core/contract';
import { widenParams } from '../group/float64.js';
import { biasShifts, type BiasShift } from './bias-shifts.js';
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
  readonly orbit: OrbitDimension;
  /** Whether the loss keeps where all outputs are raised. */
  readonly shiftInvariant: boolean;
}

/**
 * Looks at all units of the first point of a question.
 *
 * @param trainRows the first so many train rows are looked at too
 * @throws `symmetry/no-graph` for a network given as code
 * @example
 * const question = { network: network.view, points: [{ id: 'a', params: a }], measures };
 * findUnits(question, 100).tied.spaces.length; // 2
 */
export function findUnits(
  { network: view, points, measures }: Pick<AnalysisQuestion, 'network' | 'points' | 'measures'>,
  trainRows: number,
): UnitsFound {
  const network = view!;
  const { params } = points[0]!;
  const tied = tiedAxes(network);
  const activations = unitActivations(network);
  const rows = {
    evaluation: measures.rows.evaluation,
    train: Math.min(measures.rows.train, trainRows),
  };
  const statesOn = (part: DataPart) =>
    activations.map((each) => unitStates(each, params, measures, { part, rows: rows[part] }));
  const evaluation = statesOn('evaluation');
  const at = { part: 'evaluation', rows: rows.evaluation } as const;
  return {
    ...{ tied, evaluation, rows },
    train: rows.train === 0 ? [] : statesOn('train'),
    duplicates: tied.spaces.flatMap((space) =>
      duplicateUnits(space, activations, params, measures, at),
    ),
    free: freeWeights(network, tied.spaces, evaluation, params, measures, at),
    shifts: evaluation.flatMap((states) => biasShifts(network, states)),
    orbit: orbitDimension(tied.spaces, widenParams(params)),
    shiftInvariant: measures.loss?.shiftInvariant === true,
  };
}

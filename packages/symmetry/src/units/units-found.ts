import { tiedAxes, type TiedAxes } from '@isthmus/core';
import type { AnalysisQuestion, DataPart } from '@isthmus/core/contract';
import { widenParams } from '../group/float64.js';
import { biasShifts, type BiasShift } from './bias-shifts.js';
import { confirm, type Confirmation } from './confirmation.js';
import { duplicateUnits, unitsMadeAlike, type Duplicates } from './duplicates.js';
import { freeWeights, unreadUnits, type FreeWeights, type UnreadUnits } from './free-dimensions.js';
import { gaugeImbalance, type GaugeImbalance } from './gauge-imbalance.js';
import { orbitDimension, type OrbitDimension } from './orbit-dimension.js';
import { unitActivations } from './unit-activations.js';
import { unitStates, type UnitStates } from './unit-states.js';
import { weightStates, type WeightStates } from './weight-states.js';

/** What weights alone say of the units of one network, for every input. */
export interface WeightsFound {
  readonly tied: TiedAxes;
  /** Of every activation. */
  readonly weights: readonly WeightStates[];
  readonly unread: UnreadUnits;
  /** Made alike; where there are data, and give alike on the evaluation set too. */
  readonly duplicates: readonly Duplicates[];
  readonly orbit: OrbitDimension;
  readonly imbalance: GaugeImbalance;
}

/** All that was found of the units of one network. */
export interface UnitsFound extends WeightsFound {
  /** Of every activation, on the evaluation set. */
  readonly evaluation: readonly UnitStates[];
  /** The same on train rows; none where there are no train rows. */
  readonly train: readonly UnitStates[];
  readonly rows: { readonly evaluation: number; readonly train: number };
  /** On the evaluation set. */
  readonly free: FreeWeights;
  readonly shifts: readonly BiasShift[];
  /** What became of trying both. */
  readonly confirmation: Confirmation;
  /** Whether the loss keeps where all outputs are raised. */
  readonly shiftInvariant: boolean;
}

/**
 * Looks at the units of the first point of a question by its weights alone.
 *
 * @throws `symmetry/no-graph` for a network given as code
 * @example
 * weightsFound({ network: network.view, points: [{ id: 'a', params: a }] }).unread.weights; // 0
 */
export function weightsFound(question: Pick<AnalysisQuestion, 'network' | 'points'>): WeightsFound {
  const network = question.network!;
  const { params } = question.points[0]!;
  const tied = tiedAxes(network);
  const wide = widenParams(params);
  return {
    tied,
    weights: weightStates(network, unitActivations(network), params),
    unread: unreadUnits(network, tied.spaces, params),
    duplicates: tied.spaces.flatMap((space) => unitsMadeAlike(network, space, params)),
    orbit: orbitDimension(tied.spaces, wide),
    imbalance: gaugeImbalance(tied.spaces, wide),
  };
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
  const byWeights = weightsFound(question);
  const { tied } = byWeights;
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
    ...byWeights,
    ...{ evaluation, rows, free, shifts, confirmation: confirm(question, free, shifts) },
    train: rows.train === 0 ? [] : statesOn('train'),
    duplicates: tied.spaces.flatMap((space) =>
      duplicateUnits(network, space, activations, params, measures, at),
    ),
    shiftInvariant: measures.loss?.shiftInvariant === true,
  };
}

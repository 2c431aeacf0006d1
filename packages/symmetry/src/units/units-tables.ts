import type { FactTable } from '@isthmus/core/contract';
import type { BiasShift } from './bias-shifts.js';
import type { UnitStates } from './unit-states.js';
import { countConstant, countIn, isConfirmed } from './units-facts.js';
import type { UnitsFound, WeightsFound } from './units-found.js';
import { weightsTable } from './weight-facts.js';

/** Rows of a table of single units; a report stays readable. */
const MOST_ROWS = 200;

/** One table of the layers, and where there is something in them those of bias shifts and duplicates. */
export function tablesOf(found: UnitsFound): readonly FactTable[] {
  return [
    ...(found.evaluation.length > 0 ? [layersTable(found)] : []),
    ...(found.shifts.length > 0 && isConfirmed(found.confirmation.shifts)
      ? [shiftsTable(found)]
      : []),
    ...duplicatesTables(found),
    ...weightsTables(found),
  ];
}

/** What tables there are of weights alone. */
export function tablesOfWeights(found: WeightsFound): readonly FactTable[] {
  return [...weightsTables(found), ...duplicatesTables(found)];
}

function duplicatesTables(found: WeightsFound): readonly FactTable[] {
  return found.duplicates.length > 0 ? [duplicatesTable(found)] : [];
}

function weightsTables(found: WeightsFound): readonly FactTable[] {
  return found.weights.length > 0 ? [weightsTable(found)] : [];
}

function layersTable({ evaluation, train, rows }: UnitsFound): FactTable {
  const onTrain = (node: string) => train.filter(({ activation }) => activation.node === node);
  const ifTrained = (node: string, count: (of: readonly UnitStates[]) => number) =>
    train.length === 0 ? null : count(onTrain(node));
  return {
    title: 'Hidden units by activation',
    caption: `z is what goes into the activation, in float64, on ${rows.evaluation} rows of the evaluation set and the first ${rows.train} of the train split; of a convolution at all places`,
    columns: [
      { label: 'activation', meaning: 'its node' },
      { label: 'of', meaning: 'the first layer that makes the units' },
      { label: 'units', meaning: '' },
      { label: 'dead', meaning: 'z never above 0, and there it gives 0; on the evaluation set' },
      { label: 'dead, train', meaning: 'the same on the train rows' },
      { label: 'always active', meaning: 'z never below 0; on the evaluation set' },
      { label: 'always active, train', meaning: 'the same on the train rows' },
      { label: 'constant', meaning: 'one number on all rows, not dead' },
      { label: 'least z', meaning: 'of all units, on the evaluation set' },
      { label: 'largest z', meaning: '' },
    ],
    rows: evaluation.map((each) => {
      const { node, space } = each.activation;
      return [
        ...[node, space.name, space.size],
        countIn([each], 'dead'),
        ifTrained(node, (of) => countIn(of, 'dead')),
        countIn([each], 'above'),
        ifTrained(node, (of) => countIn(of, 'above')),
        countConstant([each]),
        ...[Math.min(...each.z.least), Math.max(...each.z.most)],
      ];
    }),
  };
}

function shiftsTable({ shifts, rows }: UnitsFound): FactTable {
  const shown = shifts.slice(0, MOST_ROWS);
  return {
    title: 'Biases that may move',
    caption: `${shown.length === shifts.length ? 'Each' : `The first ${MOST_ROWS} of ${shifts.length}, each`} alone, with no output changed on the ${rows.evaluation} rows of the evaluation set`,
    columns: [
      { label: 'activation', meaning: '' },
      { label: 'unit', meaning: 'counted from 0' },
      { label: 'at least by', meaning: '' },
      { label: 'at most by', meaning: '' },
      {
        label: 'what takes it up',
        meaning: 'so much times the weight to each is taken off the bias',
      },
    ],
    rows: shown.map((shift) => [shift.node, shift.unit, shift.from, shift.to, takenUpBy(shift)]),
  };
}

function takenUpBy({ slope, readers }: BiasShift): string {
  if (slope === 0) return 'nothing need: it is dead';
  const factor = slope === 1 ? '' : `${slope} times, `;
  return factor + readers.map(({ bias }) => bias).join(', ');
}

function duplicatesTable({ duplicates }: WeightsFound): FactTable {
  const shown = duplicates.slice(0, MOST_ROWS);
  return {
    title: 'Duplicate units',
    caption: `${shown.length === duplicates.length ? 'All groups' : `The first ${MOST_ROWS} of ${duplicates.length} groups`} that are made alike and give alike; the first may take over what reads the others`,
    columns: [
      { label: 'of', meaning: 'the first layer that makes the units' },
      { label: 'units', meaning: 'counted from 0' },
      { label: 'factors', meaning: 'what each is of the first' },
    ],
    rows: shown.map(({ space, units, factors }) => [
      space,
      short(units.map(String)),
      short(factors.map((factor) => String(Number(factor.toPrecision(4))))),
    ]),
  };
}

function short(words: readonly string[]): string {
  return words.length <= 40 ? words.join(', ') : `${words.slice(0, 40).join(', ')}, …`;
}

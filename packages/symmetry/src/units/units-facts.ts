import type { Fact } from '@isthmus/core/contract';
import { CONFIRMED } from './confirmation.js';
import { ALIKE, GIVES_ALIKE } from './duplicates.js';
import { CONSTANT, type UnitState, type UnitStates } from './unit-states.js';
import type { UnitsFound } from './units-found.js';
import { hiddenFact, hiddenUnits, orbitFact, spareUnits } from './shared-facts.js';
import { weightFacts } from './weight-facts.js';

/** How many units of some activations are in a state. */
export function countIn(all: readonly UnitStates[], ...states: readonly UnitState[]): number {
  return all.reduce(
    (sum, each) => sum + each.states.filter((state) => states.includes(state)).length,
    0,
  );
}

/** Units that give one number and are not dead: those give 0. */
export function countConstant(all: readonly UnitStates[]): number {
  return all.reduce(
    (sum, { states, constant }) =>
      sum + constant.filter((same, unit) => same && states[unit] !== 'dead').length,
    0,
  );
}

/** The sentence that a report begins with. */
export function summaryOf(found: UnitsFound): string {
  const { evaluation, rows, free } = found;
  const counts = {
    dead: countIn(evaluation, 'dead'),
    'always on one line of their activation': countIn(evaluation, 'above', 'below'),
    'otherwise constant': countConstant(evaluation),
    'copies of another': spareUnits(found),
  };
  const words = Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
  const freeWords = isConfirmed(found.confirmation.free)
    ? ` Weights that are free to move there: ${free.dimensions}.`
    : '';
  return `Of ${hiddenUnits(found)} hidden units on the ${rows.evaluation} rows of the evaluation set, ${words.join(', ')}.${freeWords}`;
}

/** What was found, each with its definition. */
export function factsOf(found: UnitsFound): readonly Fact[] {
  return [
    hiddenFact(found),
    ...stateFacts(found),
    ...freeFacts(found),
    orbitFact(found),
    ...outputFacts(found),
    ...weightFacts(found),
  ]; // prettier-ignore
}

function stateFacts(found: UnitsFound): readonly Fact[] {
  const { evaluation, train, rows } = found;
  const where = `on all ${rows.evaluation} rows of the evaluation set, and of a convolution at all places, in float64`;
  const trained = `the first ${rows.train} train rows`;
  const onTrain = (label: string, ...states: readonly UnitState[]): readonly Fact[] =>
    train.length === 0
      ? []
      : [{ label: `${label} on train rows`, value: countIn(train, ...states), meaning: `The same on ${trained}.` }]; // prettier-ignore
  return [
    {
      label: 'dead units',
      value: countIn(evaluation, 'dead'),
      meaning: `Their input z is never above 0 ${where}, where their activation gives 0: they do nothing there. Elsewhere they may.`,
    },
    ...onTrain('dead units', 'dead'),
    {
      label: 'always active units',
      value: countIn(evaluation, 'above'),
      meaning: `Their z is never below 0 ${where}: there their activation is linear, and the layers around them act as one.`,
    },
    ...onTrain('always active units', 'above'),
    {
      label: 'always below',
      value: countIn(evaluation, 'below'),
      meaning: `Their z is never above 0 ${where}, and their activation is a line there that is not 0, as of leaky ReLU.`,
    },
    {
      label: 'constant units',
      value: countConstant(evaluation),
      meaning: `They give one number ${where}, to ${CONSTANT} of the largest of their layer, and are not dead: the biases behind them could take it up.`,
    },
    {
      label: 'duplicate units',
      value: spareUnits(found),
      meaning: `Beyond the first of each group: what makes them is the same to ${ALIKE} of its norm, up to the scale and the sign that are symmetries there, and so is what they give, to ${GIVES_ALIKE} of the largest of their layer, ${where}.`,
    },
  ];
}

function freeFacts({ free, shifts, rows, confirmation }: UnitsFound): readonly Fact[] {
  const where = `the ${rows.evaluation} rows of the evaluation set`;
  const moved = isConfirmed(confirmation.free);
  const raised = isConfirmed(confirmation.shifts);
  return [
    {
      label: 'free dimensions',
      value: moved ? free.dimensions : null,
      meaning: `Weights and biases that may all move a little at once, whatever way, with no output changed on ${where}: the sum of the three below, where each counts once. ${tried('All were nudged at once', moved)} Scalings of other units are not among them.`,
    },
    {
      label: 'free: make dead units',
      value: moved ? free.makingDead : null,
      meaning:
        'They make units whose z is below 0 everywhere there, and may move as long as it stays so.',
    },
    {
      label: 'free: make unread units',
      value: moved ? free.makingUnread : null,
      meaning: 'Every weight that reads these units is 0, or makes a unit that is free itself.',
    },
    {
      label: 'free: read nothing',
      value: moved ? free.readingSilent : null,
      meaning:
        'They read a number that is 0 everywhere there: of a dead unit, or a pixel that is always blank.',
    },
    {
      label: 'bias shifts',
      value: raised ? shifts.length : null,
      meaning: `Units whose bias may move over a range, alone or with the biases behind them taking it up, with no output changed on ${where}: the dead ones, and those on one line of their activation where what reads them has a bias and no padding. ${tried('All were made at once', raised)}`,
    },
  ];
}

/** Whether outputs stayed where they were, but for rounding; NaN did not. */
export function isConfirmed(change: number): boolean {
  return change <= CONFIRMED;
}

function tried(what: string, confirmed: boolean): string {
  return confirmed
    ? `${what}, and in float64 every output stayed to ${CONFIRMED} of the largest.`
    : `${what}, and in float64 an output moved by more than ${CONFIRMED} of the largest, so nothing is claimed: some unit lies too near to its kink.`;
}

/** Of losses that do not feel what all outputs are raised by. */
function outputFacts({ tied: { output }, shiftInvariant }: UnitsFound): readonly Fact[] {
  if (output === null || !shiftInvariant) return [];
  return [
    {
      label: 'shifts of all outputs',
      value: output.inputs + Number(output.bias !== null),
      meaning: `Directions in which all outputs are raised by one number: so many times what layer "${output.node}" reads, and a constant. They change the function and keep the loss.`,
    },
  ];
}

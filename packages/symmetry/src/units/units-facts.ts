import type { Fact } from '@isthmus/core/contract';
import { ALIKE, GIVES_ALIKE } from './duplicates.js';
import { CONSTANT, type UnitState, type UnitStates } from './unit-states.js';
import type { UnitsFound } from './units-found.js';

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

/** Duplicates beyond the first of each group. */
export function spareUnits(found: Pick<UnitsFound, 'duplicates'>): number {
  return found.duplicates.reduce((sum, { units }) => sum + units.length - 1, 0);
}

/** The sentence that a report begins with. */
export function summaryOf(found: UnitsFound): string {
  const { evaluation, rows, free } = found;
  const dead = countIn(evaluation, 'dead');
  return `Of ${hiddenUnits(found)} hidden units ${dead} are dead on the ${rows.evaluation} rows of the evaluation set, ${countIn(evaluation, 'above', 'below')} always on one line of their activation, ${countConstant(evaluation)} otherwise constant and ${spareUnits(found)} copies of another; ${free.dimensions} weights are free to move there.`;
}

function hiddenUnits({ tied }: UnitsFound): number {
  return tied.spaces.reduce((sum, { size }) => sum + size, 0);
}

/** What was found, each with its definition. */
export function factsOf(found: UnitsFound): readonly Fact[] {
  return [
    {
      label: 'hidden units',
      value: hiddenUnits(found),
      meaning: 'Units (channels of convolutions) that change places without a change of the function. Units that a residual connection ties count once; below, a unit counts for every activation that it goes through.',
    },
    ...stateFacts(found),
    ...freeFacts(found),
    ...orbitFacts(found),
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

function freeFacts({ free, shifts, rows }: UnitsFound): readonly Fact[] {
  const where = `the ${rows.evaluation} rows of the evaluation set`;
  return [
    {
      label: 'free dimensions',
      value: free.dimensions,
      meaning: `Weights and biases that may all move a little at once, whatever way, with no output changed on ${where}: the sum of the three below, where each counts once. What scalings move is not among them.`,
    },
    {
      label: 'free: make dead units',
      value: free.makingDead,
      meaning: `They make units whose z is below 0 everywhere there, and may move as long as it stays so.`,
    },
    {
      label: 'free: make unread units',
      value: free.makingUnread,
      meaning: 'Every weight that reads these units is 0, or makes a unit that is free itself.',
    },
    {
      label: 'free: read nothing',
      value: free.readingSilent,
      meaning:
        'They read a number that is 0 everywhere there: of a dead unit, or a pixel that is always blank.',
    },
    {
      label: 'bias shifts',
      value: shifts.length,
      meaning: `Units whose bias may move over a range, alone or with the biases behind them taking it up, with no output changed on ${where}: the dead ones, and those on one line of their activation where what reads them has a bias and no padding.`,
    },
  ];
}

function orbitFacts({ orbit, tied, shiftInvariant }: UnitsFound): readonly Fact[] {
  const { output } = tied;
  const facts: Fact[] = [
    {
      label: 'orbit dimension',
      value: orbit.orbit,
      meaning:
        orbit.orbit === null
          ? `Not known: at most ${orbit.group}, the dimension of the group of scalings and of matrices between linear layers; what makes some layer has not full rank.`
          : `Directions in which scalings of units${tied.spaces.some(({ linear }) => linear) ? ' and matrices between linear layers' : ''} move these weights with the function kept everywhere; the group has ${orbit.group}.`,
    },
  ];
  if (output !== null && shiftInvariant)
    facts.push({
      label: 'shifts of all outputs',
      value: output.inputs + Number(output.bias !== null),
      meaning: `Directions in which all outputs are raised by one number: so many times what layer "${output.node}" reads, and a constant. They change the function and keep the loss.`,
    });
  return facts;
}

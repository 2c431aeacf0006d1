import type { Fact, FactTable } from '@isthmus/core/contract';
import { ALIKE } from './duplicates.js';
import { hiddenFact, hiddenUnits, orbitFact, spareUnits } from './shared-facts.js';
import type { WeightsFound } from './units-found.js';
import type { WeightStates } from './weight-states.js';

/** How many units of some activations weights alone tell to be so. */
function countOf(
  weights: readonly WeightStates[],
  kind: 'readsNothing' | 'dead' | 'active',
): number {
  return weights.reduce((sum, each) => sum + each[kind].filter(Boolean).length, 0);
}

/** What weights alone say, for every input and not only for the rows of a split. */
export function weightFacts({ weights, unread, imbalance }: WeightsFound): readonly Fact[] {
  return [
    {
      label: 'unread units',
      value: unread.units.length,
      meaning: `Every weight that reads them is 0, or makes a unit that is not read itself: whatever they give does nothing, by any activation. ${unread.weights} weights and biases make them and are free.`,
    },
    {
      label: 'units that read nothing',
      value: countOf(weights, 'readsNothing'),
      meaning: 'Every weight that makes them is 0 but the bias: they give one number, by any activation, and the biases behind them could take it up.',
    },
    {
      label: 'dead by their weights',
      value: countOf(weights, 'dead'),
      meaning: 'Their z is above 0 for no input at all, and there their activation gives 0: they read nothing, or only what a ReLU gives, and no weight or bias that makes them is above 0.',
    },
    {
      label: 'active by their weights',
      value: countOf(weights, 'active'),
      meaning: 'Their z is below 0 for no input at all, and their activation is a line there: they read nothing, or only what a ReLU gives, and no weight or bias that makes them is below 0.',
    },
    ...imbalanceFacts(imbalance),
  ]; // prettier-ignore
}

function imbalanceFacts({ ratio, widest, leftOut }: WeightsFound['imbalance']): readonly Fact[] {
  if (ratio === null && leftOut === 0)
    return [
      {
        label: 'gauge imbalance',
        value: null,
        meaning: 'Not defined: no scaling of hidden units is known to keep the function.',
      },
    ];
  const far = widest === null ? '' : ` Farthest off is unit ${widest.unit} of ${widest.space}: a factor of ${short(widest.factor)} balances it.`; // prettier-ignore
  return [
    {
      label: 'gauge imbalance',
      value: ratio,
      meaning: `The norm of the weights over the least that scales of units allow with the function kept; 1 is balanced. Weight decay, noise and the curvature feel it, the function does not.${far}`,
    },
    {
      label: 'units without balance',
      value: leftOut,
      meaning: 'All that makes them or all that reads them is 0, so that no scale is best for them; they count in no norm above.',
    },
  ]; // prettier-ignore
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The sentence that a report of weights alone begins with. */
export function weightsSummary(found: WeightsFound): string {
  const counts = {
    'read by nothing': found.unread.units.length,
    'reading nothing': countOf(found.weights, 'readsNothing'),
    'dead for every input': countOf(found.weights, 'dead'),
    'active for every input': countOf(found.weights, 'active'),
    'copies of another': spareUnits(found),
  };
  const words = Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
  return `Of ${hiddenUnits(found)} hidden units, by their weights alone, ${words.join(', ')}. What takes data was not looked at.`;
}

const NEEDS_DATA: readonly (readonly [label: string, what: string])[] = [
  ['dead units', 'whether z is never above 0 on the rows of a task'],
  ['always active units', 'whether z is never below 0 there'],
  ['constant units', 'whether a unit gives one number there'],
  ['free dimensions', 'which weights may move with no output changed there'],
  ['bias shifts', 'which biases may move over a range, others taking it up'],
];

/** What weights tell, and what they cannot tell. */
export function factsOfWeights(found: WeightsFound): readonly Fact[] {
  return [
    hiddenFact(found),
    ...weightFacts(found),
    {
      label: 'duplicate units',
      value: spareUnits(found),
      meaning: `Beyond the first of each group: what makes them is the same to ${ALIKE} of its norm, up to the scale and the sign that are symmetries there. They give alike for every input, and the first may take over what reads the others.`,
    },
    orbitFact(found),
    ...NEEDS_DATA.map(([label, what]) => ({ label, value: null, meaning: `Not looked at, as it takes data: ${what}.` })),
  ]; // prettier-ignore
}

/** The layers, as far as weights tell. */
export function weightsTable({ weights, unread }: WeightsFound): FactTable {
  return {
    title: 'Hidden units by their weights',
    caption: 'For every input, in whatever arithmetic',
    columns: [
      { label: 'activation', meaning: 'its node' },
      { label: 'of', meaning: 'the first layer that makes the units' },
      { label: 'units', meaning: '' },
      { label: 'unread', meaning: 'by anything but weights of 0, on any way' },
      { label: 'read nothing', meaning: 'made by weights of 0' },
      { label: 'dead', meaning: 'z above 0 for no input' },
      { label: 'active', meaning: 'z below 0 for no input' },
    ],
    rows: weights.map(({ activation: { node, space }, readsNothing, dead, active }) => [
      ...[node, space.name, space.size],
      unread.units.filter((each) => each.space === space.name).length,
      ...[readsNothing, dead, active].map((units) => units.filter(Boolean).length),
    ]),
  };
}

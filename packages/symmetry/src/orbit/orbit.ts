import { tiedAxes, type UnitSpace } from '@isthmus/core';
import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type Fact,
  type FactTable,
  type LinesChart,
  type NetworkMeasures,
  type NetworkView,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { widenParams, type WideParams } from '../group/float64.js';
import { barycentre } from './barycentre.js';
import { nearestCopy } from './nearest-copy.js';
import { averagedCopies, type AveragedCopies } from './orbit-averages.js';
import { lineThrough } from './orbit-line.js';
import { factorial, log10Of, orbitSize, type OrbitSize } from './orbit-size.js';

const options = z.strictObject({
  copies: z
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe('Means are taken of 1, 2, 4, … permuted copies, up to so many.'),
  draws: z.int().min(1).max(100).default(8).describe('How often copies are drawn for each mean.'),
});

/** Numbers with more digits are told by their logarithm. */
const MOST_DIGITS = 30;

/** What permutations of hidden units make of one network. */
export const orbit = define({
  kind: 'analysis',
  name: 'symmetry/orbit',
  summary:
    'Counts the copies that permutations of hidden units make of a network, and measures the loss of their mean.',
  sources: ['doi:10.1162/neco.1993.5.6.910', 'arXiv:2105.12221'],
  options,
  create: (chosen) => ({
    of: 'endpoint',
    refusal,
    analyze: (question) => analyze(question, chosen),
  }),
});

function refusal(network: NetworkView | null): string | null {
  if (network === null) return 'it permutes the hidden units of a network, and there is none';
  return tiedAxes(network).spaces.length > 0
    ? null
    : 'no hidden units of it are known to be interchangeable';
}

function analyze(question: AnalysisQuestion, chosen: z.output<typeof options>): AnalysisFindings {
  return question.measures.rows.evaluation === 0
    ? ofWeights(question)
    : withLosses(question, chosen);
}

const NEEDS_DATA: readonly Fact[] = [
  {
    label: 'Jensen gap',
    value: null,
    meaning:
      'Not looked at, as it takes data: loss of the mean of all copies minus loss, which above 0 shows that the loss is not convex.',
  },
];

/** Of a model without data: how many copies there are. */
function ofWeights({ network, points }: AnalysisQuestion): AnalysisFindings {
  const { spaces } = tiedAxes(network!);
  const size = orbitSize(spaces, points[0]!.params);
  return {
    summary: `${countSentence(size)}.`,
    facts: [...sizeFacts(size), ...NEEDS_DATA],
    tables: [groupsTable(spaces, size)],
    charts: [],
  };
}

function withLosses(
  { network, points, measures, rng }: AnalysisQuestion,
  { copies, draws }: z.output<typeof options>,
): AnalysisFindings {
  const { params } = points[0]!;
  const { spaces } = tiedAxes(network!);
  const wide = widenParams(params);
  const size = orbitSize(spaces, params);
  const loss = measures.value(params);
  const mean = barycentre(spaces, wide);
  const meanLoss = measures.valueAt(mean);
  const averages = averagedCopies(spaces, wide, measures, rng, { most: copies, draws });
  return {
    summary: summaryOf(size, meanLoss - loss),
    facts: [
      ...sizeFacts(size),
      ...meanFacts(loss, meanLoss, measures),
      ...lineFacts(network!, mean, measures),
    ],
    tables: [spacesTable(spaces, wide, size, loss, measures)],
    charts: [averagesChart(averages, meanLoss)],
  };
}

function countSentence({ most, least }: OrbitSize): string {
  const count = least === most ? countWords(most) : `between ${countWords(least)} and ${countWords(most)}`; // prettier-ignore
  return `Permutations of hidden units make ${count} different networks of one function`;
}

function summaryOf(size: OrbitSize, gap: number): string {
  const verdict =
    gap > 0
      ? 'above that of the network: a convex loss has no such mean'
      : 'not above that of the network, which says nothing about convexity';
  return `${countSentence(size)}; the loss of their mean is ${verdict}.`;
}

/** In full where that can be read, else as a power of ten. */
function countWords(value: bigint): string {
  const digits = value.toString();
  return digits.length <= MOST_DIGITS ? digits : `about 10^${log10Of(value).toFixed(1)}`;
}

function sizeFacts({ permutations, least, most, twins }: OrbitSize): readonly Fact[] {
  const exact = least === most;
  return [
    {
      label: 'permutations',
      value: countWords(permutations),
      meaning: 'The product of the factorials of the numbers of units, over the groups of hidden units that move together; inputs and outputs are not among them.',
    },
    {
      label: 'copies',
      value: exact ? countWords(most) : `${countWords(least)} to ${countWords(most)}`,
      meaning: exact
        ? 'Different parameters among them: permutations of units with equal weights give the same ones.'
        : 'Different parameters among them, between two bounds: units look alike whose weights are not equal.',
    },
    {
      label: 'log10 of the copies',
      value: log10Of(most),
      meaning: exact ? 'Of the number above.' : 'Of the upper bound above.',
    },
    {
      label: 'units with a twin',
      value: twins.reduce((sum, { units }) => sum + units.length, 0),
      meaning: 'Units that another one of their group equals in every weight, bit for bit.',
    },
  ]; // prettier-ignore
}

function meanFacts(loss: number, meanLoss: number, { rows }: NetworkMeasures): readonly Fact[] {
  const where = `on the evaluation set (${rows.evaluation} rows), in float64`;
  return [
    { label: 'loss', value: loss, meaning: `Data loss ${where}: that of every copy.` },
    {
      label: 'loss of the barycentre',
      value: meanLoss,
      meaning: `Of the mean over all permutations, in closed form, ${where}.`,
    },
    {
      label: 'Jensen gap',
      value: meanLoss - loss,
      meaning:
        'Loss of the barycentre minus loss. A convex loss is nowhere above the mean of its values, so above 0 shows that it is not convex; at or below 0 shows nothing.',
    },
  ];
}

/** All hidden units of a group are alike in the barycentre, so its outputs lie on one line, and are not equal. */
function lineFacts(
  { structure }: NetworkView,
  mean: WideParams,
  measures: NetworkMeasures,
): readonly Fact[] {
  if (structure === undefined) return [];
  const { shape, data } = measures.unitsOf(structure.graph.output, mean, 'evaluation');
  const width = shape.slice(1).reduce((product, length) => product * length, 1);
  if (width < 2) return [];
  const { spread, off } = lineThrough(data, width);
  return [
    {
      label: 'spread of the barycentre’s outputs',
      value: spread,
      meaning: `Largest distance of one of its ${shape[0]} outputs [${width}] from their mean, on the evaluation set: its outputs are not the same for all inputs.`,
    },
    {
      label: 'distance from one line',
      value: off,
      meaning: 'Largest distance of those outputs from one line through their mean.',
    },
  ];
}

/** What is known of each group by its weights. */
function groupsTable(spaces: readonly UnitSpace[], { twins }: OrbitSize): FactTable {
  return {
    title: 'Groups of hidden units that permute',
    caption: 'Inputs and outputs are not among them: their order is that of the data',
    columns: [
      { label: 'group', meaning: 'the first layer that makes the units' },
      { label: 'units', meaning: '' },
      { label: 'log10 of permutations', meaning: '' },
      { label: 'units with a twin', meaning: '' },
    ],
    rows: spaces.map((space) => {
      const alike = twins.filter((group) => group.space === space.name);
      const count = alike.reduce((sum, { units }) => sum + units.length, 0);
      return [space.name, space.size, log10Of(factorial(space.size)), count];
    }),
  };
}

function spacesTable(
  spaces: readonly UnitSpace[],
  params: WideParams,
  size: OrbitSize,
  loss: number,
  measures: NetworkMeasures,
): FactTable {
  const groups = groupsTable(spaces, size);
  return {
    title: groups.title,
    caption:
      'The nearest copy is the network with two units of the group exchanged: another point of the same loss, so a network with two different units is no unique optimum',
    columns: [
      ...groups.columns,
      { label: 'nearest copy', meaning: 'the units exchanged, counted from 0' },
      { label: 'distance', meaning: 'to that copy' },
      { label: 'rise between', meaning: 'loss halfway to it minus loss' },
    ],
    rows: spaces.map((space, i) => {
      const copy = nearestCopy(space, params, measures);
      return [
        ...groups.rows[i]!,
        copy === null ? null : copy.units.join(' ↔ '),
        copy?.distance ?? null,
        copy === null ? null : copy.midpoint - loss,
      ];
    }),
  };
}

function averagesChart(averages: readonly AveragedCopies[], meanLoss: number): LinesChart {
  const x = averages.map(({ count }) => count);
  const of = (pick: (losses: readonly number[]) => number) =>
    averages.map(({ losses }) => pick(losses));
  const average = (losses: readonly number[]) =>
    losses.reduce((sum, value) => sum + value, 0) / losses.length;
  return {
    kind: 'lines',
    title: 'Loss of the mean of permuted copies',
    caption: `Each copy has the loss at 1. Of ${averages[0]!.losses.length} draws for each number of copies: mean, smallest and largest.`,
    x: { label: 'copies averaged', log: true },
    y: { label: 'loss' },
    series: [
      { label: 'mean of the draws', x, y: of(average) },
      { label: 'smallest', x, y: of((losses) => Math.min(...losses)) },
      { label: 'largest', x, y: of((losses) => Math.max(...losses)) },
      { label: 'barycentre of all permutations', x, y: x.map(() => meanLoss) },
    ],
    marks: [],
  };
}

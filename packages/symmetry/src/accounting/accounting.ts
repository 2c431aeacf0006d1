import { distance, norm, tiedAxes, type UnitSpace } from '@isthmus/core';
import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type Fact,
  type FactTable,
  type FindingChart,
  type NetworkView,
  type Params,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { refusalOfDepth } from '../alignment/refusals.js';
import { widenParams } from '../group/float64.js';
import { loweredBy, type JudgedLine } from './barrier-parts.js';
import { quotientDistance } from './quotient-distance.js';
import { aloneOf, digits, stagesOf, STATISTICS, type Stage } from './stages.js';
import { noStatistics } from './statistics.js';

const options = z.strictObject({
  points: z
    .int()
    .min(3)
    .max(1025)
    .default(33)
    .describe('Losses on each straight line, at even t, both ends included.'),
  maxSweeps: z
    .int()
    .positive()
    .default(100)
    .describe('At most so many rounds over all groups of units from one start of a search.'),
  restarts: z
    .int()
    .nonnegative()
    .default(0)
    .describe('Further starts of each search, from random permutations.'),
});

type Options = z.output<typeof options>;

/** What part of a barrier is symmetry. */
export const accounting = define({
  kind: 'analysis',
  name: 'symmetry/accounting',
  summary:
    'Tells how much of the barrier between two networks goes by permutation, sign, scaling, shift and statistics, and what is left.',
  sources: ['arXiv:2209.04836, section 3.2', 'arXiv:2110.06296'],
  options,
  create: (chosen) => ({ of: 'pair', refusal, analyze: (question) => analyze(question, chosen) }),
});

function refusal(network: NetworkView | null): string | null {
  if (network === null) return 'it takes out symmetries of a network, and there is none';
  return tiedAxes(network).spaces.length > 0
    ? null
    : 'no hidden units of it are known to be interchangeable';
}

function analyze(question: AnalysisQuestion, chosen: Options): AnalysisFindings {
  const { spaces } = tiedAxes(question.network!);
  const stages = stagesOf(question, spaces, chosen);
  const alone = aloneOf(question, spaces, chosen, stages[0]!);
  const parts = stages.slice(1).map((stage, i) => ({
    label: stage.name,
    value: loweredBy(stages[i]!.line, stage.line),
  }));
  const [first, last] = [stages[0]!, stages.at(-1)!];
  return {
    summary: summaryOf(first.line, last.line, parts),
    facts: distanceFacts(question, spaces, chosen, last.b),
    tables: [stagesTable(question, stages, alone, chosen)],
    charts: [partsChart(parts, last.line), linesChart(stages)],
  };
}

function summaryOf(
  before: JudgedLine,
  after: JudgedLine,
  parts: readonly { readonly label: string; readonly value: number }[],
): string {
  const hasStatistics = parts.some(({ label }) => label === STATISTICS);
  const taken = parts.map(({ label, value }) => `${label} ${digits(value)}`).join(', ');
  return `Of a straight line that rises to ${digits(before.peak)}, ${digits(before.aboveEnds)} above its ends, symmetries${hasStatistics ? ' and statistics' : ''} take off: ${taken}; its peak is then ${digits(after.peak)}, ${digits(after.aboveEnds)} above its ends.`;
}

function distanceFacts(
  { points, network, rng }: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { maxSweeps, restarts }: Options,
  last: Params,
): readonly Fact[] {
  const [a, b] = points.map(({ params }) => params) as [Params, Params];
  const isExact = refusalOfDepth(network!) === null;
  const stream = rng.fork('quotient');
  const search = { maxSweeps, restarts };
  const quotient = quotientDistance(spaces, widenParams(a), widenParams(b), stream, search);
  const leftOut = quotient.leftOut.a.length + quotient.leftOut.b.length;
  return [
    { label: 'distance', value: distance(a, b), meaning: 'Of the two as they are.' },
    {
      label: 'distance after',
      value: distance(a, last),
      meaning: 'Of the two once all symmetries are taken out by which the line is lowest, in a’s own scales.',
    },
    {
      label: 'quotient distance',
      value: quotient.distance,
      meaning: `Both in the balanced gauge (the least norm that scales of units allow), b’s units matched to those of a: ${isExact ? 'the least there is' : 'an upper bound, as the matching is a local optimum'}.`,
    },
    {
      label: 'of the norm',
      value: quotient.norm === 0 ? null : quotient.distance / quotient.norm,
      meaning: 'The quotient distance over the norm of a in the balanced gauge. Near 0: b is a copy of a.',
    },
    { label: 'norm', value: norm(a), meaning: 'Of a as it is.' },
    {
      label: 'units left out',
      value: leftOut,
      meaning: 'Units of the two that have no balanced point, as all their incoming or outgoing weights are 0.',
    },
  ]; // prettier-ignore
}

function stagesTable(
  question: AnalysisQuestion,
  stages: readonly Stage[],
  alone: ReadonlyMap<string, number>,
  { points: count }: Options,
): FactTable {
  const { measures } = question;
  const without = noStatistics(question);
  return {
    title: 'The straight line as symmetries are taken out, one kind after the other',
    caption: `Losses on the evaluation set (${measures.rows.evaluation} rows), in float64, at ${count} even t of each line; a kind counts nothing where no line that it allows is lower. What comes earlier in the list takes what it can first. Statistics are those of layers that normalize by the batch: no symmetry, but interpolated with the weights on the lines above, and in their row estimated anew at every t`,
    columns: [
      { label: 'up to', meaning: 'this and what stands above' },
      { label: 'peak', meaning: 'largest loss on the line' },
      { label: 'takes off', meaning: 'of the peak before' },
      { label: 'above ends', meaning: 'peak minus the larger loss of the ends' },
      { label: 'distance', meaning: 'of a from b as it is moved' },
      { label: 'peak alone', meaning: 'with this alone' },
      { label: 'found by', meaning: '' },
    ],
    rows: [
      ...stages.map(({ name, line, label, distance }, i) => [
        name,
        line.peak,
        i === 0 ? null : loweredBy(stages[i - 1]!.line, line),
        line.aboveEnds,
        distance,
        alone.get(name) ?? null,
        label,
      ]),
      ...(without === null ? [] : [[STATISTICS, null, null, null, null, null, without]]),
    ],
  };
}

function partsChart(
  parts: readonly { readonly label: string; readonly value: number }[],
  { aboveEnds }: JudgedLine,
): FindingChart {
  return {
    kind: 'bars',
    title: 'What the barrier is made of',
    caption:
      'The parts of the peak that are taken off, in this order, and what is left of it above the ends.',
    x: { label: 'loss' },
    bars: [...parts, { label: 'left', value: aboveEnds }],
  };
}

function linesChart(stages: readonly Stage[]): FindingChart {
  return {
    kind: 'lines',
    title: 'Loss along the straight line, symmetries taken out',
    caption:
      'From a at t = 0 to b at t = 1, which has the same loss wherever symmetries alone moved it.',
    x: { label: 't' },
    y: { label: 'loss' },
    series: stages.map(({ name, line }, i) => ({
      label: i === 0 ? name : `up to ${name}`,
      x: line.t,
      y: line.loss,
    })),
    marks: [],
  };
}

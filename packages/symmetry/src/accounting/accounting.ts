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
import { widenParams } from '../group/float64.js';
import { bestMove, judgeLine, loweredBy, type JudgedLine } from './barrier-parts.js';
import { adds, movedBy, type SymmetryGroup } from './groups.js';
import { quotientDistance } from './quotient-distance.js';
import { shiftedTo } from './softmax-shift.js';

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
    'Tells how much of the barrier between two networks goes by permutation, sign, scaling and shift, and what is left.',
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

/** b as it stands after some symmetries are taken out, and the line to it. */
interface Stage {
  /** What was added to the symmetries before. */
  readonly name: string;
  readonly b: Params;
  readonly line: JudgedLine;
  /** From a. */
  readonly distance: number;
  /** How the one that was taken was found. */
  readonly label: string;
}

const NOTHING: SymmetryGroup = { permutation: false, sign: false, scaling: false };

const GROUPS: readonly (readonly [name: string, group: SymmetryGroup])[] = [
  ['permutation', { ...NOTHING, permutation: true }],
  ['sign', { ...NOTHING, permutation: true, sign: true }],
  ['scaling', { permutation: true, sign: true, scaling: true }],
];

const ALONE: readonly (readonly [name: string, group: SymmetryGroup])[] = [
  ['permutation', { ...NOTHING, permutation: true }],
  ['sign', { ...NOTHING, sign: true }],
  ['scaling', { ...NOTHING, scaling: true }],
];

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

/** The symmetries taken out one after the other, each step compared with leaving b as it was. */
function stagesOf(
  { points, measures, network, rng }: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { points: count, ...matching }: Options,
): readonly Stage[] {
  const [a, b] = points.map(({ params }) => params) as [Params, Params];
  const stageOf = (name: string, label: string, moved: Params): Stage => ({
    ...{ name, label, b: moved, line: judgeLine(measures, a, moved, count) },
    distance: distance(a, moved),
  });
  const stages = [stageOf('as they are', '', b)];
  let smaller = NOTHING;
  for (const [name, group] of GROUPS) {
    if (!adds(spaces, group, smaller)) continue;
    smaller = group;
    const before = stages.at(-1)!;
    const found = movedBy(spaces, group, [a, b], rng.fork(name), matching);
    const judged = found.map(({ label, params }) => stageOf(name, label, params));
    stages.push({ ...bestMove({ ...before, label: 'no better one was found' }, judged), name });
  }
  const before = stages.at(-1)!;
  const shifted = keepsLoss(measures, before.b, shiftedTo(a, before.b, network!));
  if (shifted !== null) {
    const judged = [stageOf('shift', 'means of the outputs', shifted)];
    stages.push({ ...bestMove({ ...before, label: 'no better one was found' }, judged), name: 'shift' }); // prettier-ignore
  }
  return stages;
}

/** A loss moves by no more than this part of itself where weights are rounded to float32. */
const ROUNDING = 1e-5;

/** What shifts all outputs of a sample is a symmetry of losses of softmax alone: whether it is one here is measured. */
function keepsLoss(
  measures: AnalysisQuestion['measures'],
  b: Params,
  shifted: Params | null,
): Params | null {
  if (shifted === null || distance(b, shifted) === 0) return null;
  // Shifted by far more than the pair asks for, so that a loss that it changes shows.
  const loss = measures.value(b);
  const far = Object.fromEntries(
    Object.entries(b).map(([name, leaf]) => {
      const by = shifted[name]!.data;
      const scale = 1 / Math.max(1e-3, distance(b, shifted));
      return [name, { ...leaf, data: leaf.data.map((v, i) => v + scale * (by[i]! - v)) }];
    }),
  );
  return Math.abs(measures.value(far) - loss) <= ROUNDING * (1 + Math.abs(loss)) ? shifted : null;
}

/** The peak with one kind of symmetry and no other, by its name. */
function aloneOf(
  { points, measures, rng }: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { points: count, ...matching }: Options,
  before: Stage,
): ReadonlyMap<string, number> {
  const [a, b] = points.map(({ params }) => params) as [Params, Params];
  return new Map(
    ALONE.filter(([, group]) => adds(spaces, group, NOTHING)).map(([name, group]) => {
      const found = movedBy(spaces, group, [a, b], rng.fork(`${name} alone`), matching);
      const peaks = found.map(({ params }) => judgeLine(measures, a, params, count).peak);
      return [name, Math.min(before.line.peak, ...peaks)];
    }),
  );
}

function summaryOf(
  before: JudgedLine,
  after: JudgedLine,
  parts: readonly { readonly label: string; readonly value: number }[],
): string {
  const taken = parts.map(({ label, value }) => `${label} ${digits(value)}`).join(', ');
  return `Of a straight line that rises to ${digits(before.peak)}, ${digits(before.aboveEnds)} above its ends, symmetries take off: ${taken}; its peak is then ${digits(after.peak)}, ${digits(after.aboveEnds)} above its ends.`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function distanceFacts(
  { points, rng }: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { maxSweeps, restarts }: Options,
  last: Params,
): readonly Fact[] {
  const [a, b] = points.map(({ params }) => params) as [Params, Params];
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
      meaning: `Both in the balanced gauge (the least norm that scales of units allow), b’s units matched to those of a: ${spaces.length === 1 ? 'the least there is' : 'an upper bound, as the matching is a local optimum'}.`,
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
  { measures }: AnalysisQuestion,
  stages: readonly Stage[],
  alone: ReadonlyMap<string, number>,
  { points: count }: Options,
): FactTable {
  return {
    title: 'The straight line as symmetries are taken out, one kind after the other',
    caption: `Losses on the evaluation set (${measures.rows.evaluation} rows), in float64, at ${count} even t of each line; a kind counts nothing where no line that it allows is lower. What comes earlier in the list takes what it can first`,
    columns: [
      { label: 'up to', meaning: 'these symmetries and those above' },
      { label: 'peak', meaning: 'largest loss on the line' },
      { label: 'takes off', meaning: 'of the peak before' },
      { label: 'above ends', meaning: 'peak minus the larger loss of the ends' },
      { label: 'distance', meaning: 'of a from b as it is moved' },
      { label: 'peak alone', meaning: 'with this kind of symmetry and no other' },
      { label: 'found by', meaning: '' },
    ],
    rows: stages.map(({ name, line, label, distance }, i) => [
      name,
      line.peak,
      i === 0 ? null : loweredBy(stages[i - 1]!.line, line),
      line.aboveEnds,
      distance,
      alone.get(name) ?? null,
      label,
    ]),
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
      'The parts of the peak that symmetries take off, in this order, and what is left of it above the ends.',
    x: { label: 'loss' },
    bars: [...parts, { label: 'left', value: aboveEnds }],
  };
}

function linesChart(stages: readonly Stage[]): FindingChart {
  return {
    kind: 'lines',
    title: 'Loss along the straight line, symmetries taken out',
    caption: 'From a at t = 0 to b at t = 1, which has the same loss on all lines.',
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

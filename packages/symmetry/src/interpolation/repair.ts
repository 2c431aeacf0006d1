import { lerpEntry, narrowed, tiedAxes, widened } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type {
  AnalysisFindings,
  AnalysisQuestion,
  NetworkView,
  Params,
  WidePoint,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { lowestLine } from '../alignment/learned-search.js';
import { actWide } from '../group/act-wide.js';
import { createRepair, repairableLayers } from './repaired-point.js';

interface RepairOptions {
  readonly points: number;
  readonly rows: number;
}

/** Losses along one curve. */
interface Curve {
  readonly label: string;
  readonly losses: readonly number[];
}

function analyze(question: AnalysisQuestion, options: RepairOptions): AnalysisFindings {
  const { measures } = question;
  const network = question.network!;
  const [a, b] = question.points.map(({ params }) => params) as [Params, Params];
  const t = Array.from({ length: options.points }, (_, i) => i / (options.points - 1));
  const { spaces } = tiedAxes(network);
  const line = lowestLine({ network, a, b, rng: question.rng, measures });
  const aligned = narrowed(actWide(spaces, line.forms, widened(b)));
  const layers = repairableLayers(network);
  const [from, to] = [widened(a), widened(aligned)];
  const repair = createRepair(layers, measures, from, to, options.rows);
  const repaired = t.map((at) => repair(at, between(from, to, at)));
  const curves: readonly Curve[] = [
    { label: 'line', losses: t.map(measures.along(a, b)) },
    { label: 'aligned', losses: t.map(measures.along(a, aligned)) },
    { label: 'aligned and repaired', losses: repaired.map(measures.valueAt) },
  ];
  const bend = Math.max(...repaired.map((point, i) => apart(point, between(from, to, t[i]!))));
  const length = repaired.slice(1).reduce((sum, point, i) => sum + apart(repaired[i]!, point), 0);
  return findingsOf(question, t, curves, {
    start: line.label,
    layers: layers.map(({ node }) => node),
    bend: bend / apart(from, to),
    length: length / apart(from, to),
    rows: Math.min(options.rows, measures.rows.train || measures.rows.evaluation),
  });
}

interface Shape {
  /** By which element b was aligned. */
  readonly start: string;
  readonly layers: readonly string[];
  /** Parts of the distance of the ends. */
  readonly bend: number;
  readonly length: number;
  /** That moments were taken on. */
  readonly rows: number;
}

function findingsOf(
  { points, measures }: AnalysisQuestion,
  t: readonly number[],
  curves: readonly Curve[],
  shape: Shape,
): AnalysisFindings {
  const [line, aligned, repaired] = curves.map(({ losses }) => Math.max(...losses));
  const split = measures.rows.train > 0 ? 'train rows' : 'rows of the evaluation set';
  const how = `Data loss on the ${measures.rows.evaluation} rows of the evaluation set, in float64, at ${t.length} points of t; a peak between them may be higher.`;
  const ids = points.map(({ id }) => id).join(' and ');
  const lower = repaired! < aligned!;
  return {
    summary: `Between ${ids} the highest loss is ${short(line!)} on the line, ${short(aligned!)} on the aligned line, and ${short(repaired!)} where variances are repaired too: repair ${lower ? 'lowers' : 'does not lower'} it. The repaired networks are other weights than those of the line.`,
    facts: [
      ...curves.map(({ label, losses }) => ({
        label: `highest loss, ${label}`,
        value: Math.max(...losses),
        meaning: how,
      })),
      ...curves.map(({ label, losses }) => ({
        label: `loss halfway, ${label}`,
        value: losses[Math.floor(losses.length / 2)]!,
        meaning: how,
      })),
      { label: 'aligned by', value: shape.start, meaning: ALIGNED },
      { label: 'layers repaired', value: shape.layers.join(', '), meaning: REPAIRED },
      {
        label: 'rows of moments',
        value: shape.rows,
        meaning: `Means and deviations of channels over so many ${split} and all positions, in float64.`,
      },
      {
        label: 'bend',
        value: shape.bend,
        meaning:
          'The largest distance from a repaired network to the network of the line at the same t, as a part of the distance of the ends. 0 would be the straight line.',
      },
      {
        label: 'length',
        value: shape.length,
        meaning:
          'Of the polyline through the repaired networks, as a part of the distance of the ends.',
      },
    ],
    tables: [
      {
        title: 'Losses along the curves',
        caption: how,
        columns: [
          { label: 't', meaning: '0 is the first endpoint, 1 the second as aligned.' },
          ...curves.map(({ label }) => ({ label, meaning: MEANINGS[label]! })),
        ],
        rows: t.map((at, i) => [at, ...curves.map(({ losses }) => losses[i]!)]),
      },
    ],
    charts: [
      {
        kind: 'lines',
        title: 'Variance repair',
        caption: `${REPAIRED} ${how}`,
        x: { label: 't' },
        y: { label: 'loss' },
        series: curves.map(({ label, losses }) => ({ label, x: t, y: losses })),
        marks: [],
      },
    ],
  };
}

const ALIGNED =
  'The lowest at three points of the line among leaving b alone and all that weight matching and activation matching propose, if that is no farther.';

const REPAIRED =
  'Each channel before its activation is shifted and scaled so that its mean and deviation are those of the ends, interpolated. Both go into the kernel and bias of its layer, so every repaired network is weights of the same architecture: a curve between the ends, and not the straight line.';

const MEANINGS: Readonly<Record<string, string>> = {
  line: 'From the first endpoint straight to the second as it was trained.',
  aligned: 'From the first endpoint straight to the second as aligned.',
  'aligned and repaired': REPAIRED,
};

function short(loss: number): string {
  return loss.toPrecision(4);
}

function between(from: WidePoint, to: WidePoint, t: number): WidePoint {
  return Object.fromEntries(
    Object.entries(from).map(([name, { shape, data }]) => {
      const other = to[name]!.data;
      return [name, { shape, data: data.map((value, i) => lerpEntry(value, other[i]!, t)) }];
    }),
  );
}

function apart(one: WidePoint, other: WidePoint): number {
  const squares = Object.entries(one).map(([name, { data }]) =>
    data.reduce((sum, value, i) => sum + (value - other[name]!.data[i]!) ** 2, 0),
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

function refusal(network: NetworkView | null): string | null {
  if (network?.structure === undefined) return 'it repairs the layers of a layer graph';
  return repairableLayers(network).length > 0
    ? null
    : 'it repairs hidden layers that have a bias, and this network has none';
}

/** Variance repair as an analysis: it changes the networks of the line, and says by how much. */
export const repair = define({
  kind: 'analysis',
  name: 'symmetry/repair',
  summary:
    'Measures what repairing variances does to the aligned line between two networks: it changes the networks on the way, so it is measured, not assumed to help.',
  sources: ['arXiv:2211.08403'],
  options: z.strictObject({
    points: z
      .int()
      .min(3)
      .max(1001)
      .default(21)
      .describe('At so many points of t losses are measured, the ends included.'),
    rows: z
      .int()
      .min(2)
      .default(1000)
      .describe('Rows of the train split that moments are taken on, at most.'),
  }),
  create: (options) => ({
    of: 'pair',
    refusal,
    analyze: (question) => analyze(question, options),
  }),
});

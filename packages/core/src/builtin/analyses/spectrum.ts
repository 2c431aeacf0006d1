import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type Fact,
  type FactTable,
  type LinesChart,
  type NetworkMeasures,
  type NetworkView,
  type Rng,
} from '@isthmus/contract';
import { flattenWide } from '@isthmus/contract/internal';
import {
  lerpEntry,
  parameterCount,
  type Params,
  type ParamSpec,
  type WidePoint,
} from '@isthmus/contract/parameters';
import { z } from 'zod';
import { extremesOf, type RitzExtremes } from '../../curvature/lanczos.js';
import { unflattenWide } from '../../curvature/landscape.js';
import {
  densityAt,
  exactMeasure,
  shareUpTo,
  spectralMeasure,
  type SpectralMeasure,
  type SymmetricProduct,
} from '../../curvature/spectral-density.js';
import { traceOf, type TraceEstimate } from '../../curvature/trace.js';

const options = z.strictObject({
  at: z
    .array(z.number().min(0).max(1))
    .min(1)
    .max(33)
    .default([0, 0.5, 1])
    .describe(
      'Points of the straight line at which the Hessian is looked at; 0 and 1 are its ends.',
    ),
  probes: z
    .int()
    .min(1)
    .max(1000)
    .default(8)
    .describe('Random directions by which the density is estimated.'),
  steps: z
    .int()
    .min(2)
    .max(1000)
    .default(60)
    .describe('Products of the Hessian with a direction for each of them, and for the extremes.'),
  traceError: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('The trace is estimated until its standard error is below this part of it.'),
  traceProducts: z
    .int()
    .min(30)
    .max(100_000)
    .default(600)
    .describe(
      'Products that the trace may take; where they suffice for all parameters it is exact.',
    ),
  exactUpTo: z
    .int()
    .min(0)
    .max(4000)
    .default(400)
    .describe(
      'With so many parameters or fewer all eigenvalues are computed, in place of estimates.',
    ),
});

type Options = z.output<typeof options>;

/** The Hessian's spectrum on the straight line between two endpoints. */
export const spectrum = define({
  kind: 'analysis',
  name: 'core/spectrum',
  summary:
    'Measures the spectrum of the Hessian at points of a straight line: extremes, trace, density, share below 0.',
  sources: ['doi:10.1137/16M1104974', 'arXiv:2010.09649', 'arXiv:1901.10159'],
  options,
  create: (chosen) => ({ of: 'pair', refusal, analyze: (question) => analyze(question, chosen) }),
});

function refusal(network: NetworkView | null): string | null {
  return network !== null && network.structure === undefined
    ? 'a network given as code has no Hessian in float64'
    : null;
}

/** What is known of the Hessian at one point. */
interface Looked {
  readonly t: number;
  readonly loss: number;
  readonly extremes: RitzExtremes;
  readonly trace: TraceEstimate;
  readonly measure: SpectralMeasure;
}

function analyze(question: AnalysisQuestion, chosen: Options): AnalysisFindings {
  const { points, spec, rng } = question;
  const [a, b] = points.map(({ params }) => params) as [Params, Params];
  const at = [...new Set(chosen.at)].sort((one, other) => one - other);
  const looked = at.map((t) => lookAt(question, between(a, b, t), t, chosen, rng.fork(`t ${t}`)));
  const size = parameterCount(spec);
  return {
    summary: summaryOf(looked),
    facts: [
      { label: 'parameters', value: size, meaning: 'The Hessian has as many eigenvalues.' },
      {
        label: 'spectrum',
        value: isExact(size, chosen) ? 'exact' : 'estimated',
        meaning: isExact(size, chosen)
          ? 'All eigenvalues, of the Hessian column by column.'
          : `Stochastic Lanczos quadrature: ${chosen.probes} random directions, ${chosen.steps} products each.`,
      },
      ...looked.flatMap(factsAt),
    ],
    tables: [tableOf(looked, question.measures)],
    charts: [densityChart(looked, size), shareChart(looked)],
  };
}

function isExact(size: number, { exactUpTo }: Options): boolean {
  return size <= exactUpTo;
}

function between(a: Params, b: Params, t: number): WidePoint {
  return Object.fromEntries(
    Object.entries(a).map(([name, { shape, data }]) => {
      const other = b[name]!.data;
      return [name, { shape, data: Float64Array.from(data, (v, i) => lerpEntry(v, other[i]!, t)) }];
    }),
  );
}

function lookAt(
  { spec, measures }: AnalysisQuestion,
  point: WidePoint,
  t: number,
  chosen: Options,
  rng: Rng,
): Looked {
  const size = parameterCount(spec);
  const product = productAt(measures, spec, point);
  const loss = measures.valueAt(point);
  if (isExact(size, chosen)) return { t, loss, ...exactly(product, size, rng) };
  const { probes, steps, traceError, traceProducts } = chosen;
  return {
    t,
    loss,
    extremes: extremesOf(product, size, rng.fork('extremes'), steps),
    trace: traceOf(product, size, {
      ...{ relativeError: traceError, products: traceProducts, rng: rng.fork('trace') },
    }),
    measure: spectralMeasure(product, size, { probes, steps, rng: rng.fork('density') }),
  };
}

function productAt(measures: NetworkMeasures, spec: ParamSpec, point: WidePoint): SymmetricProduct {
  return (v) => flattenWide(spec, measures.hessianVector(point, unflattenWide(spec, v)));
}

/** Of all eigenvalues trace and extremes follow. */
function exactly(product: SymmetricProduct, size: number, rng: Rng) {
  const measure = exactMeasure(product, size);
  const trace = measure.values.reduce((sum, value) => sum + value, 0);
  return {
    measure,
    trace: { trace, error: 0, products: size },
    extremes: extremesOf(product, size, rng.fork('extremes'), size),
  };
}

function summaryOf(looked: readonly Looked[]): string {
  const words = looked.map(({ t, trace, extremes }) => {
    const { smallest, largest } = extremes;
    return `at t = ${t} trace ${digits(trace.trace)}, eigenvalues from ${digits(smallest.value)} to ${digits(largest.value)}`;
  });
  return `Of the Hessian of the data loss: ${words.join('; ')}.`.slice(0, 1000);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** What a sweep compares: of facts it keeps the numbers, of tables nothing. */
function factsAt({ t, extremes, trace, measure }: Looked): readonly Fact[] {
  const at = `t = ${t}`;
  return [
    { label: `trace, ${at}`, value: trace.trace, meaning: 'Sum of the eigenvalues.' },
    {
      label: `smallest eigenvalue, ${at}`,
      value: extremes.smallest.value,
      meaning: 'A direction attests it: no eigenvalue above it is the smallest.',
    },
    {
      label: `largest eigenvalue, ${at}`,
      value: extremes.largest.value,
      meaning: 'A direction attests it: no eigenvalue below it is the largest.',
    },
    {
      label: `share below 0, ${at}`,
      value: shareUpTo(measure, -noise(measure)),
      meaning: 'Of the eigenvalues, counted where they exceed rounding.',
    },
  ];
}

function tableOf(looked: readonly Looked[], { rows }: NetworkMeasures): FactTable {
  return {
    title: 'The Hessian at points of the straight line',
    caption: `Of the data loss without regularizers, on the evaluation set (${rows.evaluation} rows), in float64; at a kink that of one smooth piece`,
    columns: [
      { label: 't', meaning: '' },
      { label: 'loss', meaning: '' },
      { label: 'trace', meaning: 'sum of the eigenvalues' },
      { label: '± of the trace', meaning: 'standard error of its estimate; 0: exact' },
      { label: 'smallest', meaning: 'the smallest eigenvalue is at or below it' },
      { label: 'largest', meaning: 'the largest eigenvalue is at or above it' },
      { label: 'share below 0', meaning: 'of the eigenvalues, counted where they exceed rounding' },
    ],
    rows: looked.map(({ t, loss, trace, extremes, measure }) => [
      ...[t, loss, trace.trace, trace.error],
      ...[extremes.smallest.value, extremes.largest.value, shareUpTo(measure, -noise(measure))],
    ]),
  };
}

/** Eigenvalues nearer to 0 than this part of the largest are rounding. */
const ROUNDING = 1e-10;

function noise({ values }: SpectralMeasure): number {
  return ROUNDING * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Places along the axis of eigenvalues. */
const PLACES = 400;

/** The width of the normal distributions that stand for eigenvalues, as a part of the whole range. */
const BLUR = 1 / 150;

function densityChart(looked: readonly Looked[], size: number): LinesChart {
  const all = looked.flatMap(({ measure }) => measure.values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const width = (high - low) * BLUR || 1;
  const from = low - 4 * width;
  const x = Array.from(
    { length: PLACES + 1 },
    (_, i) => from + (i * (high + 4 * width - from)) / PLACES,
  );
  // A tenth of one eigenvalue at its height: below that the line would be the blur alone.
  const floor = 0.1 / (size * width * Math.sqrt(2 * Math.PI));
  return {
    kind: 'lines',
    title: 'Density of the eigenvalues',
    caption: `Every eigenvalue as a normal distribution of width ${digits(width)}; what is below a tenth of one eigenvalue is not drawn.`,
    x: { label: 'eigenvalue' },
    y: { label: 'density', log: true },
    series: looked.map(({ t, measure }) => ({
      label: `t = ${t}`,
      x,
      y: x.map((value) => Math.max(densityAt(measure, value, width), floor)),
    })),
    marks: [{ x: 0, label: 'zero' }],
  };
}

function shareChart(looked: readonly Looked[]): LinesChart {
  return {
    kind: 'lines',
    title: 'Share of the eigenvalues at or below a value',
    caption: 'Rises by the share of the eigenvalues that lie there.',
    x: { label: 'eigenvalue', log: true },
    y: { label: 'share' },
    series: looked.map(({ t, measure }) => ({ label: `t = ${t}`, ...stairs(measure) })),
    marks: [],
  };
}

/** Points of a staircase that rises at each value, few enough to be stored. */
const MOST_STAIRS = 300;

function stairs(measure: SpectralMeasure) {
  const { values } = measure;
  const every = Math.max(1, Math.ceil(values.length / MOST_STAIRS));
  const kept = values.filter((_, i) => i % every === 0 || i === values.length - 1);
  return { x: kept, y: kept.map((value) => shareUpTo(measure, value)) };
}

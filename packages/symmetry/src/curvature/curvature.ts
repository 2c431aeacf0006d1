import { extremesOf, parameterCount, tiedAxes } from '@isthmus/core';
import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type BarsChart,
  type Fact,
  type FactTable,
  type NetworkView,
  type ParamSpec,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { balancedGauge } from '../gauge/gauge.js';
import { actWide } from '../group/act-wide.js';
import { mapWide, widenParams, type WideParams } from '../group/float64.js';
import { identityMap } from '../group/permutation.js';
import { flatHessian, flattened, inGauge, nameOfEntry, type FlatHessian } from './flat-hessian.js';
import { exactLargest, lowerLargest, type LargestEntry } from './largest-entry.js';

const options = z.strictObject({
  products: z
    .int()
    .min(10)
    .max(10_000)
    .default(2000)
    .describe(
      'Products of the Hessian with a direction. As many as there are parameters make κ exact; with fewer it is a lower bound from as many columns as a fifth of them.',
    ),
  steps: z
    .int()
    .min(2)
    .max(1000)
    .default(80)
    .describe('Steps of Lanczos’s method for the norm of the Hessian, beside these products.'),
});

type Options = z.output<typeof options>;

/** The largest entry of the Hessian, as a network stands and balanced. */
export const curvature = define({
  kind: 'analysis',
  name: 'symmetry/curvature',
  summary:
    'Measures the largest entry and the norm of the Hessian of a network, as it stands and in the balanced gauge.',
  sources: ['doi:10.1080/03610918908812806', 'doi:10.1145/321043.321048'],
  options,
  create: (chosen) => ({
    of: 'endpoint',
    refusal,
    analyze: (question) => analyze(question, chosen),
  }),
});

function refusal(network: NetworkView | null): string | null {
  return network !== null && network.structure === undefined
    ? 'a network given as code has no Hessian in float64'
    : null;
}

/** κ and the norm in one scaling. */
interface Measured {
  readonly name: GaugeName;
  readonly largest: LargestEntry;
  /** The same without the rows and columns of the output's biases; null where not all columns are known. */
  readonly beside: LargestEntry | null;
  /** A lower estimate of the norm, which converges from below, and how far off it may be. */
  readonly norm: number;
  readonly residual: number;
}

type GaugeName = 'as it stands' | 'balanced';

function analyze(question: AnalysisQuestion, chosen: Options): AnalysisFindings {
  const { spec, points, measures, rng } = question;
  const params = widenParams(points[0]!.params);
  const size = parameterCount(spec);
  const hessian = flatHessian(spec, params, measures);
  const scalings: readonly (readonly [GaugeName, Float64Array])[] = [
    ['as it stands', new Float64Array(size).fill(1)],
    ['balanced', balancedScales(question, params)],
  ];
  const isExact = size <= chosen.products;
  // An entry over infinity is 0: so the biases are left out.
  const besides = scalings.map(([, scales]) => withoutOutputBias(question, scales));
  const exact = isExact
    ? exactLargest(hessian, size, [...scalings.map(([, scales]) => scales), ...besides])
    : [];
  const measured = scalings.map(([name, scales], which): Measured => {
    const own = inGauge(hessian, scales);
    const { norm, residual, vector } = normOf(own, size, question, chosen.steps, name);
    const search = { vector, ...shareOf(chosen.products) };
    const largest = exact[which] ?? lowerLargest(own, size, rng.fork(`columns ${name}`), search);
    return { name, norm, residual, largest, beside: exact[which + scalings.length] ?? null };
  });
  return {
    summary: summaryOf(measured, isExact),
    facts: factsOf(measured, size, question, isExact),
    tables: [tableOf(measured, question, isExact)],
    charts: isExact ? measured.map((one) => leavesChart(one, spec)) : [],
  };
}

/** Of a budget that does not suffice for all columns a fifth goes to probes of the diagonal, a fifth to columns. */
function shareOf(products: number) {
  const part = Math.max(2, Math.floor(products / 5));
  return { probes: part, columns: part };
}

/** The factor of every parameter in the balanced gauge; 1 everywhere where nothing scales. */
function balancedScales({ network, spec }: AnalysisQuestion, params: WideParams): Float64Array {
  const ones = mapWide(params, ({ data }) => new Float64Array(data.length).fill(1));
  if (network === null) return flattened(spec, ones);
  const { spaces } = tiedAxes(network);
  const { scales } = balancedGauge(spaces, params);
  const forms = Object.fromEntries(
    Object.entries(scales).map(([name, by]) => [name, { map: identityMap(by.length), by }]),
  );
  return flattened(spec, actWide(spaces, forms, ones));
}

/** With infinite factors for the biases of the layer that makes the predictions, where there is one. */
function withoutOutputBias(
  { network, spec }: AnalysisQuestion,
  scales: Float64Array,
): Float64Array {
  const output = network?.structure?.graph.output;
  const rule = output === undefined ? undefined : network!.structure!.layerOf(output).interpreters.symmetry; // prettier-ignore
  const bias = rule?.kind === 'mix' && rule.bias !== null ? `${output}.${rule.bias}` : null;
  const factors = Object.fromEntries(
    spec.leaves.map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { shape, data: new Float64Array(size).fill(name === bias ? Infinity : 1) }];
    }),
  );
  const left = flattened(spec, factors);
  return scales.map((scale, i) => scale * left[i]!);
}

function normOf(
  hessian: FlatHessian,
  size: number,
  { rng }: AnalysisQuestion,
  steps: number,
  name: GaugeName,
) {
  const { smallest, largest } = extremesOf(hessian, size, rng.fork(`norm ${name}`), steps);
  const widest = Math.abs(smallest.value) > Math.abs(largest.value) ? smallest : largest;
  return {
    norm: Math.abs(widest.value),
    residual: widest.residual,
    vector: widest.vector,
  };
}

/** Rounding of sums behind the entries and the norm, relative. */
const ROUNDING = 1e-9;

/** `κ ≤ ‖H‖ ≤ P κ`, as far as both are known. */
function boundsHold({ largest: { kappa }, norm, residual }: Measured, size: number): boolean {
  const room = residual + ROUNDING * norm;
  return kappa <= norm + room && norm <= size * kappa + room;
}

function summaryOf([stands, balanced]: readonly Measured[], isExact: boolean): string {
  const word = isExact ? 'is' : 'is at least';
  return `The largest second derivative of the loss ${word} ${digits(stands!.largest.kappa)} as the network stands and ${digits(balanced!.largest.kappa)} in the balanced gauge; the norm of the Hessian is about ${digits(stands!.norm)} and ${digits(balanced!.norm)}.`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function factsOf(
  measured: readonly Measured[],
  size: number,
  { measures, spec }: AnalysisQuestion,
  isExact: boolean,
): readonly Fact[] {
  const where = `of the data loss on the evaluation set (${measures.rows.evaluation} rows), in float64`;
  return [
    { label: 'parameters', value: size, meaning: 'P: rows and columns of the Hessian.' },
    ...measured.flatMap((one): readonly Fact[] => [
      {
        label: `κ ${one.name}${isExact ? '' : ', lower bound'}`,
        value: one.largest.kappa,
        meaning: `max |H_ij| ${where}; ${isExact ? 'from all columns' : `a LOWER BOUND, from ${one.largest.columns} of ${size} columns`}, at ${one.largest.at.map((place) => nameOfEntry(spec, place)).join(' and ')}.`,
      },
      {
        label: `κ beside the output’s biases ${one.name}`,
        value: one.beside?.kappa ?? null,
        meaning: `The same without their rows and columns${one.beside === null ? '; not measured, as not all columns were computed' : ''}. With a mean squared error the second derivative by an output’s bias is 2 for every network, which hides what is smaller.`,
      },
      {
        label: `‖H‖ ${one.name}`,
        value: one.norm,
        meaning: `The largest eigenvalue by size ${where}, by Lanczos’s method, which comes to it from below; some eigenvalue is within ${digits(one.residual)} of it.`,
      },
      {
        label: `κ ≤ ‖H‖ ≤ P κ ${one.name}`,
        value: boundsHold(one, size) ? 'holds' : 'not seen',
        meaning: `‖H‖/κ is ${digits(one.norm / one.largest.kappa)}, P is ${size}.${isExact ? '' : ' Both are lower estimates.'}`,
      },
    ]),
  ];
}

function tableOf(
  measured: readonly Measured[],
  { spec }: AnalysisQuestion,
  isExact: boolean,
): FactTable {
  return {
    title: 'The largest entry of the Hessian',
    caption: `${isExact ? 'Exact but for rounding: from all columns' : 'κ is a lower bound: from some columns'}. Scaling changes κ while the loss stays, so that only a gauge makes it a number of the function`,
    columns: [
      { label: 'gauge', meaning: '' },
      { label: 'κ', meaning: 'max |H_ij|' },
      { label: 'row', meaning: 'where it stands' },
      { label: 'column', meaning: 'where it stands' },
      { label: '‖H‖', meaning: 'largest eigenvalue by size' },
      { label: '‖H‖/κ', meaning: 'between 1 and the number of parameters' },
    ],
    rows: measured.map(({ name, largest: { kappa, at }, norm }) => [
      name,
      kappa,
      ...at.map((place) => nameOfEntry(spec, place)),
      norm,
      norm / kappa,
    ]),
  };
}

/** Arrays drawn at most. */
const MOST_BARS = 100;

function leavesChart({ name, largest: { byColumn } }: Measured, { leaves }: ParamSpec): BarsChart {
  let at = 0;
  const bars = leaves.map(({ name: label, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const value = byColumn
      .subarray(at, at + size)
      .reduce((most, entry) => Math.max(most, entry), 0);
    at += size;
    return { label, value };
  });
  return {
    kind: 'bars',
    title: `Largest second derivative by array, ${name}`,
    caption: 'The largest |H_ij| with i in the array and j anywhere.',
    x: { label: 'largest |H_ij|' },
    bars: bars.slice(0, MOST_BARS),
  };
}

import type { ChartSeries, Fact, LinesChart, NetworkMeasures } from '@isthmus/core/contract';
import type { BiasPoint, BiasTrack, Compensation } from './bias-shift.js';
import { digits, nameOf } from './track-words.js';
import { clippingPlaces, keptRange } from './unit-states.js';

/** What a chart of a bias track may say besides. */
export interface BiasChartContext {
  /** Strength of L2: mu of mu‖θ‖². */
  readonly strength: number;
  /** The loss at the network, where bounds of a mean squared error hold; null otherwise. */
  readonly squaredError: number | null;
}

const OF: Readonly<Record<Compensation, string>> = {
  none: 'not compensated',
  midrange: 'compensated by the midrange',
  mean: 'compensated by the mean',
};

/** The loss along a shift of one unit's bias. */
export function shiftChart(track: BiasTrack, context: BiasChartContext): LinesChart {
  const { state, points } = track;
  const { kind, layer, unit } = state;
  const [dead, active] = clippingPlaces(state);
  const x = points.map(({ shift }) => shift);
  const by = (which: Compensation, label = OF[which]): ChartSeries => ({
    label,
    x,
    y: points.map(({ walks }) => walks[which].change),
  });
  const best = kind === 'partial' ? 'mean' : 'midrange';
  const series =
    kind === 'partial'
      ? [by('none'), by('midrange'), by('mean'), ...boundSeries(points, x, context)]
      : [by('none'), by('midrange', 'compensated')];
  return {
    kind: 'lines',
    title: `Bias of ${nameOf(state)}: change of the loss`,
    caption: `Unit ${unit} of ${layer.node} gets b + ν; compensated: what reads it gets b − m W[unit], m being ${kind === 'partial' ? 'the midrange or the mean of the rise of its values' : 'the rise of its values (their midrange, where they do not all rise alike)'}. With L2: plus the change of ${context.strength}‖θ‖².`,
    x: { label: 'shift ν' },
    y: { label: 'change of the loss' },
    series: [...series, penalized(points, x, best, context.strength)],
    marks: marksWithin(x, [
      { x: dead, label: 'dead up to here' },
      { x: active, label: 'active from here' },
    ]),
  };
}

function penalized(
  points: readonly BiasPoint[],
  x: readonly number[],
  by: Compensation,
  strength: number,
): ChartSeries {
  return {
    label: `${by === 'mean' ? OF.mean : 'compensated'}, with L2`,
    x,
    y: points.map(({ walks }) => walks[by].change + strength * walks[by].norm),
  };
}

/** `(√L ± ‖w‖ std Δ)² - L`. */
function boundSeries(
  points: readonly BiasPoint[],
  x: readonly number[],
  { squaredError }: BiasChartContext,
): readonly ChartSeries[] {
  if (squaredError === null || points.some(({ bounds }) => bounds === null)) return [];
  const root = Math.sqrt(squaredError);
  const of = (label: string, at: (width: number) => number): ChartSeries => ({
    label,
    x,
    y: points.map(({ bounds }) => at(bounds!.mean) - squaredError),
  });
  return [
    of('upper bound, by the mean', (width) => (root + width) ** 2),
    of('lower bound, by the mean', (width) => Math.max(0, root - width) ** 2),
  ];
}

/** How far what reads a partial unit moves, beside its bounds; null where these are not known. */
export function readerChart({ state, points }: BiasTrack): LinesChart | null {
  if (state.kind !== 'partial' || points.some(({ bounds }) => bounds === null)) return null;
  const x = points.map(({ shift }) => shift);
  const of = (label: string, at: (point: BiasPoint) => number): ChartSeries => ({
    label,
    x,
    y: points.map(at),
  });
  return {
    kind: 'lines',
    title: `Bias of ${nameOf(state)}: error where it is read`,
    caption: `Of the sums of ${state.layer.readers[0]!.node}, before its activation, on the evaluation set. By the midrange the largest change is least, by the mean the root of the mean square; both meet their bounds ‖w‖(max Δ − min Δ)/2 and ‖w‖ std Δ.`,
    x: { label: 'shift ν' },
    y: { label: 'change of what reads it' },
    series: [
      of('largest, not compensated', ({ walks }) => walks.none.largest!),
      of('largest, by the midrange', ({ walks }) => walks.midrange.largest!),
      of('root mean square, by the mean', ({ walks }) => walks.mean.root!),
      of('bound of any data, ‖w‖|ν|/2', ({ bounds }) => bounds!.anyData),
    ],
    marks: marksWithin(x, [
      { x: clippingPlaces(state)[0], label: 'dead up to here' },
      { x: clippingPlaces(state)[1], label: 'active from here' },
    ]),
  };
}

function marksWithin(x: readonly number[], marks: LinesChart['marks']): LinesChart['marks'] {
  return marks.filter((mark) => mark.x >= x[0]! && mark.x <= x.at(-1)!);
}

/** What a bias track shows, in numbers. */
export function shiftFacts(track: BiasTrack, { rows }: NetworkMeasures): readonly Fact[] {
  const { state } = track;
  const range = keptRange(state);
  const where = `on the evaluation set (${rows.evaluation} rows), in float64`;
  if (range === null) return partialFacts(track, where);
  const inside = track.points.filter(({ shift }) => shift >= range[0] && shift <= range[1]);
  const outside = track.points.filter((point) => !inside.includes(point));
  const finite = state.kind === 'dead' ? range[1] : range[0];
  return [
    {
      label: `${nameOf(state)}: invariant for`,
      value: state.kind === 'dead' ? `ν ≤ ${digits(finite)}` : `ν ≥ ${digits(finite)}`,
      meaning: `Shifts of its bias that keep every prediction ${where}${state.kind === 'dead' ? ', with nothing to compensate; off the data they may not' : ', with b − ν W[unit] where it is read'}. Beyond, clipping breaks it.`,
    },
    {
      label: `${nameOf(state)}: largest change there`,
      value: largestChange(inside, 'midrange'),
      meaning: `Of the loss, compensated, over ${inside.length} shifts of the range ${where}.`,
    },
    {
      label: `${nameOf(state)}: largest change beyond`,
      value: outside.length === 0 ? null : largestChange(outside, 'midrange'),
      meaning: `The same over ${outside.length} shifts outside of the range.`,
    },
  ];
}

function largestChange(points: readonly BiasPoint[], by: Compensation): number {
  return points.reduce((most, { walks }) => Math.max(most, Math.abs(walks[by].change)), 0);
}

function partialFacts({ state, points }: BiasTrack, where: string): readonly Fact[] {
  const last = points.at(-1)!;
  const bounds = points.every((point) => point.bounds !== null);
  return [
    {
      label: `${nameOf(state)}: loss change at ν = ${digits(last.shift)}`,
      value: last.walks.mean.change,
      meaning: `Compensated by the mean ${where}; not compensated ${digits(last.walks.none.change)}. No constant compensates a partial unit: its rise differs from row to row.`,
    },
    {
      label: `${nameOf(state)}: error over its bound`,
      value: bounds ? worstRatio(points) : null,
      meaning: bounds
        ? `The largest ratio, over the shifts, of the error where it is read to its bound (largest error by the midrange, root mean square by the mean) ${where}; 1 but for rounding.`
        : 'Bounds are known where one dense layer reads the unit alone.',
    },
  ];
}

function worstRatio(points: readonly BiasPoint[]): number {
  return points.reduce((worst, { walks, bounds }) => {
    const { midrange, mean } = bounds!;
    const ratios = [
      midrange > 0 ? walks.midrange.largest! / midrange : 0,
      mean > 0 ? walks.mean.root! / mean : 0,
    ];
    return Math.max(worst, ...ratios);
  }, 0);
}

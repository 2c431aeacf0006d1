import type { SweepGroup, SweepMetric, SweepRecord } from '@isthmus/contract';
import { formatCount, formatFraction, formatNumber, toNumber } from '../format/format.js';

/** What a chart of a sweep can show: the fraction connected, or the mean of a quantity. */
export type SweepQuantity = 'fraction' | SweepMetric;

/** One group in a chart; null where nothing is known. */
export interface SweepPoint {
  /** The swept value, or its place where values are not numbers. */
  readonly x: number;
  readonly y: number | null;
  /** The 95 % interval; null where there are too few pairs for one. */
  readonly low: number | null;
  readonly high: number | null;
  readonly group: SweepGroup;
}

/** One strategy at fixed values of the other swept settings. */
export interface SweepSeries {
  readonly label: string;
  readonly points: readonly SweepPoint[];
}

/** A quantity against a swept setting. */
export interface SweepData {
  readonly quantity: SweepQuantity;
  /** The setting along the axis, by its short name. */
  readonly name: string;
  /** The texts of values that are not numbers, by their places; null for numbers. */
  readonly categories: readonly string[] | null;
  readonly series: readonly SweepSeries[];
  /** Marks on the axis, with their names. */
  readonly references: readonly { readonly x: number; readonly label: string }[];
}

/** The words of what is shown. */
export const QUANTITY_WORDS: Readonly<Record<SweepQuantity, string>> = {
  fraction: 'fraction of pairs connected',
  normalizedLength: 'normalized length',
  beads: 'beads',
  peak: 'peak loss',
  aboveEnds: 'barrier above the ends',
  gradientEvaluations: 'gradient evaluations',
  lossEvaluations: 'loss evaluations',
};

const SEED = '/seed';

/**
 * A quantity of a sweep, ready to be drawn against the first swept setting whose values are numbers,
 * else the first one; seeds are averaged over. Means are over all pairs, connected or not.
 *
 * @returns null where no setting but the seed has several values
 * @example
 * sweepData(sweep, 'beads')?.name; // 'threshold'
 */
export function sweepData(record: SweepRecord, quantity: SweepQuantity): SweepData | null {
  const axes = record.axes.filter(({ pointer, values }) => pointer !== SEED && values.length > 1);
  const axis = axes.find(({ values }) => values.every(Number.isFinite)) ?? axes[0];
  if (axis === undefined) return null;
  const isNumeric = axis.values.every(Number.isFinite);
  const texts = axis.values.map(valueText);
  const place = (group: SweepGroup) => {
    const value = group.values[axis.pointer];
    return isNumeric ? Number(value) : texts.indexOf(valueText(value));
  };
  return {
    quantity,
    name: axis.name,
    categories: isNumeric ? null : texts,
    series: seriesOf(record, axis.pointer, (group) => pointOf(group, quantity, place(group))),
    references: isNumeric && axis.pointer === '/train/threshold' ? baselineMarks(record) : [],
  };
}

/** One series for each strategy and combination of the other settings, in the order of the groups. */
function seriesOf(
  record: SweepRecord,
  along: string,
  toPoint: (group: SweepGroup) => SweepPoint,
): readonly SweepSeries[] {
  const others = record.axes.filter(
    ({ pointer, values }) => pointer !== along && pointer !== SEED && values.length > 1,
  );
  const found = new Map<string, SweepPoint[]>();
  for (const group of record.groups) {
    const fixed = others.map(({ pointer, name }) => `${name} ${valueText(group.values[pointer])}`);
    const label = [group.label, ...fixed].join(', ');
    found.set(label, [...(found.get(label) ?? []), toPoint(group)]);
  }
  return [...found].map(([label, points]) => ({ label, points: points.sort((p, q) => p.x - q.x) }));
}

function pointOf(group: SweepGroup, quantity: SweepQuantity, x: number): SweepPoint {
  if (quantity === 'fraction') {
    const { value, low, high } = group.fraction;
    return value === null
      ? { x, y: null, low: null, high: null, group }
      : { x, y: value, low, high, group };
  }
  const { mean, low, high } = group.all[quantity];
  return { x, y: finite(mean), low: finite(low), high: finite(high), group };
}

/** In JSON what is not finite is a string. */
function finite(value: number | string | null): number | null {
  const number = value === null ? Number.NaN : toNumber(value);
  return Number.isFinite(number) ? number : null;
}

function baselineMarks({ baselines }: SweepRecord): SweepData['references'] {
  const { constant = null, linear = null } = baselines ?? {};
  return [
    ...(constant === null ? [] : [{ x: constant, label: 'best constant' }]),
    ...(linear === null ? [] : [{ x: linear, label: 'best linear' }]),
  ];
}

/**
 * A swept value for a person: a text as it is, anything else as JSON.
 *
 * @example
 * valueText([4, 4]); // '[4,4]'
 */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/**
 * The fraction connected in words, with its 95 % interval.
 *
 * @example
 * const counts = { pairs: 20, connected: 19, fraction: { value: 0.95, low: 0.764, high: 0.991 } };
 * fractionWords(counts); // '19 of 20 (76.4\u202f% to 99.1\u202f%)'
 */
export function fractionWords({
  pairs,
  connected,
  fraction,
}: Pick<SweepGroup, 'pairs' | 'connected' | 'fraction'>): string {
  if (pairs === 0) return 'no pairs yet';
  const [low, high] = [fraction.low, fraction.high].map((end) =>
    formatFraction(Number(end.toPrecision(3))),
  );
  return `${formatCount(connected)} of ${formatCount(pairs)} (${low ?? ''} to ${high ?? ''})`;
}

/**
 * A mean with its interval: `1.31 (1.2 to 1.42)`.
 *
 * @example
 * meanWords({ n: 3, mean: 2, low: -0.4841, high: 4.4841 }); // '2 (−0.484 to 4.48)'
 */
export function meanWords({ mean, low, high }: SweepGroup['all'][SweepMetric]): string {
  if (mean === null) return formatNumber(null);
  if (low === null || high === null) return formatNumber(mean);
  return `${formatNumber(mean)} (${formatNumber(low, 3)} to ${formatNumber(high, 3)})`;
}

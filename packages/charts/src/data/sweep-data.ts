import type { MeanInterval, SweepGroup, SweepMetric, SweepRecord } from '@isthmus/contract';
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
  readonly counts: SweepCounts;
}

/** What a point is of: pairs of which some are connected, or as many numbers that an analysis found. */
export type SweepCounts =
  { readonly pairs: number; readonly connected: number } | { readonly found: number };

/** One strategy, or one analysis, at fixed values of the other swept settings. */
export interface SweepSeries {
  readonly label: string;
  readonly points: readonly SweepPoint[];
}

/** A quantity against a swept setting. */
export interface SweepData {
  /** What is shown; `fact`: a number that an analysis found. */
  readonly quantity: SweepQuantity | 'fact';
  /** The same in words. */
  readonly words: string;
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
  const along = alongOf(record);
  if (along === null) return null;
  return {
    ...{
      quantity,
      words: QUANTITY_WORDS[quantity],
      name: along.name,
      categories: along.categories,
    },
    series: along.seriesOf(
      record.groups,
      ({ label }) => label,
      (group, x) => pointOf(group, quantity, x),
    ),
    references:
      along.categories === null && along.pointer === '/train/threshold'
        ? baselineMarks(record)
        : [],
  };
}

/** The swept setting that lies along the axis. */
interface Along {
  readonly pointer: string;
  readonly name: string;
  readonly categories: readonly string[] | null;
  /** One series for each label and combination of the other settings, in the order of the items. */
  seriesOf<T extends Pick<SweepGroup, 'values'>>(
    items: readonly T[],
    labelOf: (item: T) => string,
    toPoint: (item: T, x: number) => SweepPoint,
  ): readonly SweepSeries[];
}

/** Null where no setting but the seed has several values. */
export function alongOf({ axes: all }: Pick<SweepRecord, 'axes'>): Along | null {
  const axes = all.filter(({ pointer, values }) => pointer !== SEED && values.length > 1);
  const axis = axes.find(({ values }) => values.every(Number.isFinite)) ?? axes[0];
  if (axis === undefined) return null;
  const { pointer, name, values } = axis;
  const others = axes.filter((other) => other !== axis);
  const texts = values.map(valueText);
  const isNumeric = values.every(Number.isFinite);
  return {
    ...{ pointer, name, categories: isNumeric ? null : texts },
    seriesOf(items, labelOf, toPoint) {
      const found = new Map<string, SweepPoint[]>();
      for (const item of items) {
        const own = item.values[pointer];
        const fixed = others.map(
          (other) => `${other.name} ${valueText(item.values[other.pointer])}`,
        );
        const label = [labelOf(item), ...fixed].join(', ');
        const point = toPoint(item, isNumeric ? Number(own) : texts.indexOf(valueText(own)));
        found.set(label, [...(found.get(label) ?? []), point]);
      }
      return [...found].map(([label, points]) => ({
        ...{ label, points: points.sort((p, q) => p.x - q.x) },
      }));
    },
  };
}

function pointOf(group: SweepGroup, quantity: SweepQuantity, x: number): SweepPoint {
  const { pairs, connected, fraction, all } = group;
  const counts = { pairs, connected };
  if (quantity !== 'fraction') return { x, ...drawnMean(all[quantity]), counts };
  const { value, low, high } = fraction;
  return value === null
    ? { x, y: null, low: null, high: null, counts }
    : { x, y: value, low, high, counts };
}

/** What of a mean can be drawn. */
export function drawnMean({
  mean,
  low,
  high,
}: MeanInterval): Pick<SweepPoint, 'y' | 'low' | 'high'> {
  return { y: finite(mean), low: finite(low), high: finite(high) };
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

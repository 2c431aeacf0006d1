import type { ScaleChoice } from './chart-options.js';

/** A loss axis: its kind, its ends and its ticks. */
export interface LossScale {
  readonly type: 'linear' | 'log' | 'symlog';
  /** On a symlog scale: the size at which it turns from even steps to a logarithm. */
  readonly constant?: number;
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
}

/** A logarithm is chosen where the largest loss is more than this many times the smallest above 0. */
const LOG_FROM_RATIO = 50;

/** Where losses have both signs, all of them pass 0, so that only a middle value far from the largest tells. */
const SIGNED_LOG_FROM_RATIO = 1000;

/** Decades that one logarithmic axis shows; what is smaller is drawn beside 0, or none would be legible. */
const MOST_DECADES = 40;

/**
 * Chooses the scale of a loss axis from the values to be shown: a logarithm where they are of many sizes
 * or one is wished for. Where there is a 0 or a negative loss among them the axis is a logarithm above the
 * smallest size (and below its negative) and runs in even steps between, so that 0 has a place on it.
 */
export function lossScale(values: readonly number[], choice: ScaleChoice = 'auto'): LossScale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return linearScale(0, 1);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  const isLog = choice === 'log' || (choice === 'auto' && isWide(sizes, low < 0));
  if (!isLog || sizes.length === 0) return linearScale(low, high);
  const isPlain = low > 0 && Math.log10(high) - Math.log10(low) <= MOST_DECADES;
  return isPlain ? logScale(low, high) : logScaleWithZero(low, high, sizes);
}

function isWide(sizes: readonly number[], isSigned: boolean): boolean {
  const sorted = [...sizes].sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const middle = sorted[(sorted.length - 1) >> 1] ?? 0;
  return isSigned
    ? largest / SIGNED_LOG_FROM_RATIO > middle
    : largest / LOG_FROM_RATIO > (sorted[0] ?? 0);
}

/**
 * The share of the axis below a value: 0 at its lower end, 1 at its upper.
 *
 * @example
 * shareBelow({ type: 'log', domain: [0.01, 1], ticks: [] }, 0.1); // 0.5
 */
export function shareBelow(scale: LossScale, value: number): number {
  const [low, high] = scale.domain.map((end) => stretched(scale, end)) as [number, number];
  return (stretched(scale, value) - low) / (high - low);
}

function stretched({ type, constant = 1, domain }: LossScale, value: number): number {
  if (type === 'log') return Math.log(value);
  if (type === 'symlog') return Math.sign(value) * Math.log1p(Math.abs(value / constant));
  // Against the larger end, since the difference of both may be more than a double holds.
  return value / Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
}

/** How a scale is called, for the words of a chart. */
export function scaleName({ type }: LossScale): string {
  return type === 'symlog' ? 'log scale with 0' : `${type} scale`;
}

/** What the name of an axis says of its scale: nothing where its steps are even. */
export function scaleNote(scale: LossScale): string {
  return scale.type === 'linear' ? '' : `, ${scaleName(scale)}`;
}

/** Smaller values are drawn near 0, against the largest. */
const SIGNED_SPAN = 1e-3;

/**
 * A scale for values of both signs and of many sizes: logarithmic to both sides of 0, even near it.
 *
 * @example
 * signedScale([-0.5, 0, 40]).ticks; // [-1, 0, 1, 10, 100]
 */
export function signedScale(values: readonly number[]): LossScale {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return { type: 'linear', domain: [-1, 1], ticks: [-1, 0, 1] };
  const least = sizes
    .filter((size) => size >= SIGNED_SPAN * largest)
    .reduce((a, b) => Math.min(a, b));
  const constant = 10 ** Math.floor(Math.log10(least));
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const domain = [4 * low - constant / 2, 4 * high + constant / 2] as const;
  // Beside many decades, the first would stand too near to 0.
  const from = largest > 20 * constant ? 1 : 0;
  const decades = [0, 1, 2, 3, 4].map((k) => Number((constant * 10 ** (k + from)).toPrecision(1)));
  const ticks = [...decades.map((tick) => -tick).reverse(), 0, ...decades];
  const inside = ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  return { type: 'symlog', constant, domain, ticks: inside };
}

/**
 * A scale for counts of many sizes, 0 among them: a logarithm from about the least above 0.
 *
 * @example
 * countScale([0, 55, 400]).ticks; // [0, 30, 100, 300]
 */
export function countScale(counts: readonly number[]): LossScale {
  const above = counts.filter((count) => count > 0 && Number.isFinite(count));
  if (above.length === 0) return { type: 'linear', domain: [0, 1], ticks: [0, 1] };
  const least = above.reduce((a, b) => Math.min(a, b));
  const most = above.reduce((a, b) => Math.max(a, b));
  const decades = Math.ceil(Math.log10(most)) + 1;
  const every = Math.max(1, Math.ceil(Math.log10(most / least) / 6));
  const factors = most / least > 1e3 ? [1] : [1, 3];
  const powers = Array.from({ length: decades }, (_, k) => k).filter((k) => k % every === 0);
  const ticks = powers
    .flatMap((k) => factors.map((factor) => factor * 10 ** k))
    .filter((tick) => tick >= least / 2 && tick <= most);
  return {
    type: 'symlog',
    constant: least / 2,
    domain: [0, most],
    ticks: [0, ...(ticks.length > 0 ? ticks : [most])],
  };
}

/** Round ticks at steps of 1, 2 or 5 times a power of ten, at most about `count` of them. */
export function linearTicks(low: number, high: number, count = 6): readonly number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Spans at the edge of what a double can hold leave no step to count by.
  if (!(last - first < 4 * count)) return [low, high];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Significant digits that tell neighbouring ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  const size = ticks.reduce((a, b) => Math.max(a, Math.abs(b)), step);
  const digits = Math.ceil(Math.log10(size / step)) + 1;
  return Number.isFinite(digits) ? Math.min(15, Math.max(2, digits)) : 4;
}

function linearScale(low: number, high: number): LossScale {
  const fromZero = low > 0 && (low <= high / 2 || low === high);
  const bottom = fromZero ? 0 : low;
  const span = Math.max(high - bottom, Math.abs(high) * 1e-6) || 1;
  const under = bottom === 0 ? 0 : bottom - 0.08 * span;
  const domain = [
    Math.max(-Number.MAX_VALUE, under),
    Math.min(Number.MAX_VALUE, high + 0.08 * span),
  ] as const;
  return { type: 'linear', domain, ticks: linearTicks(...domain) };
}

function logScale(low: number, high: number): LossScale {
  const decades = Math.log10(high) - Math.log10(low);
  const margin = Math.min(10, Math.max(1.2, 10 ** (0.06 * decades)));
  const bottom = Math.max(Number.MIN_VALUE, low / margin);
  // A denormal has no greater neighbour within the margin.
  const top = Math.max(bottom + Number.MIN_VALUE, high * margin);
  const domain = [bottom, Math.min(Number.MAX_VALUE, top)] as const;
  const ticks = logTicks(...domain);
  return { type: 'log', domain, ticks: ticks.length > 1 ? ticks : linearTicks(...domain, 4) };
}

/** The least distance of 0 from the smallest size, in decades: two ticks must be legible there. */
const DECADES_TO_ZERO = 1;

/** A logarithm above the smallest of the sizes and below its negative, with 0 between. */
function logScaleWithZero(low: number, high: number, sizes: readonly number[]): LossScale {
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const least = sizes
    .filter((size) => Math.log10(largest) - Math.log10(size) <= MOST_DECADES)
    .reduce((a, b) => Math.min(a, b));
  const constant = Math.max(
    Number.MIN_VALUE,
    10 ** (Math.floor(Math.log10(least)) - DECADES_TO_ZERO),
  );
  const margin = 10 ** (0.06 * (Math.log10(largest) - Math.log10(constant)));
  const outer = (end: number) =>
    Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, end * margin));
  const domain = [outer(Math.min(0, low)), outer(Math.max(0, high))] as const;
  const [first, last] = [Math.ceil(Math.log10(least)), Math.floor(Math.log10(largest * margin))];
  const every = Math.max(1, Math.ceil((last - first + 1) / (low < 0 && high > 0 ? 3 : 7)));
  const decades = Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, k) =>
    Number(`1e${first + k * every}`),
  ).filter((tick) => tick > 0);
  const ticks = [...decades.map((tick) => -tick).reverse(), 0, ...decades].filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  );
  return { type: 'symlog', constant, domain, ticks };
}

/** Powers of ten, thinned where there are many; with 2 and 5 between them where there are few. */
function logTicks(low: number, high: number): readonly number[] {
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first + 1) / 8));
  const factors = last - first >= 3 ? [1] : last - first >= 1 ? [1, 3] : [1, 2, 5];
  const powers = Array.from({ length: last - first + 3 }, (_, i) => first - 1 + i);
  return powers
    .filter((power) => (power - first) % every === 0)
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}

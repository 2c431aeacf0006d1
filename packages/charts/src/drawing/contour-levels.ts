/** Which contours of values are drawn, and on what scale they are evenly far apart. */
export interface ContourLevels {
  /** Rising; the level that was asked for is one of them wherever values lie to both of its sides. */
  readonly levels: readonly number[];
  /** Whether each is so many times the one before; else they are evenly far apart. */
  readonly isLog: boolean;
}

/** Factors from one contour to the next, of which the smallest is taken that leaves few enough. */
const FACTORS = [1.02, 1.05, 1.1, 1.25, 1.5, 2, 5, 10, 100, 1e3, 1e4, 1e6, 1e10, 1e20, 1e40, 1e80];

/** Contours above the level, and below it. */
const MOST = { above: 8, below: 3 } as const;

/**
 * The contours of values around a level: that itself, some above and fewer below it.
 *
 * @param level null: contours begin at the smallest value
 * @param wantsLog whether each should be so many times the one before; not where values are at or below 0
 * @example
 * contourLevels([0.0005, 0.3, 12], 0.001, true).levels.slice(0, 3); // [0.001, 0.005, 0.025]
 */
export function contourLevels(
  values: readonly number[],
  level: number | null,
  wantsLog: boolean,
): ContourLevels {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { levels: [], isLog: false };
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const isInside = level !== null && level > low && level < high;
  const start = isInside ? level : low;
  const isLog = wantsLog && low > 0;
  const levels = isLog ? risingBy(start, low, high) : evenFrom(start, low, high);
  return { levels: levels.filter((each) => each > low && each < high), isLog };
}

function risingBy(start: number, low: number, high: number): readonly number[] {
  const above = factorFor(high / start, MOST.above);
  const below = factorFor(start / low, MOST.below);
  const lower = Array.from({ length: MOST.below }, (_, k) => start / below ** (MOST.below - k));
  const upper = Array.from({ length: MOST.above }, (_, k) => start * above ** (k + 1));
  // So that their names are short and right; two that follow each other differ by more.
  const round = (value: number) => Number(value.toPrecision(3));
  return [...lower.map(round), start, ...upper.map(round)];
}

function factorFor(ratio: number, count: number): number {
  return FACTORS.find((factor) => factor ** (count + 1) >= ratio) ?? FACTORS.at(-1)!;
}

function evenFrom(start: number, low: number, high: number): readonly number[] {
  const step = Math.max((high - start) / (MOST.above + 1), (start - low) / (MOST.below + 1));
  const first = -Math.min(MOST.below, Math.floor((start - low) / step));
  return Array.from({ length: MOST.above + 1 - first }, (_, k) => start + (first + k) * step);
}

/** A polynomial: coefficients in ascending order of power. */
export type Coefficients = readonly number[];

/** The value at x, by Horner's rule. */
export function valueAt(coefficients: Coefficients, x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** A point of a graph. */
export interface GraphPoint {
  readonly x: number;
  readonly y: number;
}

/** Where the polynomial is least and where it is greatest on [from, to]: at an end or a critical point. */
export function extremes(
  coefficients: Coefficients,
  [from, to]: readonly [number, number],
): { readonly least: GraphPoint; readonly greatest: GraphPoint } {
  const candidates = [from, ...rootsWithin(derivative(coefficients), from, to), to];
  const points = candidates.map((x) => ({ x, y: valueAt(coefficients, x) }));
  return {
    least: points.reduce((best, point) => (point.y < best.y ? point : best)),
    greatest: points.reduce((best, point) => (point.y > best.y ? point : best)),
  };
}

function derivative(coefficients: Coefficients): Coefficients {
  return coefficients.slice(1).map((coefficient, i) => coefficient * (i + 1));
}

/**
 * The places in [from, to] where the polynomial changes its sign, in order: between two critical
 * points it is monotone, so that there is at most one, and bisection finds it. (A root without a
 * change of sign is no extreme of what this is the derivative of.)
 */
function rootsWithin(coefficients: Coefficients, from: number, to: number): readonly number[] {
  if (coefficients.length < 2) return [];
  const marks = [from, ...rootsWithin(derivative(coefficients), from, to), to];
  return marks.flatMap((mark, i) => {
    const next = marks[i + 1];
    if (next === undefined) return [];
    const [left, right] = [valueAt(coefficients, mark), valueAt(coefficients, next)];
    return left < 0 !== right < 0 ? [bisect(coefficients, mark, next)] : [];
  });
}

/** Until no number lies between the two sides. */
function bisect(coefficients: Coefficients, from: number, to: number): number {
  const isBelow = valueAt(coefficients, from) < 0;
  let [low, high] = [from, to];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    if (valueAt(coefficients, middle) < 0 === isBelow) low = middle;
    else high = middle;
  }
}

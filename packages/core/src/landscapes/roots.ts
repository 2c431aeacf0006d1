/**
 * The zeros in (0, 1) at which a polynomial changes its sign, increasing: between two zeros of its
 * derivative it is monotone, so bisection finds the only one there.
 *
 * @param coefficients in ascending order of power
 * @example
 * const [root] = rootsWithin([-0.25, 1]);
 * Math.abs(root - 0.25) < 1e-15; // true
 */
export function rootsWithin(coefficients: readonly number[]): readonly number[] {
  if (coefficients.length < 2) return [];
  const derivative = coefficients.slice(1).map((entry, i) => (i + 1) * entry);
  const stops = [0, ...rootsWithin(derivative), 1];
  const value = (t: number) => coefficients.reduceRight((sum, entry) => sum * t + entry, 0);
  return stops.slice(1).flatMap((to, k) => {
    const from = stops[k]!;
    return value(from) * value(to) < 0 ? [bisected(value, from, to)] : [];
  });
}

/** Halves an interval until its middle is one of its ends. */
function bisected(value: (t: number) => number, from: number, to: number): number {
  const rising = value(from) < 0;
  let [low, high] = [from, to];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (value(middle) < 0 === rising) low = middle;
    else high = middle;
  }
}

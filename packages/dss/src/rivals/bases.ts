/**
 * How much each of the control points of a curve counts at t: numbers of sum 1.
 *
 * @param points control points, both ends included; at least 2
 * @param t in [0, 1]
 */
export type Basis = (points: number, t: number) => readonly number[];

/**
 * The basis of a polygonal chain: at t the two control points around it count, by their nearness;
 * control point i of n stands at t = i/(n-1).
 *
 * @example
 * // Garipov et al. 2018, section 3.2, with one bend.
 * hatBasis(3, 0.25); // [0.5, 0.5, 0]
 */
export const hatBasis: Basis = (points, t) => {
  const at = t * (points - 1);
  return Array.from({ length: points }, (_, i) => Math.max(0, 1 - Math.abs(at - i)));
};

/**
 * The Bernstein polynomials of degree n-1, the basis of a Bézier curve: `C(n-1, i) (1-t)^(n-1-i) t^i`.
 * They are built up degree by degree, by sums of positive numbers only.
 *
 * @example
 * bernsteinBasis(3, 0.5); // [0.25, 0.5, 0.25]
 */
export const bernsteinBasis: Basis = (points, t) => {
  let weights: readonly number[] = [1];
  while (weights.length < points) {
    const lower = weights;
    weights = Array.from(
      { length: lower.length + 1 },
      (_, i) => (1 - t) * (lower[i] ?? 0) + t * (lower[i - 1] ?? 0),
    );
  }
  return weights;
};

/** Inner products of a unit of a with a unit of b, and squared norms of the unit of b. */
export interface ScaleTerms {
  /** What makes them: `⟨a_in, b_in⟩` and `‖b_in‖²`, biases included. */
  readonly madeProduct: number;
  readonly madeSquare: number;
  /** What reads them: `⟨a_out, b_out⟩` and `‖b_out‖²`. */
  readonly readProduct: number;
  readonly readSquare: number;
}

/**
 * By how much the squared distance `‖a_in - c b_in‖² + ‖a_out - b_out / c‖²` of two units exceeds
 * `‖a_in‖² + ‖a_out‖²`.
 */
export function scaledExcess(terms: ScaleTerms, c: number): number {
  const { madeProduct, madeSquare, readProduct, readSquare } = terms;
  return c * (c * madeSquare - 2 * madeProduct) + (readSquare / c - 2 * readProduct) / c;
}

/**
 * The factor c > 0 that brings a unit of b nearest to a unit of a, when what makes it is multiplied
 * and what reads it divided by c.
 *
 * With q, s the squared norms and p, r the products the derivative vanishes where
 * `q c⁴ - p c³ + r c - s = 0`; in `x = c / (s/q)^¼` that is `x⁴ - P x³ + R x - 1 = 0`. Of its one to
 * three roots above 0 the largest and the smallest are the minima, and the better one is taken; the
 * smallest is one over the largest with P and R exchanged. A unit one of whose sides is zero keeps its
 * scale.
 *
 * @example
 * // b_in = a_in / 2 and b_out = 2 a_out.
 * leastScale({ madeProduct: 2, madeSquare: 1, readProduct: 2, readSquare: 4 }); // 2
 */
export function leastScale(terms: ScaleTerms): number {
  const { madeProduct, madeSquare, readProduct, readSquare } = terms;
  if (!(madeSquare > 0 && readSquare > 0)) return 1;
  const unit = (readSquare / madeSquare) ** 0.25;
  const root = Math.sqrt(madeSquare * readSquare);
  const p = (madeProduct * unit) / root;
  const r = readProduct / (unit * root);
  if (!Number.isFinite(p) || !Number.isFinite(r)) return 1;
  const better = betterOf(terms, unit * largestRoot(p, r), unit / largestRoot(r, p));
  return betterOf(terms, 1, better);
}

/**
 * What the scale of least distance leaves, for terms in proportion: the least of
 * `x² + 1/x² - 2 p x - 2 r / x` over x > 0, to some 1e-15. In the terms of `leastScale` with
 * `x = c / (s/q)^¼` it is `scaledExcess` over `√(q s)`, where p and r are those of the same quartic.
 *
 * Where neither |p| nor |r| exceeds 1, which is so of nearly all pairs of units, the quartic has one root: with
 * `x = eᵘ` it reads `4 sinh u = p - r + (p + r) tanh u`, and the left side grows the faster. From the right of
 * it f is convex there, so that Newton's steps descend to it. At a minimum the value errs by the square of what
 * the place does, so a step of 10⁻⁴ is the last that matters.
 *
 * @returns NaN where |p| or |r| exceeds 1, or is no number
 * @example
 * leastProportion(0, 0); // 2
 * leastProportion(1, 1); // -2
 */
export function leastProportion(p: number, r: number): number {
  if (!(Math.abs(p) <= 1 && Math.abs(r) <= 1)) return NaN;
  const right = Math.max(0, (p - r + Math.max(0, p + r)) / 4);
  let x = right + Math.sqrt(1 + right * right);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = (((x - p) * x * x + r) * x - 1) / ((4 * x - 3 * p) * x * x + r);
    x -= change;
    if (change <= LAST_STEP) break;
  }
  return x * (x - 2 * p) + (1 / x - 2 * r) / x;
}

/** Of x, which is near 1. */
const LAST_STEP = 1e-4;

/** The second where that is nearer. */
function betterOf(terms: ScaleTerms, one: number, other: number): number {
  return scaledExcess(terms, other) < scaledExcess(terms, one) ? other : one;
}

/** A quartic's steps shrink by 3/4 at first; this is far more than any start below takes. */
const MOST_STEPS = 200;

/**
 * The largest root of `f(x) = x⁴ - p x³ + r x - 1`. Above p/2 f is convex, so that Newton's steps from
 * the right come to the largest root there, or leave it where there is none; below, f is concave and
 * rises from -1 at 0, so that they come from the left to the only one.
 */
function largestRoot(p: number, r: number): number {
  const fromRight = newton(p, r, Math.max(3 * p, Math.cbrt(-3 * r), 1.5), p / 2);
  if (fromRight !== null) return fromRight;
  return newton(p, r, Math.min(p / 2, 1 / (1 + Math.abs(p) + Math.abs(r))), 0) ?? p / 2;
}

/** Newton's steps from x until they rest; null where they leave for below `least` or stop descending. */
function newton(p: number, r: number, start: number, least: number): number | null {
  let x = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const value = ((x - p) * x * x + r) * x - 1;
    const slope = (4 * x - 3 * p) * x * x + r;
    const next = x - value / slope;
    if (!(slope > 0 && next >= least)) return null;
    if (Math.abs(next - x) <= 2 ** -51 * x) return next;
    x = next;
  }
  return x;
}

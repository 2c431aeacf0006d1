import type { ElementwiseRule, HingeBounds, IntervalRange, SmoothBounds } from '@isthmus/contract';
import { ask } from './check.js';
import { isSumOf } from './exact-sums.js';
import { FAR_SIZES, nearPoints } from './layer-points.js';
import { stream } from './layer-trial.js';

type Curve = (x: number) => number;

/** Around the kink, near 0 and far out. */
const HINGE_SIZES = [0, 5e-324, 1e-300, 1e-12, 1e-3, 0.5, 1, 30, 1e7, 1e100] as const;

/** The reference is `x` above 0 and `slope x` below it, but for the rounding of one product. */
export function isHinge({ slope }: HingeBounds, value: Curve): void {
  ask(
    slope >= -1 && slope <= 1,
    'conformance/layer-bounds',
    `The slope of a hinge is in [-1, 1]; it is ${slope}.`,
  );
  const sizes = [...HINGE_SIZES, ...FAR_SIZES, ...nearPoints().map(Math.abs)];
  for (const x of sizes.flatMap((size) => [size, -size])) {
    const came = value(x);
    const factor = x > 0 ? 1 : slope;
    // A product that underflows is off by less than the smallest number.
    const isTiny = Math.abs(x) < 1e-290 && Math.abs(came - factor * x) <= 5e-324;
    ask(
      isTiny || isSumOf(came, [factor], [x], 1),
      'conformance/layer-bounds-value',
      `bounds say x above 0 and ${slope} x below it; the reference gives ${came} at x = ${x}.`,
      { x, came },
    );
  }
}

/**
 * What is taken for the rounding of a reference in float64, times 1 + |x|: its formula alone says what the function is,
 * and of that formula float64 is all that is known here.
 */
const REFERENCE_ERROR = 2 ** -45;

/** Points of an interval that are looked at, its ends among them. */
const PLACES = 17;

/** Value and derivative are those of the reference, and no point of many intervals is outside of what is said of it. */
export function isSmooth(
  bounds: SmoothBounds,
  value: Curve,
  derivatives: ElementwiseRule | null,
): void {
  const { accuracy } = bounds;
  ask(
    accuracy >= 0 && Number.isFinite(accuracy),
    'conformance/layer-bounds',
    `The accuracy of bounds is a number of at least 0; it is ${accuracy}.`,
  );
  ask(
    derivatives !== null,
    'conformance/layer-bounds',
    'bounds of the kind "smooth" go with an elementwise reference rule, which has the derivatives that they are held against.',
  );
  for (const x of [...nearPoints(), ...FAR_SIZES.flatMap((size) => [size, -size]), 1e7, -1e7]) {
    asksNear('value', bounds.value(x), value(x), x, accuracy);
    asksNear('derivative', bounds.derivative(x), derivatives.derivative(x), x, accuracy);
  }
  for (const [low, high] of intervals()) {
    asksRange('range', bounds.range, value, low, high);
    asksRange('curvature', bounds.curvature, (x) => derivatives.second(x), low, high);
  }
}

/** Single points, tiny and wide ones, ones that begin at 0 or hold it, huge ones. */
function intervals(): readonly (readonly [low: number, high: number])[] {
  const rng = stream('intervals');
  const widths = [0, 1e-12, 1e-6, 1e-3, 0.1, 1, 10];
  const around = widths.flatMap((width) =>
    Array.from({ length: 24 }, () => {
      const middle = 4 * rng.normal();
      return [middle - width * rng.next(), middle + width * rng.next()] as const;
    }),
  );
  const edges = [1e-9, 1, 4, 30, 700, 1e7].flatMap((size) => [[-size, size], [0, size], [-size, 0]] as const); // prettier-ignore
  return [...around, ...edges];
}

function asksNear(
  what: 'value' | 'derivative',
  came: number,
  expected: number,
  x: number,
  accuracy: number,
): void {
  ask(
    Math.abs(came - expected) <= (accuracy + REFERENCE_ERROR) * (1 + Math.abs(x)),
    'conformance/layer-bounds-value',
    `The ${what} of bounds at ${x} is ${came}, that of the reference ${expected}: they differ by more than the accuracy ${accuracy} and 2^-45 for the rounding of the reference, times 1 + |x|.`,
    { x, came, expected },
  );
}

function asksRange(
  what: 'range' | 'curvature',
  range: IntervalRange,
  f: Curve,
  low: number,
  high: number,
): void {
  const [least, most] = [range.least(low, high), range.most(low, high)];
  for (let i = 0; i < PLACES; i++) {
    const x = Math.min(high, low + (i / (PLACES - 1)) * (high - low));
    const came = f(x);
    // Values round as numbers of their own size; a second derivative as numbers of the size of 1.
    const slack = REFERENCE_ERROR * (what === 'range' ? Math.abs(came) : 1);
    ask(
      least - slack <= came && came <= most + slack,
      'conformance/layer-bounds-range',
      `The ${what} of bounds on [${low}, ${high}] is from ${least} to ${most}; the reference has ${came} at ${x}. It must hold all that the function may be there, rounded outward.`,
      { low, high, x, came },
    );
  }
}

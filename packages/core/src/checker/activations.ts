import { copyEntry, type Form, highest, lowest, raised, reach, zeroEntry } from './form.js';
import type { SmoothName } from './network.js';
import { exp, softplusDown, softplusUp, UNIT } from './numbers.js';

/**
 * `f(z) = max(z, slope z)`. On [l, u] with l < 0 < u and any k from the slope to 1, f(z) - k z is convex, 0
 * at its least, and at most at an end: f lies between k z and k z + top. The k of the chord makes both ends
 * alike; whatever it rounded to, the bound holds for the k that came out.
 */
export function rectify(slope: number, from: Form, to: Form): void {
  for (let i = 0; i < from.c.length; i++) {
    const [l, u] = [lowest(from, i), highest(from, i)];
    if (l >= 0) copyEntry(from, i, to, i);
    else if (u <= 0 && slope === 0 && l > -Infinity) zeroEntry(to, i);
    else {
      const k = u <= 0 ? slope : Math.min(1, Math.max(slope, (u - slope * l) / (u - l)));
      const top = u <= 0 ? 0 : Math.max(slope * l - k * l, u - k * u, 0);
      const room = u <= 0 ? 0 : 4 * UNIT * Math.max(-l, u);
      tilt(from, i, to, k, (top + room) / 2, (top + room) / 2);
    }
  }
}

/** Entry i times k, plus what lies within `radius` of `shift`. */
function tilt(from: Form, i: number, to: Form, k: number, shift: number, radius: number): void {
  const [c, s, r] = [from.c[i]!, from.s[i]!, from.r[i]!];
  to.c[i] = k * c + shift;
  to.s[i] = k * s;
  const rounding = 8 * UNIT * (Math.abs(k * c) + Math.abs(k * s) + Math.abs(shift));
  to.r[i] = raised(Math.abs(k) * r + radius + rounding);
}

/** A smooth function with what is proved of its computed values. */
interface SmoothFunction {
  value(x: number): number;
  valueError(x: number): number;
  slope(x: number): number;
  readonly slopeError: number;
  second(x: number): number;
  /** Where the second derivative is extreme, and what it is there, rounded away from 0. */
  readonly extremes: readonly (readonly [x: number, second: number])[];
  /** Where it has its one minimum, and a number below that; null where it increases throughout. */
  readonly dip: readonly [x: number, value: number] | null;
}

/** Far out an exponential is 0 to all that is computed of it. */
function decay(x: number): number {
  return x < -700 ? 0 : exp(x);
}

function logistic(x: number): number {
  const e = decay(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function logisticSlope(x: number): number {
  const e = decay(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
}

/**
 * e = e^-2|x| is off by 20 u e. Of (1 - e) / (1 + e) the slope in e is at most 2, of the derivative
 * 4 e / (1 + e)² at most 4: 40 u and 80 u, and a few roundings of numbers up to 1.
 */
const tanh: SmoothFunction = {
  value: (x) => {
    const e = decay(-2 * Math.abs(x));
    const y = (1 - e) / (1 + e);
    return x < 0 ? -y : y;
  },
  valueError: () => 64 * UNIT,
  slope: (x) => {
    const e = decay(-2 * Math.abs(x));
    return (4 * e) / ((1 + e) * (1 + e));
  },
  slopeError: 128 * UNIT,
  second: (x) => -2 * tanh.value(x) * tanh.slope(x),
  extremes: [
    [-0.6584789484624084, 0.769800358919502],
    [0.6584789484624084, -0.769800358919502],
  ],
  dip: null,
};

/** The slopes in e of 1 / (1 + e), e / (1 + e) and e / (1 + e)² are at most 1: 20 u, and a few roundings. */
const sigmoid: SmoothFunction = {
  value: logistic,
  valueError: () => 64 * UNIT,
  slope: logisticSlope,
  slopeError: 64 * UNIT,
  second: (x) => logisticSlope(x) * (logistic(-x) - logistic(x)),
  extremes: [
    [-1.3169578969248166, 0.096225044864938],
    [1.3169578969248166, -0.096225044864938],
  ],
  dip: null,
};

const softplus: SmoothFunction = {
  value: (x) => (softplusUp(x) + softplusDown(x)) / 2,
  valueError: (x) => softplusUp(x) - softplusDown(x) + 4 * UNIT * softplusUp(x),
  slope: logistic,
  slopeError: 64 * UNIT,
  second: logisticSlope,
  extremes: [[0, 0.25]],
  dip: null,
};

/** 1 / √(2 pi) */
const PEAK_OF_NORMAL = 0.3989422804014327;

/** The exponent is off by 36 u at most where |x| <= 8.5, and `exp` by 20 u: 64 u of it. */
function density(x: number): number {
  return PEAK_OF_NORMAL * decay(-0.5 * x * x);
}

/**
 * The normal distribution function, by 1/2 + density(x) (x + x³/3 + x⁵/15 + …), terms of one sign. Term n
 * goes through 3 n roundings; from 300 terms on, or where a term is below 2^-60 of the sum and the terms
 * halve at least, what is left out is below the last term. Off by (3 * 300 + 300 + 100) u < 1500 u. Beyond
 * 8.5 its tail is below 1e-17, which is less.
 */
function distribution(x: number): number {
  if (Math.abs(x) > 8.5) return x > 0 ? 1 : 0;
  const square = x * x;
  let [term, sum] = [x, x];
  for (let n = 1; n <= 300; n++) {
    term *= square / (2 * n + 1);
    sum += term;
    if (square < n && Math.abs(term) <= 2 ** -60 * Math.abs(sum)) return 0.5 + density(x) * sum;
  }
  return x === 0 ? 0.5 : NaN;
}

/** x times the distribution function: not its approximation by tanh. */
const gelu: SmoothFunction = {
  value: (x) => x * distribution(x),
  valueError: (x) => 1600 * UNIT * Math.abs(x),
  slope: (x) => distribution(x) + x * density(x),
  slopeError: 2000 * UNIT,
  second: (x) => density(x) * (2 - x * x),
  extremes: [
    [-2, -0.10798193302637614],
    [0, 0.7978845608028655],
    [2, -0.10798193302637614],
  ],
  dip: [-0.7517915226, -0.16997120748],
};

const FUNCTIONS: Readonly<Record<SmoothName, SmoothFunction>> = { tanh, sigmoid, softplus, gelu };

/** What values of the second derivative, of size 2 at most where it matters, may be off by. */
const SECOND_ERROR = 2 ** -40;

/**
 * `f(c + d) = f(c) + f'(c) d + R`, where R is half of d² times f'' of a point between, so that R lies
 * between the parts below and above 0 of D² f'' / 2, |d| <= D. Where that is less sharp than the range
 * [f(l), f(u)] without any slope, the range is taken.
 */
export function smoothForm(name: SmoothName, from: Form, to: Form): void {
  const f = FUNCTIONS[name];
  for (let i = 0; i < from.c.length; i++) {
    const [c, s, r, d] = [from.c[i]!, from.s[i]!, from.r[i]!, reach(from, i)];
    const [l, u] = [lowest(from, i), highest(from, i)];
    const [least, most] = rangeOfSecond(f, l, u);
    const below = 0.5 * d * d * Math.min(0, least);
    const above = 0.5 * d * d * Math.max(0, most);
    const [value, slope] = [f.value(c), f.slope(c)];
    const centre = value + (below + above) / 2;
    const size = Math.abs(value) + Math.abs(slope) * d + above - below;
    const error = f.valueError(c) + f.slopeError * d + 16 * UNIT * size;
    const radius = raised(Math.abs(slope) * r + (above - below) / 2 + error);
    const [low, high] = rangeOf(f, l, u);
    const flat = raised((high - low) / 2 + 8 * UNIT * (Math.abs(low) + Math.abs(high)));
    const isFlat = flat < radius;
    to.c[i] = isFlat ? (low + high) / 2 : centre;
    to.s[i] = isFlat ? 0 : slope * s;
    to.r[i] = isFlat ? flat : radius;
  }
}

/** At most the least and at least the largest second derivative on [l, u]: at an end, or an extreme. */
function rangeOfSecond(f: SmoothFunction, l: number, u: number): readonly [number, number] {
  const ends = [f.second(l), f.second(u)] as const;
  let [least, most] = [Math.min(...ends) - SECOND_ERROR, Math.max(...ends) + SECOND_ERROR];
  for (const [x, second] of f.extremes)
    if (l <= x + 1e-9 && u >= x - 1e-9) {
      least = Math.min(least, second);
      most = Math.max(most, second);
    }
  return [least, most];
}

/** Numbers between which f stays on [l, u]. */
function rangeOf(f: SmoothFunction, l: number, u: number): readonly [number, number] {
  const [atL, atU] = [f.value(l), f.value(u)];
  const room = f.valueError(l) + f.valueError(u);
  const inDip = f.dip !== null && l <= f.dip[0] + 1e-3 && u >= f.dip[0] - 1e-3;
  return [Math.min(atL, atU, inDip ? f.dip[1] : Infinity) - room, Math.max(atL, atU) + room];
}

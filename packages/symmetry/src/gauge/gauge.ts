import type { UnitSpace } from '@isthmus/core';
import type { WideParams } from '../group/float64.js';
import { type ScaleLink, scaleLinksOf } from './scale-links.js';

/** A unit without a balanced point, and which of its sides is all zeros. */
export interface LeftOut {
  readonly space: string;
  readonly unit: number;
  /**
   * `in`: what makes it, bias included; `out`: what reads it. Weights to other left-out units count
   * as zero.
   */
  readonly missing: 'in' | 'out' | 'both';
}

/** The factors that bring parameters into the balanced gauge. */
export interface Gauge {
  /** For each space that scales, by its name: a factor above 0 per unit. */
  readonly scales: Readonly<Record<string, Float64Array>>;
  readonly leftOut: readonly LeftOut[];
  readonly sweeps: number;
  /** Largest |c - 1| of the last sweep: how far the gauge is from where it settles. */
  readonly residual: number;
}

/**
 * A sweep whose factors all lie this near to 1 is rounding: the sums of squares behind a factor
 * carry a few units in the last place of float64.
 */
const SETTLED = 4e-15;

/** Where a sweep that moves no less than the one before is rounding too, as in very wide layers. */
const NEARLY_SETTLED = 1e-12;

/** Each sweep takes off a fixed part of the distance; chains of hundreds of layers settle in this. */
const MAX_SWEEPS = 10_000;

/**
 * Finds the balanced gauge: the one point of a scaling orbit of least Euclidean norm, where for
 * every unit the norm of what makes it (bias included) equals the norm of what reads it. Each unit
 * in turn is scaled by `c = sqrt(‖w_out‖ / ‖(w_in, b)‖)`, in cycles until nothing moves; this is
 * Osborne's balancing of a matrix (Osborne 1960, doi:10.1145/321043.321048), and the logarithms of
 * the factors minimise a convex function.
 *
 * A unit with `w_out = 0` or `(w_in, b) = 0` has no such point: its norm only tends to its infimum.
 * It is left out, reported, and scaled so that its other side has norm 1: so it can be compared.
 *
 * @param spaces those that do not scale keep the factor 1
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const { scales, residual } = balancedGauge(spaces, widenParams(a));
 * Object.keys(scales); // ['dense1', 'dense2']
 * residual < 1e-12; // true
 */
export function balancedGauge(spaces: readonly UnitSpace[], params: WideParams): Gauge {
  const links = scaleLinksOf(spaces, params);
  const scales = spaces.map((space) => new Float64Array(space.size).fill(1));
  const state: Balance = { links, scales, live: liveUnits(spaces, links, scales) };
  const { sweeps, residual } = balance(spaces, state);
  const leftOut = spaces.flatMap((space, at) =>
    space.scaling ? normaliseLeftOut(space, at, state) : [],
  );
  const scaling = spaces.flatMap((space, at) =>
    space.scaling ? [[space.name, scales[at]!] as const] : [],
  );
  return { scales: Object.fromEntries(scaling), leftOut, sweeps, residual };
}

/** The factors so far, per space; and which units take part (1) or are left out (0). */
interface Balance {
  readonly links: readonly ScaleLink[];
  readonly scales: readonly Float64Array[];
  readonly live: readonly Uint8Array[];
}

function balance(
  spaces: readonly UnitSpace[],
  state: Balance,
): { sweeps: number; residual: number } {
  let before = Infinity;
  for (let sweeps = 1; ; sweeps++) {
    const moves = spaces.map((space, at) => (space.scaling ? balanceSpace(at, state) : 0));
    const residual = Math.max(0, ...moves);
    const still = residual <= SETTLED || (residual <= NEARLY_SETTLED && residual >= before);
    if (still || sweeps === MAX_SWEEPS) return { sweeps, residual };
    before = residual;
  }
}

/** Balances the units of one space one after another; returns the largest |c - 1|. */
function balanceSpace(at: number, state: Balance): number {
  const scales = state.scales[at]!;
  const live = state.live[at]!;
  let largest = 0;
  for (let unit = 0; unit < scales.length; unit++) {
    if (live[unit] === 0) continue;
    const c = (squaredOut(at, unit, state) / squaredIn(at, unit, state)) ** 0.25;
    scales[unit]! *= c;
    largest = Math.max(largest, Math.abs(c - 1));
  }
  return largest;
}

/**
 * Which units lie on a way of non-zero weights from something of fixed scale to something of fixed
 * scale. Taking out a unit may leave another without a side, so this goes round until none falls.
 */
function liveUnits(
  spaces: readonly UnitSpace[],
  links: readonly ScaleLink[],
  scales: readonly Float64Array[],
): readonly Uint8Array[] {
  const live = spaces.map((space) => new Uint8Array(space.size).fill(1));
  const state = { links, scales, live };
  const fall = (at: number): boolean => {
    const standing = live[at]!;
    const falling = standing.map((alive, unit) => alive & Number(!hasBoth(at, unit, state)));
    falling.forEach((falls, unit) => (standing[unit]! -= falls));
    return falling.includes(1);
  };
  const scaling = [...spaces.keys()].filter((at) => spaces[at]!.scaling);
  while (scaling.filter(fall).length > 0);
  return live;
}

function hasBoth(at: number, unit: number, state: Balance): boolean {
  return squaredIn(at, unit, state) > 0 && squaredOut(at, unit, state) > 0;
}

function normaliseLeftOut(space: UnitSpace, at: number, state: Balance): LeftOut[] {
  const scales = state.scales[at]!;
  return [...state.live[at]!.keys()].flatMap((unit): LeftOut[] => {
    if (state.live[at]![unit] === 1) return [];
    const makes = squaredIn(at, unit, state);
    const reads = squaredOut(at, unit, state);
    if (makes > 0) scales[unit] = 1 / Math.sqrt(makes);
    else if (reads > 0) scales[unit] = Math.sqrt(reads);
    return [{ space: space.name, unit, missing: makes > 0 ? 'out' : reads > 0 ? 'in' : 'both' }];
  });
}

/**
 * ‖(w_in, b)‖² of a unit at the present factors, without its weight to itself, which no factor
 * changes.
 */
function squaredIn(at: number, unit: number, { links, scales, live }: Balance): number {
  let sum = 0;
  for (const { maker, reader, squares, width } of links) {
    if (maker !== at) continue;
    for (let other = 0; other < width; other++) {
      if (reader === at && other === unit) continue;
      if (reader !== null && live[reader]![other] === 0) continue;
      const by = reader === null ? 1 : scales[reader]![other]!;
      sum += squares[unit * width + other]! / (by * by);
    }
  }
  return sum * scales[at]![unit]! ** 2;
}

/** ‖w_out‖² of a unit at the present factors. */
function squaredOut(at: number, unit: number, { links, scales, live }: Balance): number {
  let sum = 0;
  for (const { maker, reader, transposed, width } of links) {
    if (reader !== at) continue;
    const height = transposed.length / width;
    for (let other = 0; other < height; other++) {
      if (maker === at && other === unit) continue;
      if (maker !== null && live[maker]![other] === 0) continue;
      const by = maker === null ? 1 : scales[maker]![other]!;
      sum += transposed[unit * height + other]! * by * by;
    }
  }
  return sum / scales[at]![unit]! ** 2;
}

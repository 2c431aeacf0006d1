import { IsthmusError } from '@isthmus/contract/base';
import { dotOf, primitive, wholeNumbers, type WholeNumbers } from '../whole.js';
import { arrangementOf, MOST_ENTRIES, type Arrangement, type Direction } from './arrangement.js';
import { fitNonnegative } from './nonnegative.js';

/** A network `f(x) = sum_j v_j relu(w_j · x) (+ c)` and its data, small enough to be solved. */
export interface ReluProblem {
  /** Inputs of one to three entries; with a hidden bias the last entry is 1. */
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[];
  /** Hidden units. */
  readonly hidden: number;
  /** Whether the output has a bias c. */
  readonly outputBias: boolean;
}

/** Where one hidden unit may be: in a cone, or on a border of cones; without rays, at zero. */
export interface UnitPlace {
  readonly sign: 1 | -1;
  /** Of the arrangement; the place is their non-negative combinations. */
  readonly rays: readonly number[];
}

/** A hidden unit at zero. */
export const AT_ZERO: UnitPlace = { sign: 1, rays: [] };

/** A hidden unit up to scaling: `v relu(w · x) = sign relu(u · x)` with `u = |v| w`. */
export interface ReluUnit {
  readonly sign: 1 | -1;
  readonly u: readonly number[];
}

/** The least loss with every unit in its place, and where it is taken. */
export interface PlacedMinimum {
  readonly loss: number;
  /** The weights of each unit; units at zero have a zero vector. */
  readonly weights: readonly (readonly number[])[];
  readonly outputBias: number;
}

/** More cells than this are refused: memory and time grow with them. */
export const MAX_CELLS = 1e6;

/** The exact side of a problem: whole numbers, all scaled by powers of two. */
export interface WholeProblem {
  readonly arrangement: Arrangement;
  /** The targets times `2^-exponent`. */
  readonly targets: WholeNumbers;
  /** What a unit at each ray gives on each sample, up to a factor. */
  readonly columns: readonly Direction[];
  readonly outputBias: boolean;
}

/** The least losses of a problem's cells; each place of a set of units is solved once. */
export interface Cells extends WholeProblem {
  /** Sign and cone of one unit: `2 cones` states. */
  readonly states: number;
  readonly hidden: number;
  placeOf(state: number): UnitPlace;
  /** The state of a unit; on a border, one of several. */
  stateOf(unit: ReluUnit): number;
  /** The least loss with the units in these places; the order of the units does not matter. */
  least(places: readonly UnitPlace[]): number;
  /** The same with the weights at which it is taken. */
  minimum(places: readonly UnitPlace[]): PlacedMinimum;
  /** Rays that the least loss needs, with the signs of their units. */
  needed(places: readonly UnitPlace[]): readonly SignedRay[];
}

/** A ray with the sign of the unit that lies on it. */
export interface SignedRay {
  readonly sign: 1 | -1;
  readonly ray: number;
}

/**
 * Prepares a problem in whole numbers.
 *
 * @throws `separation/bad-inputs`
 */
export function wholeProblem(problem: ReluProblem): WholeProblem {
  checkInputs(problem);
  const { inputs, targets, outputBias } = problem;
  const size = inputs[0]!.length;
  const flat = wholeNumbers(inputs.flat()).digits;
  const samples = inputs.map((_, i) => flat.slice(i * size, (i + 1) * size));
  const arrangement = arrangementOf(samples);
  const columns = arrangement.rays.map((ray) =>
    primitive(samples.map((x) => positive(dotOf(x, ray)))),
  );
  return { arrangement, targets: wholeNumbers(targets), columns, outputBias };
}

const positive = (value: bigint) => (value > 0n ? value : 0n);

/**
 * Prepares the cells of a problem.
 *
 * @throws `separation/too-large`, `separation/bad-inputs`
 */
export function cellsOf(problem: ReluProblem): Cells {
  const whole = wholeProblem(problem);
  const { cones } = whole.arrangement;
  const states = 2 * cones.length;
  checkSize(states, problem.hidden);
  const directions = whole.arrangement.rays.map(unitVector);
  const fit = createFit(problem, whole, directions);
  const known = new Map<string, number>();
  return {
    ...whole,
    states,
    hidden: problem.hidden,
    placeOf: (state) => ({ sign: state % 2 === 0 ? 1 : -1, rays: cones[state >> 1]!.rays }),
    stateOf: ({ sign, u }) =>
      2 * whole.arrangement.coneOf(wholeNumbers(u).digits) + (sign === 1 ? 0 : 1),
    least(places) {
      const key = places.map(nameOf).sort().join(';');
      const loss = known.get(key) ?? fit(places).loss;
      known.set(key, loss);
      return loss;
    },
    minimum(places) {
      const { loss, z } = fit(places);
      const weights = weightsOf(places, directions, z);
      return { loss, weights, outputBias: outputBiasOf(problem, places, weights) };
    },
    needed(places) {
      const { z } = fit(places);
      return signedRays(places).filter((_, k) => z[k]! > 0);
    },
  };
}

/** The rays of all places, one after the other. */
export function signedRays(places: readonly UnitPlace[]): readonly SignedRay[] {
  return places.flatMap(({ sign, rays }) => rays.map((ray) => ({ sign, ray })));
}

function nameOf({ sign, rays }: UnitPlace): string {
  return rays.length === 0 ? '0' : `${sign * (rays[0]! + 1)},${rays.slice(1).join()}`;
}

/** Of length 1, in float64. */
function unitVector(ray: Direction): readonly number[] {
  const wide = ray.map(Number);
  const largest = wide.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  const scaled = wide.map((entry) => entry / largest);
  const length = Math.hypot(...scaled);
  return scaled.map((entry) => entry / length);
}

/** The least squares with every unit in its place, by what one unit of each ray adds to the predictions. */
function createFit(
  { inputs, targets, outputBias }: ReluProblem,
  { columns }: WholeProblem,
  directions: readonly (readonly number[])[],
) {
  const wide = directions.map((direction, ray) =>
    centred(
      // What is exactly 0 has to be: its rounding would pass for a column of its own.
      Float64Array.from(inputs, (x, i) => (columns[ray]![i] === 0n ? 0 : inner(direction, x))),
      outputBias,
    ),
  );
  const negated = wide.map((column) => column.map((entry) => -entry));
  const target = centred(Float64Array.from(targets), outputBias);
  return (places: readonly UnitPlace[]) => {
    const own = signedRays(places).map(({ sign, ray }) => (sign > 0 ? wide : negated)[ray]!);
    const { squares, z } = fitNonnegative(own, target);
    return { loss: squares / target.length, z };
  };
}

/** With a free output bias only deviations from the mean are left to be fitted. */
function centred(column: Float64Array, centre: boolean): Float64Array {
  if (!centre) return column;
  const mean = column.reduce((sum, entry) => sum + entry, 0) / column.length;
  return column.map((entry) => entry - mean);
}

function weightsOf(
  places: readonly UnitPlace[],
  directions: readonly (readonly number[])[],
  z: Float64Array,
): readonly (readonly number[])[] {
  let at = 0;
  return places.map(({ rays }) => {
    const sum = new Array<number>(directions[0]!.length).fill(0);
    for (const ray of rays) {
      const factor = z[at++]!;
      directions[ray]!.forEach((entry, i) => (sum[i]! += factor * entry));
    }
    return sum;
  });
}

function outputBiasOf(
  { inputs, targets, outputBias }: ReluProblem,
  places: readonly UnitPlace[],
  weights: readonly (readonly number[])[],
): number {
  if (!outputBias) return 0;
  const units = places.map(({ sign }, j): ReluUnit => ({ sign, u: weights[j]! }));
  const left = inputs.map((x, i) => targets[i]! - responseOf(units, x));
  return left.reduce((sum, entry) => sum + entry, 0) / left.length;
}

/** What the hidden units give on an input, in float64. */
export function responseOf(units: readonly ReluUnit[], x: readonly number[]): number {
  return units.reduce((sum, { sign, u }) => sum + sign * Math.max(0, inner(u, x)), 0);
}

/** The inner product. */
function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}

function checkInputs({ inputs, targets, hidden }: ReluProblem): void {
  const size = inputs[0]?.length ?? 0;
  const alike = inputs.every((x) => x.length === size && x.every(Number.isFinite));
  const fits = size >= 1 && size <= MOST_ENTRIES && targets.every(Number.isFinite);
  if (alike && fits && targets.length === inputs.length && hidden >= 1) return;
  throw new IsthmusError(
    'separation/bad-inputs',
    `The exact solver takes at least one input of one to ${MOST_ENTRIES} finite entries each (a hidden bias is an entry that is 1), as many targets and at least one hidden unit; got ${inputs.length} inputs of ${size} entries, ${targets.length} targets, ${hidden} units.`,
  );
}

/** Why a problem has too many cells, in words; null where it can be solved. @throws `separation/bad-inputs` */
export function cellsRefusal(problem: ReluProblem): string | null {
  const states = 2 * wholeProblem(problem).arrangement.cones.length;
  if (states ** problem.hidden <= MAX_CELLS) return null;
  return `${problem.inputs.length} samples and ${problem.hidden} hidden units make ${states}^${problem.hidden} cells, more than ${MAX_CELLS}`;
}

function checkSize(states: number, hidden: number): void {
  if (states ** hidden <= MAX_CELLS) return;
  throw new IsthmusError(
    'separation/too-large',
    `The exact solver would have to solve ${states}^${hidden} cells, more than the ${MAX_CELLS} that it takes: use fewer samples or hidden units.`,
    { states, hidden },
  );
}

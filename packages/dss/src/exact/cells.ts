import { IsthmusError } from '@isthmus/core';
import { arrangementOf, inner, type Arrangement } from './cones.js';
import { fitNonnegative } from './nonnegative.js';

/** A network `f(x) = sum_j v_j relu(w_j · x) (+ c)` and its data, small enough to be solved. */
export interface ReluProblem {
  /** Inputs of one or two entries; with a hidden bias the last entry is 1. */
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[];
  /** Hidden units. */
  readonly hidden: number;
  /** Whether the output has a bias c. */
  readonly outputBias: boolean;
}

/** Where one hidden unit may be: anywhere in a cone, on the ray between two, or at zero. */
export type UnitPlace =
  | { readonly kind: 'cone'; readonly sign: 1 | -1; readonly cone: number }
  | { readonly kind: 'ray'; readonly sign: 1 | -1; readonly ray: number }
  | { readonly kind: 'zero' };

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

/** The least losses of a problem's cells; each place of a set of units is solved once. */
export interface Cells {
  readonly arrangement: Arrangement;
  /** Sign and cone of one unit: `2 cones` states. */
  readonly states: number;
  placeOf(state: number): UnitPlace;
  /** The least loss with the units in these places; the order of the units does not matter. */
  least(places: readonly UnitPlace[]): number;
  /** The same with the weights at which it is taken. */
  minimum(places: readonly UnitPlace[]): PlacedMinimum;
}

/**
 * Prepares the cells of a problem.
 *
 * @throws `dss/too-large`, `dss/bad-inputs`
 */
export function cellsOf(problem: ReluProblem): Cells {
  checkInputs(problem);
  const arrangement = arrangementOf(problem.inputs);
  const states = 2 * arrangement.cones.length;
  checkSize(states, problem.hidden);
  const columnsOf = createColumns(problem, arrangement);
  const target = centred(Float64Array.from(problem.targets), problem.outputBias);
  const known = new Map<string, number>();
  const solve = (places: readonly UnitPlace[]) =>
    fitNonnegative(places.flatMap((place) => columnsOf(place)), target); // prettier-ignore
  return {
    arrangement,
    states,
    placeOf: (state) => ({ kind: 'cone', sign: state % 2 === 0 ? 1 : -1, cone: state >> 1 }),
    least(places) {
      const key = places.map(nameOf).sort().join();
      const loss = known.get(key) ?? solve(places).squares / target.length;
      known.set(key, loss);
      return loss;
    },
    minimum(places) {
      const { squares, z } = solve(places);
      const weights = weightsOf(places, arrangement, z);
      const loss = squares / target.length;
      return { loss, weights, outputBias: outputBiasOf(problem, places, weights) };
    },
  };
}

function nameOf(place: UnitPlace): string {
  if (place.kind === 'zero') return '0';
  return `${place.kind}${place.sign}:${place.kind === 'cone' ? place.cone : place.ray}`;
}

/** The generators of a place: what its weights are non-negative combinations of. */
function generatorsOf(
  place: UnitPlace,
  { cones, rays }: Arrangement,
): readonly (readonly number[])[] {
  if (place.kind === 'zero') return [];
  return place.kind === 'cone' ? cones[place.cone]!.generators : [rays[place.ray]!];
}

/** What one unit of each generator adds to the predictions, centred where the output has a bias. */
function createColumns(problem: ReluProblem, arrangement: Arrangement) {
  const known = new Map<string, readonly Float64Array[]>();
  return (place: UnitPlace): readonly Float64Array[] => {
    const name = nameOf(place);
    const columns = known.get(name) ?? columnsFor(problem, place, generatorsOf(place, arrangement));
    known.set(name, columns);
    return columns;
  };
}

function columnsFor(
  { inputs, outputBias }: ReluProblem,
  place: UnitPlace,
  generators: readonly (readonly number[])[],
): readonly Float64Array[] {
  const sign = place.kind === 'zero' ? 0 : place.sign;
  return generators.map((generator) =>
    centred(
      Float64Array.from(inputs, (x) => sign * Math.max(0, inner(generator, x))),
      outputBias,
    ),
  );
}

/** With a free output bias only deviations from the mean are left to be fitted. */
function centred(column: Float64Array, centre: boolean): Float64Array {
  if (!centre) return column;
  const mean = column.reduce((sum, entry) => sum + entry, 0) / column.length;
  return column.map((entry) => entry - mean);
}

function weightsOf(
  places: readonly UnitPlace[],
  arrangement: Arrangement,
  z: Float64Array,
): readonly (readonly number[])[] {
  const size = arrangement.cones[0]!.generators[0]!.length;
  let at = 0;
  return places.map((place) => {
    const sum = new Array<number>(size).fill(0);
    for (const generator of generatorsOf(place, arrangement)) {
      const factor = z[at++]!;
      generator.forEach((entry, i) => (sum[i]! += factor * entry));
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
  const left = inputs.map((x, i) => targets[i]! - without(x, places, weights));
  return left.reduce((sum, entry) => sum + entry, 0) / left.length;
}

function without(
  x: readonly number[],
  places: readonly UnitPlace[],
  weights: readonly (readonly number[])[],
): number {
  return places.reduce((sum, place, j) => {
    const sign = place.kind === 'zero' ? 0 : place.sign;
    return sum + sign * Math.max(0, inner(weights[j]!, x));
  }, 0);
}

function checkInputs({ inputs, targets, hidden }: ReluProblem): void {
  const size = inputs[0]?.length ?? 0;
  const alike = inputs.every((x) => x.length === size && x.some((entry) => entry !== 0));
  if (alike && (size === 1 || size === 2) && targets.length === inputs.length && hidden >= 1)
    return;
  throw new IsthmusError(
    'dss/bad-inputs',
    `The exact solver takes at least one input of one or two entries each (a hidden bias is an entry that is 1), none of them zero, as many targets and at least one hidden unit; got ${inputs.length} inputs of ${size} entries, ${targets.length} targets, ${hidden} units.`,
  );
}

function checkSize(states: number, hidden: number): void {
  if (states ** hidden <= MAX_CELLS) return;
  throw new IsthmusError(
    'dss/too-large',
    `The exact solver would have to solve ${states}^${hidden} cells, more than the ${MAX_CELLS} that it takes: use fewer samples or hidden units.`,
    { states, hidden },
  );
}

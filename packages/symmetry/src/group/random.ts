import { permutation, type OutputLayer, type Rng, type UnitSpace } from '@isthmus/core';
import type { GroupElement } from '@isthmus/core/contract';
import { allows } from './factors.js';
import { product, type InvertiblePair } from './matrix.js';
import type { UnitFactor } from './normal-form.js';

/**
 * A random element: on every space a permutation, and whatever else keeps the network's function.
 *
 * @param spread the largest factor by which a unit is scaled, and one over the smallest; matrices
 * stretch by as much, so their condition number is near the square of it
 * @example
 * const { spaces } = tiedAxes(network.view);
 * const moved = act(network.view, randomElement(spaces, rng, 5), a);
 * sameBits(moved, a); // false
 */
export function randomElement(
  spaces: readonly UnitSpace[],
  rng: Rng,
  spread: number,
): GroupElement {
  return Object.fromEntries(
    spaces.map((space) => [space.name, randomFactors(space, rng.fork(space.name), spread)]),
  );
}

/**
 * A random shift of all outputs: it keeps a loss that is `shiftInvariant`, and no function.
 *
 * @param spread the standard deviation of its numbers
 * @example
 * const { output } = tiedAxes(network.view);
 * Object.keys(randomShift(output!, rng, 1)); // ['dense3']
 */
export function randomShift(output: OutputLayer, rng: Rng, spread: number): GroupElement {
  const weights = Float64Array.from({ length: output.inputs }, () => spread * rng.normal());
  const bias = output.bias === null ? 0 : spread * rng.normal();
  return { [output.node]: [{ kind: 'shift', weights, bias }] };
}

function randomFactors(space: UnitSpace, rng: Rng, spread: number): readonly UnitFactor[] {
  const { size } = space;
  const scale = () => spread ** (2 * rng.next() - 1);
  const factors: UnitFactor[] = [{ kind: 'permutation', map: permutation(size, rng) }];
  if (allows(space, 'sign'))
    factors.push({
      kind: 'sign',
      by: Int8Array.from({ length: size }, () => (rng.next() < 0.5 ? -1 : 1)),
    });
  if (space.scaling)
    factors.push({ kind: 'scaling', by: Float64Array.from({ length: size }, scale) });
  if (space.linear) factors.push({ kind: 'linear', ...randomPair(size, rng, scale) });
  return factors;
}

/** Reflections as many as this mix all units well, and leave little to rounding. */
const REFLECTIONS = 3;

/** `Q D R` with Q and R orthogonal and D diagonal, whose inverse is known without solving. */
function randomPair(size: number, rng: Rng, scale: () => number): InvertiblePair {
  const [q, r] = [randomRotation(size, rng), randomRotation(size, rng)];
  const by = Float64Array.from({ length: size }, scale);
  const diagonal = (entry: (i: number) => number) =>
    Float64Array.from({ length: size ** 2 }, (_, at) =>
      at % (size + 1) === 0 ? entry(at / (size + 1)) : 0,
    );
  return {
    matrix: product(
      product(
        q,
        diagonal((i) => by[i]!),
      ),
      r,
    ),
    inverse: product(
      product(
        transposed(r),
        diagonal((i) => 1 / by[i]!),
      ),
      transposed(q),
    ),
  };
}

/** An orthogonal matrix: a product of reflections in random planes. */
function randomRotation(size: number, rng: Rng): Float64Array {
  const reflections = Array.from({ length: REFLECTIONS }, () => {
    const v = Float64Array.from({ length: size }, () => rng.normal());
    const square = v.reduce((sum, value) => sum + value * value, 0);
    return Float64Array.from({ length: size ** 2 }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return Number(i === j) - (2 * v[i]! * v[j]!) / square;
    });
  });
  const [first, ...others] = reflections;
  return others.reduce<Float64Array>(product, first!);
}

function transposed(matrix: Float64Array): Float64Array {
  const n = Math.sqrt(matrix.length);
  return matrix.map((_, at) => matrix[(at % n) * n + Math.floor(at / n)]!);
}

import type { GroupElement, GroupFactor, Symmetry } from '../../contract/symmetry.js';
import type { Params } from '../../parameters/parameters.js';
import { conform } from '../../parameters/spec.js';
import type { Guard } from './guard.js';
import { copyOf, lend } from './lent.js';

/** A symmetry from outside; it borrows copies, and its elements are checked. */
export function guardedSymmetry(plugin: Symmetry, guard: Guard): Symmetry {
  return {
    align(network, a, b, rng) {
      const lent = lend(guard, 'align', a, b);
      const [first, second] = lent.copies as [Params, Params];
      const element = guard.run('align', () =>
        soundElement(plugin.align(network, first, second, rng)),
      );
      lent.check();
      return element;
    },
    act(network, element, params) {
      const lent = lend(guard, 'act', params);
      const moved = guard.run('act', () =>
        conform(network.spec, copyOf(plugin.act(network, element, lent.copies[0]!)), 'its result'),
      );
      lent.check();
      return moved;
    },
  };
}

const FACTORS: {
  readonly [K in GroupFactor['kind']]: (factor: Partial<Record<string, unknown>>) => boolean;
} = {
  permutation: ({ map }) => isPermutation(map),
  sign: ({ by }) => isNumbers(by) && Array.from(by).every((entry) => entry === 1 || entry === -1),
  scaling: ({ by }) =>
    isNumbers(by) && Array.from(by).every((entry) => entry > 0 && entry < Infinity),
};

function soundElement(element: GroupElement): GroupElement {
  if (typeof element !== 'object' || (element as unknown) === null)
    throw new TypeError('an element is an object with a list of factors for each axis.');
  for (const [axis, factors] of Object.entries(element)) {
    if (!Array.isArray(factors)) throw new TypeError(`"${axis}": expected a list of factors.`);
    for (const factor of factors as readonly GroupFactor[]) {
      const known = Object.hasOwn(FACTORS, factor.kind);
      if (!known || !FACTORS[factor.kind](factor as never))
        throw new TypeError(
          `"${axis}": a factor is a permutation with its map, or a sign (1, -1) or scaling (above 0) with its numbers.`,
        );
    }
  }
  return element;
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function isPermutation(map: unknown): boolean {
  if (!isNumbers(map)) return false;
  const seen = new Set<number>();
  for (const entry of Array.from(map))
    if (Number.isInteger(entry) && entry >= 0 && entry < map.length) seen.add(entry);
  return seen.size === map.length;
}

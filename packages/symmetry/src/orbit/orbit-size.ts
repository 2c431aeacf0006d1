import type { UnitSpace } from '@isthmus/core';
import type { Params } from '@isthmus/core/contract';
import { widenParams } from '../group/float64.js';
import { areTwins, unitClasses } from './unit-classes.js';

/** How many points permutations of hidden units make of one. */
export interface OrbitSize {
  /** All permutations of the units of every space: the product of the factorials. */
  readonly permutations: bigint;
  /** At least so many of them give different parameters. */
  readonly least: bigint;
  /** At most so many; equal to `least` but for networks with a symmetry of their own. */
  readonly most: bigint;
  /** Per space, groups of two or more units with equal weights. */
  readonly twins: readonly { readonly space: string; readonly units: readonly number[] }[];
}

/**
 * The size of the orbit of parameters under permutations of hidden units: `∏ m_k! / |stabilizer|`. Where
 * the only units that cannot be told apart have equal weights, the stabilizer permutes those, and the size
 * is `∏ m_k! / ∏ mult!`. Units that look alike though their weights differ (as in a network with a symmetry
 * of its own over several layers) leave it between two bounds.
 *
 * @example
 * // Of 1-4-4-1: 4! · 4!.
 * orbitSize(tiedAxes(network.view).spaces, a).most === 576n; // true
 */
export function orbitSize(spaces: readonly UnitSpace[], params: Params): OrbitSize {
  const wide = widenParams(params);
  const classes = unitClasses(spaces, params);
  const permutations = product(spaces.map(({ size }) => factorial(size)));
  let [alike, equal] = [1n, 1n];
  const twins: { space: string; units: readonly number[] }[] = [];
  spaces.forEach((space, at) => {
    for (const units of groupsOf(classes[at]!)) {
      alike *= factorial(units.length);
      for (const group of twinGroups(units, (i, j) => areTwins(space, wide, i, j))) {
        equal *= factorial(group.length);
        twins.push({ space: space.name, units: group });
      }
    }
  });
  return { permutations, least: permutations / alike, most: permutations / equal, twins };
}

/** Units of one class, where there are two or more. */
function groupsOf(classes: Int32Array): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  classes.forEach((own, unit) => groups.set(own, [...(groups.get(own) ?? []), unit]));
  return [...groups.values()].filter((units) => units.length > 1);
}

/** To be twins is an equivalence: exchanges compose. */
function twinGroups(
  units: readonly number[],
  areEqual: (i: number, j: number) => boolean,
): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const unit of units) {
    const known = groups.find(([first]) => areEqual(first!, unit));
    if (known === undefined) groups.push([unit]);
    else known.push(unit);
  }
  return groups.filter((group) => group.length > 1);
}

function product(factors: readonly bigint[]): bigint {
  return factors.reduce((all, factor) => all * factor, 1n);
}

/** n!, by halves, so that the factors of large ones stay of one size. */
export function factorial(n: number): bigint {
  const between = (low: number, high: number): bigint => {
    if (low > high) return 1n;
    if (low === high) return BigInt(low);
    const middle = (low + high) >> 1;
    return between(low, middle) * between(middle + 1, high);
  };
  return between(2, n);
}

/**
 * The decimal logarithm of a whole number above 0.
 *
 * @example
 * log10Of(1000n); // 3
 */
export function log10Of(value: bigint): number {
  const digits = value.toString();
  const head = digits.slice(0, 17);
  return Math.log10(Number(head)) + (digits.length - head.length);
}

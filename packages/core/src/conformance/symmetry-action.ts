import type { GroupElement, GroupFactor, NetworkView, Symmetry } from '@isthmus/contract';
import { distance, norm, type Params } from '@isthmus/contract/parameters';
import { ask } from './check.js';

/** What acts, and on what. */
interface Acting {
  readonly symmetry: Symmetry;
  readonly network: NetworkView;
  readonly a: Params;
  readonly planted: GroupElement;
  /** Largest distance of what is equal but for its rounding, relative to the norm. */
  readonly recovery: number;
}

/**
 * On every space that the planted element permutes, a turn and an exchange of two units: acting with one
 * after the other is what acting with both is. The two do not commute, so that an action by inverse maps,
 * or in the other order, is another.
 */
export function composes({ symmetry, network, a, planted, recovery }: Acting): void {
  const act = (factors: readonly GroupFactor[], axis: string, params: Params) =>
    symmetry.act(network, { [axis]: factors }, params);
  for (const [axis, units] of permutedSpaces(planted)) {
    const [turn, exchange] = twoMaps(units);
    const together = Int32Array.from(exchange, (i) => turn[i]!);
    const [first, second, both] = [turn, exchange, together].map(permuting) as [GroupFactor, GroupFactor, GroupFactor]; // prettier-ignore
    const inTurn = act([second], axis, act([first], axis, a));
    for (const [what, came] of [
      ['the composed permutation', act([both], axis, a)],
      ['the list of the two factors', act([first, second], axis, a)],
    ] as const) {
      const apart = distance(inTurn, came) / norm(a);
      ask(
        apart <= recovery,
        'conformance/symmetry-composition',
        `On "${axis}" acting with one permutation and then with another is what acting with ${what} is; they are ${apart} of the norm apart. Unit i of the result is unit map[i] of the argument, and factors act in their order.`,
        { axis, apart },
      );
    }
  }
}

/** Every factor of the planted element does something by itself, unless it says that nothing is to be done. */
export function movesByEachFactor({ symmetry, network, a, planted }: Acting): void {
  for (const [axis, factors] of Object.entries(planted))
    for (const factor of factors.filter((each) => !isNothing(each))) {
      const moved = symmetry.act(network, { [axis]: [factor] }, a);
      ask(
        distance(a, moved) > 0,
        'conformance/symmetry-still',
        `act leaves all parameters as they are by a factor "${factor.kind}" on "${axis}" that changes units. Let it act, or plant what this symmetry is about.`,
        { axis, kind: factor.kind },
      );
    }
}

function isNothing(factor: GroupFactor): boolean {
  switch (factor.kind) {
    case 'permutation':
      return factor.map.every((from, i) => from === i);
    case 'linear': {
      const units = Math.sqrt(factor.matrix.length);
      return factor.matrix.every((entry, i) => entry === Number(i % (units + 1) === 0));
    }
    case 'shift':
      return factor.bias === 0 && factor.weights.every((weight) => weight === 0);
    default:
      return [...factor.by].every((by) => by === 1);
  }
}

/** Spaces with so many units that some permutations do not commute. */
function permutedSpaces(
  planted: GroupElement,
): readonly (readonly [axis: string, units: number])[] {
  return Object.entries(planted).flatMap(([axis, factors]) => {
    const units = factors.find((factor) => factor.kind === 'permutation')?.map.length ?? 0;
    return units >= 3 ? [[axis, units] as const] : [];
  });
}

/** A turn by one, and an exchange of the first two units. */
function twoMaps(units: number): readonly [turn: Int32Array, exchange: Int32Array] {
  const turn = Int32Array.from({ length: units }, (_, i) => (i + 1) % units);
  const exchange = Int32Array.from({ length: units }, (_, i) => (i < 2 ? 1 - i : i));
  return [turn, exchange];
}

const permuting = (map: Int32Array): GroupFactor => ({ kind: 'permutation', map });

import type { UnitSpace } from '@isthmus/core';
import type { Params, Rng } from '@isthmus/core/contract';
import { findCandidates } from '../alignment/candidates.js';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { roundParams, widenParams } from '../group/float64.js';
import type { MatchingOptions } from '../matching/matching.js';

/** A group of symmetries of hidden units. */
export interface SymmetryGroup {
  readonly permutation: boolean;
  readonly sign: boolean;
  readonly scaling: boolean;
}

/** One way in which elements of a group bring b near to a. */
export interface MovedNetwork {
  readonly label: string;
  readonly params: Params;
}

/** Whether a network has any symmetry of a group beside those of a smaller one. */
export function adds(
  spaces: readonly UnitSpace[],
  group: SymmetryGroup,
  smaller: SymmetryGroup,
): boolean {
  return (['permutation', 'sign', 'scaling'] as const).some(
    (kind) =>
      group[kind] &&
      !smaller[kind] &&
      spaces.some((space) => kind === 'permutation' || space[kind]),
  );
}

/**
 * What elements of a group make of b: all that weight matching proposes with the symmetries of the group
 * alone, and what is left of its proposals with more of them once these are taken back.
 */
export function movedBy(
  spaces: readonly UnitSpace[],
  group: SymmetryGroup,
  [a, b]: readonly [Params, Params],
  rng: Rng,
  options: MatchingOptions,
): readonly MovedNetwork[] {
  const [from, to] = [widenParams(b), widenParams(a)];
  const own = spaces.map((space) => ({
    ...space,
    sign: space.sign && group.sign,
    scaling: space.scaling && group.scaling,
  }));
  const found = [own, spaces].flatMap((within, i) =>
    findCandidates(within, to, from, rng.fork(`${i}`), { ...options, gauge: 'any' }).candidates.map(
      ({ label, forms }) => ({ label, forms: restricted(own, group, forms) }),
    ),
  );
  return found.map(({ label, forms }) => ({
    label,
    params: roundParams(actWide(spaces, forms, from), b),
  }));
}

/** An element without what is none of the group. */
function restricted(
  spaces: readonly UnitSpace[],
  group: SymmetryGroup,
  forms: NormalForms,
): NormalForms {
  return Object.fromEntries(
    spaces.map(({ name, sign, scaling }) => {
      const { map, by } = forms[name]!;
      const kept = by.map(
        (factor) => (sign ? Math.sign(factor) : 1) * (scaling ? Math.abs(factor) : 1),
      );
      return [name, { map: group.permutation ? map : map.map((_, i) => i), by: kept }];
    }),
  );
}

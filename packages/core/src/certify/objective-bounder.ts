import type { Path, ProofSubject } from '@isthmus/contract';
import { flatten } from '@isthmus/contract/parameters';
import type { Bounder } from './part-bounds.js';

/** Bounds a loss that is a formula on the segments of a path, by the bounds that it brings. */
export function objectiveBounder(
  { objective, spec }: Extract<ProofSubject, { readonly kind: 'objective' }>,
  { vertices }: Pick<Path, 'vertices'>,
): Bounder {
  const points = vertices.map((vertex) => flatten(spec, vertex));
  return {
    samples: 0,
    *bound(element, { middle, half }) {
      yield;
      const [from, to] = [middle - half, middle + half];
      const range = objective.bounds!(points[element]!, points[element + 1]!, from, to);
      return { most: range.most, least: half === 0 ? range.least : -Infinity, errors: null };
    },
  };
}

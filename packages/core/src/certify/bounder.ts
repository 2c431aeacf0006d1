import type { Objective, Path, PathClaim } from '@isthmus/contract';
import { flatten, type ParamSpec } from '@isthmus/contract/parameters';
import type { Bounder } from './part-bounds.js';
import { networkBounder } from './network-bounder.js';

/** What bounds the loss along the segments of a path. */
export function bounderOf({ subject, path }: Pick<PathClaim, 'subject' | 'path'>): Bounder {
  return subject.kind === 'network'
    ? networkBounder(subject, path)
    : objectiveBounder(subject.objective, subject.spec, path);
}

function objectiveBounder(objective: Objective, spec: ParamSpec, { vertices }: Path): Bounder {
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

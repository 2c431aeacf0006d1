import type { Objective, Path, PathClaim } from '@isthmus/contract';
import { flatten, type ParamSpec } from '@isthmus/contract/parameters';
import type { Part } from './form.js';
import { networkBounder } from './network-bounder.js';

/** What the loss is on a part of an element. */
export interface PartBounds {
  /** Nowhere on the part is the loss above it. */
  readonly most: number;
  /** Of a single t: the loss is not below it; of a part -Infinity. */
  readonly least: number;
  /** Samples that may be classified wrongly somewhere on the part; null where that is not known. */
  readonly errors: number | null;
}

/** Bounds the loss on parts of a path's elements, piece by piece: every `yield` is a place to pause. */
export interface Bounder {
  bound(element: number, part: Part): Generator<void, PartBounds>;
  /** How many samples errors are counted of; 0 without. */
  readonly samples: number;
}

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

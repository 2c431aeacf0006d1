import type { LossForm, Path, ProofSubject } from '@isthmus/contract';
import { flatten, type Params } from '@isthmus/contract/parameters';
import { chainBounder } from './chain-bounder.js';
import type { Bounder } from './part-bounds.js';
import { polynomialBounder } from './polynomial-bounder.js';

type ObjectiveSubject = Extract<ProofSubject, { readonly kind: 'objective' }>;

/**
 * Bounds a loss that is a formula on the segments of a path, by the bounds that it brings; where it tells its form
 * as data, by those of the form too, of which the weaker count: they are what a reader of the certificate computes.
 */
export function objectiveBounder(
  { objective, spec }: ObjectiveSubject,
  { vertices }: Pick<Path, 'vertices'>,
): Bounder {
  const points = vertices.map((vertex) => flatten(spec, vertex));
  const told = objective.form === undefined ? null : formBounder(objective.form, vertices, points);
  return {
    samples: 0,
    *bound(element, part) {
      yield;
      const [from, to] = [part.middle - part.half, part.middle + part.half];
      const own = objective.bounds!(points[element]!, points[element + 1]!, from, to);
      const form = told === null ? own : yield* told.bound(element, part);
      return {
        // Where either is NaN, so is the larger.
        most: Math.max(own.most, form.most),
        least: part.half === 0 ? Math.min(own.least, form.least) : -Infinity,
        errors: null,
      };
    },
  };
}

function formBounder(
  form: LossForm,
  vertices: readonly Params[],
  points: readonly Float64Array[],
): Bounder | null {
  return form.kind === 'chain' ? chainBounder(form, vertices) : polynomialBounder(form, points);
}

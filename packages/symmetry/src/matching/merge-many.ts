import { permutation, type Rng, type UnitSpace } from '@isthmus/core';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { mapWide, type WideParams } from '../group/float64.js';
import { composeForms, invertForm, type NormalForm } from '../group/normal-form.js';
import { identityForms, matchFrom, matchUnits } from './matching.js';

/** Most rounds over all models; each ends earlier where nothing moves any more. */
const MOST_ROUNDS = 50;

/** Most rounds over all spaces from one start. */
const MAX_SWEEPS = 100;

/**
 * Brings several networks into one frame by permutations and signs: each in turn is matched to the mean of
 * the others, in random order, until none moves (Ainsworth et al. 2022, arXiv:2209.04836, MergeMany). Every
 * step makes the norm of their mean larger. They begin as each matches the first.
 *
 * One element a network means that pairs are consistent: what brings j to i is the inverse of i's after
 * that of j, so that any cycle of such elements is the identity.
 *
 * @returns for each network what brings it into the frame
 */
export function mergeMany(
  spaces: readonly UnitSpace[],
  models: readonly WideParams[],
  rng: Rng,
): readonly NormalForms[] {
  const [first] = models;
  const search = { maxSweeps: MAX_SWEEPS, restarts: 0 };
  let forms = models.map((model, i) =>
    i === 0
      ? identityForms(spaces)
      : matchUnits(spaces, first!, model, rng.fork(`start ${i}`), search).forms,
  );
  // One alone has no others to be matched to.
  const rounds = models.length > 1 ? MOST_ROUNDS : 0;
  for (let round = 0; round < rounds; round++) {
    const before = forms;
    const stream = rng.fork(`round ${round}`);
    for (const at of permutation(models.length, stream)) {
      const moved = models.map((model, i) => actWide(spaces, forms[i]!, model));
      const others = meanOf(moved.filter((_, i) => i !== at));
      const next = matchFrom(spaces, others, models[at]!, forms[at]!, stream.fork(`${at}`), MAX_SWEEPS); // prettier-ignore
      if (!sameForms(next, forms[at]!)) forms = forms.with(at, next);
    }
    if (forms === before) break;
  }
  return forms;
}

/** What brings one network to another, by way of the frame of both. */
export function betweenFrames(to: NormalForms, from: NormalForms): NormalForms {
  return Object.fromEntries(
    Object.entries(from).map(([name, form]) => [name, composeForms(invertForm(to[name]!), form)]),
  );
}

/** The mean of networks, entry by entry. */
export function meanOf(models: readonly WideParams[]): WideParams {
  return mapWide(
    models[0]!,
    ({ data }, name) =>
    data.map((_, i) => models.reduce((sum, model) => sum + model[name]!.data[i]!, 0) / models.length), // prettier-ignore
  );
}

function sameForms(one: NormalForms, other: NormalForms): boolean {
  const same = (a: NormalForm, b: NormalForm) =>
    a.map.every((unit, i) => unit === b.map[i]) && a.by.every((by, i) => by === b.by[i]);
  return Object.entries(one).every(([name, form]) => same(form, other[name]!));
}

import { distance, narrowed, tiedAxes, type UnitSpace } from '@isthmus/core';
import type { FrameProposal, NetworkView, Params, Rng } from '@isthmus/core/contract';
import { inBalance } from '../gauge/in-balance.js';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { identityForm } from '../group/normal-form.js';
import { identityForms, type MatchingOptions } from '../matching/matching.js';
import { mergeMany } from '../matching/merge-many.js';
import { composed, findCandidates, type GaugeChoice } from './candidates.js';
import { nearestForms } from './nearest.js';
import { elementOf } from './proposals.js';

/**
 * Ways to bring several networks into one frame, by weights alone:
 *
 * - `merged`: each in turn is matched to the mean of the others, until none moves; as they stand, in the
 *   balanced gauge, and, from the first of these on, at the scales of least distance to the first network
 * - `each to the first`: what brings each nearest to the first network by itself
 *
 * @throws `network/misfit` (see `tiedAxes`); `symmetry/not-finite`
 * @example
 * const options = { maxSweeps: 100, restarts: 0, gauge: 'any' } as const;
 * const frames = matchTogether(network.view, [a, b, c], rng, options);
 * frames.map(({ elements }) => elements.length); // [3, 3, 3, 3]
 */
export function matchTogether(
  network: NetworkView,
  models: readonly Params[],
  rng: Rng,
  options: MatchingOptions & { readonly gauge: GaugeChoice },
): readonly FrameProposal[] {
  const { spaces } = tiedAxes(network);
  const wide = models.map(widenParams);
  const scales = spaces.some(({ scaling }) => scaling);
  const wants = (gauge: GaugeChoice) =>
    scales ? options.gauge === gauge || options.gauge === 'any' : gauge === 'none';
  const plain = () => mergeMany(spaces, wide, rng.fork('merged'));
  const merged = wants('none') || wants('nearest') ? plain() : [];
  const frames: readonly (readonly [label: string, forms: readonly NormalForms[]])[] = [
    ...(wants('none') ? [['merged', merged] as const] : []),
    ...(wants('nearest') ? [['merged, then scaled', scaledTo(spaces, wide, merged)] as const] : []),
    ...(wants('balanced')
      ? [['merged, balanced', mergedInBalance(spaces, wide, rng.fork('balanced'))] as const]
      : []),
    ['each to the first', eachToFirst(spaces, models, wide, rng.fork('first'), options)],
  ];
  return frames.map(([label, forms]) => ({ label, elements: forms.map(elementOf) }));
}

/** From where they stand merged, the scales that bring each nearest to the first. */
function scaledTo(
  spaces: readonly UnitSpace[],
  models: readonly WideParams[],
  merged: readonly NormalForms[],
): readonly NormalForms[] {
  const [first, ...others] = models.map((model, i) => actWide(spaces, merged[i]!, model));
  const search = { permute: false, maxSweeps: 1 };
  return [
    merged[0]!,
    ...others.map((other, i) =>
      composed(nearestForms(spaces, first!, other, search).forms, merged[i + 1]!),
    ),
  ];
}

/** In the balanced gauge, and merged there: the frame itself is balanced. */
function mergedInBalance(
  spaces: readonly UnitSpace[],
  models: readonly WideParams[],
  rng: Rng,
): readonly NormalForms[] {
  const balanced = models.map((model) => inBalance(spaces, model));
  const params = balanced.map((each) => each.params);
  return mergeMany(spaces, params, rng).map((forms, i) => {
    const { scales } = balanced[i]!.gauge;
    const into = spaces.map(({ name, size }) => {
      const still = identityForm(size);
      return [name, { ...still, by: scales[name] ?? still.by }] as const;
    });
    return composed(forms, Object.fromEntries(into));
  });
}

/** What brings each nearest to the first of them, if anything brings it nearer. */
function eachToFirst(
  spaces: readonly UnitSpace[],
  models: readonly Params[],
  wide: readonly WideParams[],
  rng: Rng,
  options: MatchingOptions & { readonly gauge: GaugeChoice },
): readonly NormalForms[] {
  const still = identityForms(spaces);
  const [first] = models;
  return wide.map((model, i) => {
    if (i === 0) return still;
    const { candidates } = findCandidates(spaces, wide[0]!, model, rng.fork(`${i}`), options);
    const far = (forms: NormalForms) => distance(first!, narrowed(actWide(spaces, forms, model)));
    return candidates
      .map(({ forms }) => ({ forms, far: far(forms) }))
      .reduce((best, other) => (other.far < best.far ? other : best), {
        forms: still,
        far: far(still),
      }).forms;
  });
}

import { tiedAxes, type Space, type TiedAxes } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type { GroupElement, NetworkView, Params, Rng } from '@isthmus/core/contract';
import { z } from 'zod';
import { type Gauge, type LeftOut, balancedGauge } from './gauge.js';
import { act, actWide } from './group/act.js';
import { type WideParams, widen } from './group/float64.js';
import { type NormalForm, factorsOf, identityForm } from './group/normal-form.js';
import { type MatchingOptions, match } from './matching.js';

/** How to match weights. */
export interface WeightMatchingOptions extends MatchingOptions {
  /** `balanced`: compare, and align, in the balanced gauge wherever scaling is a symmetry. */
  readonly gauge: 'balanced' | 'none';
}

/** An element that brings b near to a, and how it was found. */
export interface WeightMatching {
  /** For every space a permutation, then signs and scales where they change anything. */
  readonly element: GroupElement;
  /** The inner product of a with b in the gauge: at the start and after every step that was taken. */
  readonly objective: readonly number[];
  /** Units of a and of b without a balanced point. */
  readonly leftOut: { readonly a: readonly LeftOut[]; readonly b: readonly LeftOut[] };
  /** Layers whose symmetries are not known. */
  readonly unclaimed: TiedAxes['unclaimed'];
}

/**
 * Finds `D_a⁻¹ P D_b`: b in its balanced gauge, permuted (with signs where these are symmetries) to
 * lie near a in its own, and from there into the scaling of a. A permuted and rescaled copy of a
 * comes back to it. Scaling acts linearly on parameters, so the straight line from a to the result
 * has the losses of the straight line between the two balanced networks; where a is itself far from
 * balance the distance that is measured in its scaling may grow. A unit without a balanced point in
 * one of the networks only keeps the scale that it has in b.
 *
 * @throws `network/misfit` (see `tiedAxes`); `symmetry/not-finite`
 * @example
 * const options = { maxSweeps: 100, restarts: 0, gauge: 'balanced' } as const;
 * const { element } = matchWeights(network.view, a, b, rng, options);
 * distance(a, act(network.view, element, b)) < distance(a, b); // true
 */
export function matchWeights(
  network: NetworkView,
  a: Params,
  b: Params,
  rng: Rng,
  options: WeightMatchingOptions,
): WeightMatching {
  const { spaces, unclaimed } = tiedAxes(network);
  const from = inGauge(spaces, widen(b), options.gauge);
  const to = inGauge(spaces, widen(a), options.gauge);
  const { forms, objective } = match(spaces, to.params, from.params, rng, options);
  const element = spaces.map((space) => {
    const form = rescale(space, forms[space.name]!, from.gauge, to.gauge);
    return [space.name, factorsOf(form)] as const;
  });
  return {
    element: Object.fromEntries(element),
    objective,
    leftOut: { a: to.gauge?.leftOut ?? [], b: from.gauge?.leftOut ?? [] },
    unclaimed,
  };
}

/** Weight matching as an `align` plugin. */
export const weightMatching = define({
  kind: 'symmetry',
  name: 'symmetry/weight-matching',
  summary:
    'Permutes, rescales and flips hidden units of b so that its weights lie near those of a, without changing its function.',
  sources: ['arXiv:2209.04836, section 3.2, algorithm 1', 'doi:10.1145/321043.321048'],
  options: z.strictObject({
    maxSweeps: z
      .int()
      .positive()
      .default(100)
      .describe('At most so many rounds over all spaces from one start.'),
    restarts: z
      .int()
      .nonnegative()
      .default(0)
      .describe('Further starts from random permutations; the best of all is kept.'),
    gauge: z
      .enum(['balanced', 'none'])
      .default('balanced')
      .describe(
        'balanced: undo the scaling of units too, wherever it is a symmetry; none: permute (and flip) only.',
      ),
  }),
  create: (options) => ({
    align: (network, a, b, rng) => matchWeights(network, a, b, rng, options).element,
    act,
  }),
});

interface Gauged {
  readonly params: WideParams;
  /** Null where no gauge is wanted. */
  readonly gauge: Gauge | null;
}

function inGauge(
  spaces: readonly Space[],
  params: WideParams,
  wanted: WeightMatchingOptions['gauge'],
): Gauged {
  if (wanted === 'none') return { params, gauge: null };
  const gauge = balancedGauge(spaces, params);
  const forms = Object.entries(gauge.scales).map(
    ([name, by]) => [name, { ...identityForm(by.length), by }] as const,
  );
  return { params: actWide(spaces, Object.fromEntries(forms), params), gauge };
}

/** Factors beyond this, either way, could push weights out of the range of float32. */
const LARGEST_FACTOR = 2 ** 60;

function rescale(space: Space, form: NormalForm, from: Gauge | null, to: Gauge | null): NormalForm {
  if (from === null || to === null || !space.scaling) return form;
  const scalesFrom = from.scales[space.name]!;
  const scalesTo = to.scales[space.name]!;
  const [sidesFrom, sidesTo] = [missingSides(space, from), missingSides(space, to)];
  const by = form.by.map((sign, i) => {
    const j = form.map[i]!;
    // A unit that is left out in one network only has nothing to be brought to.
    if (sidesFrom.get(j) !== sidesTo.get(i)) return sign;
    const factor = scalesFrom[j]! / scalesTo[i]!;
    return sign * Math.min(Math.max(factor, 1 / LARGEST_FACTOR), LARGEST_FACTOR);
  });
  return { map: form.map, by };
}

function missingSides(space: Space, gauge: Gauge): ReadonlyMap<number, LeftOut['missing']> {
  const own = gauge.leftOut.filter((left) => left.space === space.name);
  return new Map(own.map(({ unit, missing }) => [unit, missing]));
}

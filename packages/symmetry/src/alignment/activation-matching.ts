import { distance, tiedAxes, type UnitSpace } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type {
  AlignmentProposal,
  GroupElement,
  NetworkMeasures,
  NetworkView,
  Params,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { backInScale, inBalance, type InBalance } from '../gauge/in-balance.js';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import type { NormalForm } from '../group/normal-form.js';
import { matchValues, type SpaceValues } from '../matching/by-values.js';
import type { ValuePlace } from '../matching/unit-nodes.js';
import { unitValues } from '../matching/unit-values.js';
import { composed } from './candidates.js';
import { alignsByMeasures } from './by-measures.js';
import { choosing } from './choosing.js';
import { nearestForms } from './nearest.js';
import { measured, type NamedForms, nearestOf, proposalsOf } from './proposals.js';

/** How units that were paired are scaled, wherever scaling is a symmetry. */
type ScaleChoice = 'none' | 'balanced' | 'spread' | 'nearest';

/** How to match values. */
export interface ActivationMatchingOptions {
  /** Rows of the train split that values are looked at on, at most. */
  readonly rows: number;
  /** Where units are looked at; `any`: at both. */
  readonly values: ValuePlace | 'any';
  /** How units that were paired are scaled; `any`: in every way. */
  readonly scale: ScaleChoice | 'any';
}

/** Elements that bring b near to a. */
export interface ActivationMatching {
  /** The nearest of the candidates; the identity where all of them would move b away. */
  readonly element: GroupElement;
  readonly candidates: readonly AlignmentProposal[];
}

/**
 * Finds elements that bring units of b to those of a with whose values theirs go together most, on rows of
 * the train split. Values are compared by their correlation, so how units are scaled makes no difference;
 * the scales of the pairs come after.
 *
 * @throws `network/misfit`; `symmetry/not-finite`; `measures/unavailable` for a network given as code
 * @example
 * const options = { rows: 16, values: 'any', scale: 'any' } as const;
 * const { element } = matchActivations(network.view, a, b, measures, options);
 * distance(a, act(network.view, element, b)) <= distance(a, b); // true
 */
export function matchActivations(
  network: NetworkView,
  a: Params,
  b: Params,
  measures: NetworkMeasures,
  { rows, values, scale }: ActivationMatchingOptions,
): ActivationMatching {
  const { spaces } = tiedAxes(network);
  const [to, from] = [widenParams(a), widenParams(b)];
  const pair = { spaces, to, from, ...{ a: inBalance(spaces, to), b: inBalance(spaces, from) } };
  const places = values === 'any' ? (['read', 'made'] as const) : [values];
  const found = places.flatMap((place): readonly NamedForms[] => {
    const source = { network, measures, place, rows };
    const known = new Map(
      spaces.map((space) => [
        space.name,
        { a: unitValues(space, to, source), b: unitValues(space, from, source) },
      ]),
    );
    const forms = matchValues(spaces, known, pair.a.params, pair.b.params);
    return scalesFor(spaces, scale).map((way) => ({
      label: `values as ${place}, ${SCALED[way].label}`,
      forms: SCALED[way].scale(pair, forms, known),
    }));
  });
  const candidates = proposalsOf(found);
  const elements = candidates.map(({ element }) => element);
  const known = measured(network, a, b, elements);
  return { element: nearestOf(spaces, distance(a, b), known), candidates };
}

/** Two networks as they stand, and in balance. */
interface Pair {
  readonly spaces: readonly UnitSpace[];
  readonly to: WideParams;
  readonly from: WideParams;
  readonly a: InBalance;
  readonly b: InBalance;
}

type ValuesOfSpaces = ReadonlyMap<string, SpaceValues>;

function scalesFor(
  spaces: readonly UnitSpace[],
  scale: ActivationMatchingOptions['scale'],
): readonly ScaleChoice[] {
  if (!spaces.some(({ scaling }) => scaling)) return ['none'];
  return scale === 'any' ? (Object.keys(SCALED) as ScaleChoice[]) : [scale];
}

/** Each way to scale units that were paired. */
const SCALED: Readonly<
  Record<
    ScaleChoice,
    {
      readonly label: string;
      scale(pair: Pair, forms: NormalForms, values: ValuesOfSpaces): NormalForms;
    }
  >
> = {
  none: { label: 'as they stand', scale: (_, forms) => forms },
  balanced: {
    label: 'balanced',
    scale: ({ spaces, a, b }, forms) =>
      eachSpace(spaces, (space) => backInScale(space, forms[space.name]!, b.gauge, a.gauge)),
  },
  spread: {
    label: 'equal spread',
    scale: ({ spaces }, forms, values) =>
      eachSpace(spaces, (space) =>
        space.scaling
          ? spreadAlike(forms[space.name]!, values.get(space.name)!)
          : forms[space.name]!,
      ),
  },
  nearest: {
    label: 'nearest scales',
    scale: ({ spaces, to, from }, forms) => {
      const moved = actWide(spaces, forms, from);
      const search = { permute: false, maxSweeps: 1 };
      return composed(nearestForms(spaces, to, moved, search).forms, forms);
    },
  },
};

function eachSpace(
  spaces: readonly UnitSpace[],
  form: (space: UnitSpace) => NormalForm,
): NormalForms {
  return Object.fromEntries(spaces.map((space) => [space.name, form(space)]));
}

/** Scales that let the values of paired units spread alike; a unit that is constant keeps its scale. */
function spreadAlike({ map, by }: NormalForm, { a, b }: SpaceValues): NormalForm {
  return {
    map,
    by: by.map((sign, i) => {
      const factor = a.spread[i]! / b.spread[map[i]!]!;
      return factor > 0 && factor < Infinity ? sign * factor : sign;
    }),
  };
}

/** Activation matching as an `align` plugin. */
export const activationMatching = define({
  kind: 'symmetry',
  name: 'symmetry/activation-matching',
  summary:
    'Permutes, rescales and flips hidden units of b so that their values go together with those of a on train rows.',
  sources: ['arXiv:1511.07543', 'arXiv:2209.04836, section 3.1', 'doi:10.1145/321043.321048'],
  options: z.strictObject({
    rows: z
      .int()
      .min(2)
      .default(1000)
      .describe(
        'Rows of the train split on which values are looked at, at most; of the evaluation set where there is no train split.',
      ),
    values: z
      .enum(['any', 'read', 'made'])
      .default('any')
      .describe(
        'Where values are looked at: as a layer reads them, behind the activation (read), as a layer makes them, before it (made), or both, each with candidates of its own (any).',
      ),
    scale: z
      .enum(['any', 'none', 'balanced', 'spread', 'nearest'])
      .default('any')
      .describe(
        'How paired units are scaled, wherever scaling is a symmetry. none: not; balanced: into the scale that a has, both in the balanced gauge; spread: so that their values spread alike; nearest: to the least distance of weights; any: all of these.',
      ),
    ...choosing,
  }),
  create: ({ choose, ...options }) =>
    alignsByMeasures(choose, ({ network, a, b, measures }) =>
      matchActivations(network, a, b, measures, options),
    ),
});

import type { Rng, UnitSpace } from '@isthmus/core';
import type { LeftOut } from '../gauge/gauge.js';
import { backInScale, inBalance } from '../gauge/in-balance.js';
import { type NormalForms, actWide } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import { composeForms } from '../group/normal-form.js';
import {
  bestOf,
  leastGainOf,
  matchUnits,
  type UnitMatching,
  type MatchingOptions,
  matchFromStarts,
  type StartedUnitMatching,
} from '../matching/matching.js';
import { nearestForms } from './nearest.js';

/** In which scaling weights are compared; `any`: in all of them. */
export type GaugeChoice = 'any' | 'nearest' | 'balanced' | 'none';

/** One way to bring b near to a, and the search that found it. */
export interface FormsFound extends UnitMatching {
  /** The gauge, and where the search began. */
  readonly label: string;
}

/** What the gauges that were asked for give. */
export interface FoundCandidates {
  readonly candidates: readonly FormsFound[];
  /** Units of a and of b without a balanced point; empty where nothing was balanced. */
  readonly leftOut: { readonly a: readonly LeftOut[]; readonly b: readonly LeftOut[] };
}

/**
 * Ways to bring b near to a:
 *
 * - `none`: permutations and signs, of the weights as they stand.
 * - `balanced`: the same in the balanced gauge, and from there into the scaling of a, `D_a⁻¹ P D_b`. It
 *   finds every copy, however its units were scaled. Between networks of other functions the line is
 *   that of the two balanced ones, seen from the scaling of a, where it may be longer than it was.
 * - `nearest`: from the best of these on, permutations, signs and scales together, for the least
 *   distance in the network's own coordinates.
 *
 * Asked for `any`, it gives all of these, and the balanced result permuted once more as it stands.
 * Where no unit scales, all are the same as `none`.
 */
export function findCandidates(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  rng: Rng,
  options: MatchingOptions & { readonly gauge: GaugeChoice },
): FoundCandidates {
  const { maxSweeps } = options;
  const gauge = spaces.some((space) => space.scaling) ? options.gauge : 'none';
  const wants = (which: GaugeChoice) => gauge === which || gauge === 'any';
  const seeks = wants('nearest');
  const plain = wants('none') || seeks ? matchFromStarts(spaces, a, b, rng, options) : [];
  const balanced =
    wants('balanced') || seeks ? matchBalanced(spaces, a, b, rng, options) : NOT_BALANCED;
  return {
    candidates: [
      ...(seeks
        ? scaledToNearest(spaces, a, b, bestOf(plain, leastGainOf(a, b)), balanced.best!, maxSweeps)
        : []),
      ...(gauge === 'any' ? [thenPlain(spaces, a, b, balanced.best!, rng, maxSweeps)] : []),
      ...(wants('none') ? named('no gauge', plain) : []),
      ...(wants('balanced') ? named('balanced', balanced.all) : []),
    ],
    leftOut: balanced.leftOut,
  };
}

/** From the two best on; one of them where both come to the same places. */
function scaledToNearest(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  plain: UnitMatching,
  balanced: UnitMatching,
  maxSweeps: number,
): readonly FormsFound[] {
  const from = (label: string, start: UnitMatching, permute = true): FormsFound => {
    const search = nearestForms(spaces, a, actWide(spaces, start.forms, b), { permute, maxSweeps });
    return { label, ...search, forms: composed(search.forms, start.forms) };
  };
  const first = from('nearest, from balanced', balanced);
  const second = from('nearest, from no gauge', plain);
  const scaled = from('no gauge, then scaled', plain, false);
  return [first, second, scaled].filter(
    (found, i, all) => !all.slice(0, i).some((other) => samePlaces(found.forms, other.forms)),
  );
}

/**
 * At the scales that balance gave b, matched once more as things stand: these scales are not those of
 * least distance, but such lines were the lowest of all where it was measured.
 */
function thenPlain(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  balanced: UnitMatching,
  rng: Rng,
  maxSweeps: number,
): FormsFound {
  const moved = actWide(spaces, balanced.forms, b);
  const { forms, objective } = matchUnits(spaces, a, moved, rng, { maxSweeps, restarts: 0 });
  return {
    label: 'balanced, then no gauge',
    objective,
    forms: composed(forms, balanced.forms),
  };
}

/** Whether every unit comes from the same place, with one sign: scales come to rest alike from there. */
function samePlaces(one: NormalForms, other: NormalForms): boolean {
  return Object.entries(one).every(([name, { map, by }]) =>
    map.every((unit, i) => {
      const that = other[name]!;
      return unit === that.map[i] && Math.sign(by[i]!) === Math.sign(that.by[i]!);
    }),
  );
}

function named(gauge: string, matchings: readonly StartedUnitMatching[]): readonly FormsFound[] {
  return matchings.map(({ start, ...matching }) => ({ label: `${gauge}, ${start}`, ...matching }));
}

/** Space by space, `first` and then `second`. */
export function composed(second: NormalForms, first: NormalForms): NormalForms {
  return Object.fromEntries(
    Object.entries(first).map(([name, form]) => [name, composeForms(second[name]!, form)]),
  );
}

interface Balanced {
  readonly all: readonly StartedUnitMatching[];
  /** Null where nothing was balanced. */
  readonly best: UnitMatching | null;
  readonly leftOut: FoundCandidates['leftOut'];
}

const NOT_BALANCED: Balanced = { all: [], best: null, leftOut: { a: [], b: [] } };

/** Matches in the balanced gauge; the forms lead from b as it stands into the scaling of a. */
function matchBalanced(
  spaces: readonly UnitSpace[],
  a: WideParams,
  b: WideParams,
  rng: Rng,
  options: MatchingOptions,
): Balanced {
  const [to, from] = [inBalance(spaces, a), inBalance(spaces, b)];
  const matchings = matchFromStarts(spaces, to.params, from.params, rng, options);
  const inScale = <M extends UnitMatching>(matching: M): M => ({
    ...matching,
    forms: Object.fromEntries(
      spaces.map((space) => [
        space.name,
        backInScale(space, matching.forms[space.name]!, from.gauge, to.gauge),
      ]),
    ),
  });
  return {
    all: matchings.map(inScale),
    best: inScale(bestOf(matchings, leastGainOf(to.params, from.params))),
    leftOut: { a: to.gauge.leftOut, b: from.gauge.leftOut },
  };
}

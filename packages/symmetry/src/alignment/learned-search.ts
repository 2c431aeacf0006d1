import { distance, narrowed, norm, type Rng, tiedAxes } from '@isthmus/core';
import type {
  AlignmentProposal,
  GroupElement,
  NetworkMeasures,
  Params,
} from '@isthmus/core/contract';
import { actWide, type NormalForms } from '../group/act-wide.js';
import { formsOf } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import { descend, type DescentOptions, type Latent } from '../learning/descend.js';
import type { LatentProblem } from '../learning/latents.js';
import { identityForms } from '../matching/matching.js';
import type { MeasuredQuestion } from './by-measures.js';
import { matchActivations } from './activation-matching.js';
import { composed, findCandidates } from './candidates.js';
import { elementOf, type NamedForms, proposalsOf } from './proposals.js';

/** A copy this near to a, as a part of its norm, has come back: there is nothing left to learn. */
const BACK = 1e-5;

/** Where the loss is asked for, to weigh a line: its peak is mostly about halfway. */
const LOOKED_AT = [0.25, 0.5, 0.75];

/** So many of the elements that were weighed are proposed. */
const PROPOSED = 6;

/** What a search by gradients found. */
export interface Learned {
  /** The one with the lowest losses on the way, among those that bring b no farther from a. */
  readonly element: GroupElement;
  /** The lowest first, and last where the search began. */
  readonly candidates: readonly AlignmentProposal[];
}

/** An element, and the largest loss where its line was looked at. */
export interface WeighedForms extends NamedForms {
  readonly weight: number;
}

/** One descent of several, each from the lowest that is known. */
export interface Phase extends DescentOptions {
  /** What it does, such as `permuted`. */
  readonly does: string;
  /** What is descended in, from b as the phase begins with it. */
  latentOf(problem: Omit<LatentProblem, 'learningRate'>, rng: Rng): Latent;
}

/**
 * Searches by gradients from where weight matching and activation matching lead: from the one of all their
 * elements whose line is lowest. A copy that comes back so is left where it is.
 */
export function learn(question: MeasuredQuestion, phases: readonly Phase[]): Learned {
  const { network, a, b, rng, measures } = question;
  const { spaces } = tiedAxes(network);
  const wideB = widenParams(b);
  const weigh = createScales(a, b, measures);
  const lowestKnown = lowestLine(question);
  const begun = { ...lowestKnown, label: `start: ${lowestKnown.label}` };
  const found: WeighedForms[] = [];
  for (const phase of begun.weight === CAME_BACK ? [] : phases) {
    const from = least([begun, ...found]);
    const stream = rng.fork(phase.does);
    const start = actWide(spaces, from.forms, wideB);
    const latent = phase.latentOf({ spaces, a: widenParams(a), b: start }, stream.fork('latent'));
    const problem = { spaces, a, b: start, measures, rng: stream, weigh };
    for (const { forms, weight, steps } of descend(problem, latent, phase))
      found.push({
        label: `${phase.does}, after ${steps} steps`,
        forms: composed(forms, from.forms),
        weight,
      });
  }
  const proposed = [...lowest(found), begun];
  return { element: elementOf(least(proposed).forms), candidates: proposalsOf(proposed) };
}

/**
 * Of leaving b as it is and all that weight matching and activation matching find: the one whose line has
 * the lowest losses at three points, if b is no farther then; a copy that comes back before all others.
 */
export function lowestLine(question: MeasuredQuestion): WeighedForms {
  const { network, a, b, measures } = question;
  const { spaces } = tiedAxes(network);
  const wideB = widenParams(b);
  const weigh = createScales(a, b, measures);
  const starts = startsOf(question).map(({ label, forms }): WeighedForms => {
    const weight = weigh(narrowed(actWide(spaces, forms, wideB)));
    return { label, forms, weight };
  });
  return least(starts);
}

const CAME_BACK = -Infinity;

/** Weighs b as it is moved: minus infinity for a copy that came back, infinity where it is farther than b. */
function createScales(a: Params, b: Params, measures: NetworkMeasures): (moved: Params) => number {
  const [far, scale] = [distance(a, b), norm(a)];
  return (moved) => {
    const apart = distance(a, moved);
    if (apart <= BACK * scale) return CAME_BACK;
    if (!(apart <= far)) return Infinity;
    const lossAt = measures.along(a, moved);
    const losses = LOOKED_AT.map(lossAt);
    return losses.every(Number.isFinite) ? Math.max(...losses) : Infinity;
  };
}

/** The first of those that weigh least. */
function least(weighed: readonly WeighedForms[]): WeighedForms {
  return weighed.reduce((best, other) => (other.weight < best.weight ? other : best));
}

function lowest(weighed: readonly WeighedForms[]): readonly WeighedForms[] {
  return weighed
    .filter(
      ({ weight }, i) =>
        weight < Infinity && weighed.findIndex((other) => other.weight === weight) === i,
    ) // prettier-ignore
    .sort((one, other) => one.weight - other.weight)
    .slice(0, PROPOSED);
}

/** Leaving b as it is, and all that weight matching and activation matching find. */
function startsOf({ network, a, b, rng, measures }: MeasuredQuestion): readonly NamedForms[] {
  const { spaces } = tiedAxes(network);
  const [wideA, wideB] = [widenParams(a), widenParams(b)];
  const search = { gauge: 'any', maxSweeps: 100, restarts: 0 } as const;
  const byWeights = findCandidates(spaces, wideA, wideB, rng.fork('start'), search).candidates;
  const look = { rows: 1000, values: 'any', scale: 'any' } as const;
  const byValues = matchActivations(network, a, b, measures, look).candidates;
  return [
    { label: 'as it is', forms: identityForms(spaces) satisfies NormalForms },
    ...byWeights,
    ...byValues.map(({ label, element }) => ({ label, forms: formsOf(spaces, element) })),
  ];
}

import type { Rng } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type {
  FrameProposal,
  GroupElement,
  NetworkMeasures,
  NetworkView,
  Symmetry,
} from '@isthmus/contract';
import { distance, norm, type Params } from '@isthmus/contract/parameters';
import { firstNotPlain } from '../registry/guard/plain.js';
import { betweenElements } from '../run/frame-elements.js';
import { ask } from './check.js';
import { copyPlain, samePlain } from './plain-data.js';

/** What is needed of a trial of a symmetry. */
interface FrameTrial {
  readonly symmetry: Symmetry;
  readonly network: NetworkView;
  readonly measures: NetworkMeasures;
  readonly a: Params;
  readonly b: Params;
  readonly planted: GroupElement;
  readonly recovery: number;
}

/** `alignAll` gives whole frames, which a record can hold, equal ones for equal streams, and nothing is changed by it. */
export function givesFrames(trial: FrameTrial, stream: () => Rng): void {
  const { symmetry, network, a, b, planted } = trial;
  if (symmetry.alignAll === undefined) return;
  const models = [a, b, symmetry.act(network, planted, a)];
  const before = copyPlain(models);
  const frames = framesOf(trial, models, stream());
  ask(
    samePlain(models, before),
    'conformance/symmetry-impure',
    'alignAll changed its argument "models". Arguments are borrowed: write into new arrays only.',
    { argument: 'models' },
  );
  const problem = firstNotPlain(frames, 'what alignAll found');
  ask(
    problem === null && samePlain(framesOf(trial, models, stream()), frames),
    'conformance/symmetry-not-deterministic',
    `Two answers of alignAll for the same networks and equal streams are the same plain data${problem === null ? '' : `; ${problem}`}. Draw from the stream that is given, take no time and nothing global into account.`,
  );
}

/**
 * Copies of one network are brought together by some frame: each to each, so that what brings the second to
 * the first, after what brings the third to the second, is what brings the third to the first.
 */
export function bringsTogether(trial: FrameTrial, stream: () => Rng): void {
  const { symmetry, network, a, planted, recovery } = trial;
  if (symmetry.alignAll === undefined) return;
  const once = symmetry.act(network, planted, a);
  const models = [once, a, symmetry.act(network, planted, once)];
  const worst = framesOf(trial, models, stream()).map(({ elements }) => largestGap(trial, models, elements)); // prettier-ignore
  const left = Math.min(Infinity, ...worst);
  ask(
    left <= recovery,
    'conformance/symmetry-not-together',
    `Copies of a network come together in one frame, each to each: the element of one, and then the inverse of another's, brings the one to the other. In the best of ${worst.length} frames a copy stays ${shortNumber(left)} of its norm away, or comes elsewhere by way of a third; at most ${shortNumber(recovery)} may come from rounding.`,
    { left },
  );
}

/** How far, relative to the norm, pairs are left apart, and ways by a third from the way that is direct. */
function largestGap(
  { symmetry, network }: FrameTrial,
  models: readonly Params[],
  elements: readonly GroupElement[],
): number {
  const to = (i: number, j: number, params: Params) =>
    symmetry.act(network, betweenElements(elements[i]!, elements[j]!), params);
  const gaps = [...models.keys()].flatMap((i) =>
    [...models.keys()].flatMap((j) => {
      const direct = to(i, j, models[j]!);
      const detours = [...models.keys()].map((k) => to(i, k, to(k, j, models[j]!)));
      return [models[i]!, ...detours].map((each) => distance(direct, each) / norm(models[i]!));
    }),
  );
  return Math.max(...gaps);
}

function framesOf(
  { symmetry, network, measures }: FrameTrial,
  models: readonly Params[],
  rng: Rng,
): readonly FrameProposal[] {
  const frames: unknown = symmetry.alignAll!(network, models, rng, measures);
  ask(
    Array.isArray(frames) &&
      frames.length > 0 &&
      frames.every((each) => isWhole(each, models.length)),
    'conformance/symmetry-frame',
    `alignAll gives one frame or more, each { label, elements } with one element, without shifts of the outputs, for each of the ${models.length} networks.`,
  );
  return frames as readonly FrameProposal[];
}

function isWhole(frame: unknown, count: number): boolean {
  const { label, elements } = (frame ?? {}) as Partial<FrameProposal>;
  if (typeof label !== 'string' || !Array.isArray(elements) || elements.length !== count)
    return false;
  const factors = (elements as readonly GroupElement[]).flatMap((each) =>
    Object.values(each).flat(),
  );
  return factors.every(({ kind }) => kind !== 'shift');
}

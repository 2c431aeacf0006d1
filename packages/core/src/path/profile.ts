import { IsthmusError } from '@isthmus/contract/base';
import type { Path, Peak, Problem, Profile } from '@isthmus/contract';
import { lossesOn } from './element.js';
import { endsOfElement, locate, positionOf } from './polyline.js';

/** A profile without samples. */
export const NO_SAMPLES: Profile = { t: [], loss: [] };

/**
 * The loss along a path at the given t, by the function that decides (interpolated in float64,
 * never rounded to float32).
 *
 * @param t increasing, each in [0, 1]
 * @throws `path/outside` for another t
 * @example
 * const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
 * profileOf(polyline([problem.a, problem.b]), [0, 0.5, 1], problem).loss; // [0, 1, 0]
 */
export function profileOf(
  path: Path,
  t: readonly number[],
  problem: Pick<Problem, 'along' | 'valueAt'>,
): Profile {
  let latest: { element: number; lossAt: (t: number) => number } | null = null;
  const loss = t.map((at) => {
    const { element, t: local } = locate(path, at);
    // The t increase, so every element is made ready once.
    if (latest?.element !== element)
      latest = {
        element,
        lossAt: lossesOn(path.elements[element]!, endsOfElement(path, element), problem),
      };
    return latest.lossAt(local);
  });
  return { t, loss };
}

/**
 * Evenly spaced t from 0 to 1, both included.
 *
 * @param points at least 2
 * @example
 * evenly(5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function evenly(points: number): readonly number[] {
  return Array.from({ length: points }, (_, i) => i / (points - 1));
}

/**
 * Joins the profiles of a path's elements, each over its own t in [0, 1], into one over the path's.
 *
 * A vertex that two elements share stands once, with the larger of its two losses: they differ only
 * where the loss itself is not a function, and then the larger is the honest one.
 *
 * @example
 * const elements = [{ t: [0, 1], loss: [1, 2] }, { t: [0, 1], loss: [2, 3] }];
 * joinProfiles(elements); // { t: [0, 0.5, 1], loss: [1, 2, 3] }
 */
export function joinProfiles(elements: readonly Profile[]): Profile {
  const t: number[] = [];
  const loss: number[] = [];
  elements.forEach((profile, element) => {
    profile.t.forEach((local, i) => {
      const at = positionOf(elements.length, { element, t: local });
      const value = profile.loss[i]!;
      const last = t.length - 1;
      if (last >= 0 && t[last] === at) loss[last] = larger(loss[last]!, value);
      else {
        t.push(at);
        loss.push(value);
      }
    });
  });
  return { t, loss };
}

/**
 * The largest loss of a profile and the smallest t at which it was met. NaN counts as larger than
 * every number: where the loss is undefined nothing may be claimed.
 *
 * @throws `path/empty-profile`
 * @example
 * peakOf({ t: [0, 0.5, 1], loss: [1, 3, 3] }); // { t: 0.5, loss: 3 }
 */
export function peakOf(profile: Profile): Peak {
  if (profile.t.length === 0)
    throw new IsthmusError('path/empty-profile', 'A profile without samples has no peak.');
  const at = indexOfLargest(profile.loss, 0, profile.loss.length - 1);
  return { t: profile.t[at]!, loss: profile.loss[at]! };
}

/** The first index in [from, to] of the largest loss. */
export function indexOfLargest(loss: readonly number[], from: number, to: number): number {
  let best = from;
  for (let i = from + 1; i <= to; i++) if (rank(loss[i]!) > rank(loss[best]!)) best = i;
  return best;
}

/** A loss as a number that can be compared: NaN stands above all. */
export function rank(loss: number): number {
  return Number.isNaN(loss) ? Infinity : loss;
}

function larger(a: number, b: number): number {
  return rank(b) > rank(a) ? b : a;
}

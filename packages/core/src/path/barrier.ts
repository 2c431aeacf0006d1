import { IsthmusError } from '@isthmus/contract/base';
import type { Barriers, Profile } from '@isthmus/contract';
import { peakOf } from './profile.js';

/**
 * The three barriers of a path, each named by its baseline. With losses A at t=0, B at t=1 and the
 * largest sampled loss M: `aboveEnds = M - max(A, B)` (Freeman & Bruna), `aboveMean = M - (A+B)/2`
 * (Frankle et al. 2020), `aboveChord = max over t of loss(t) - ((1-t)A + tB)` (Entezari et al. 2022).
 * None is negative, since the ends themselves are samples.
 *
 * @param profile from t=0 to t=1, both included
 * @throws `path/profile-without-ends`
 * @example
 * const profile = { t: [0, 0.5, 1], loss: [1, 3, 2] };
 * barriersOf(profile); // { aboveEnds: 1, aboveMean: 1.5, aboveChord: 1.5 }
 */
export function barriersOf(profile: Profile): Barriers {
  const [a, b] = endLosses(profile);
  const { loss: peak } = peakOf(profile);
  const aboveChord = profile.t.map((t, i) => profile.loss[i]! - ((1 - t) * a + t * b));
  return {
    aboveEnds: peak - Math.max(a, b),
    aboveMean: peak - (a + b) / 2,
    aboveChord: peakOf({ t: profile.t, loss: aboveChord }).loss,
  };
}

function endLosses({ t, loss }: Profile): readonly [number, number] {
  if (t[0] !== 0 || t.at(-1) !== 1)
    throw new IsthmusError(
      'path/profile-without-ends',
      `Barriers need the losses of both ends: a profile from t=0 to t=1; got t from ${t[0]} to ${t.at(-1)}.`,
      { first: t[0], last: t.at(-1) },
    );
  return [loss[0]!, loss.at(-1)!];
}

import { IsthmusError } from './errors.js';

/** An interval of fractions, both within [0, 1]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided 95 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval for a fraction, such as that of the pairs that are connected: all p for
 * which `|successes/trials - p| <= z sqrt(p (1-p) / trials)`. Unlike the textbook interval it never
 * leaves [0, 1], and it says something where no trial or every trial succeeded. Without trials
 * nothing is known: it is [0, 1].
 *
 * @param z how many standard deviations; 95 % confidence where left out
 * @throws `statistics/bad-count` unless both are whole numbers with 0 <= successes <= trials
 * @source Wilson 1927, doi:10.1080/01621459.1927.10502953
 * @example
 * const { low, high } = wilsonInterval(81, 263);
 * [low.toFixed(4), high.toFixed(4)]; // ['0.2553', '0.3662']
 */
export function wilsonInterval(successes: number, trials: number, z = Z_95): Interval {
  checkCounts(successes, trials);
  if (trials === 0) return { low: 0, high: 1 };
  const fraction = successes / trials;
  const z2 = z * z;
  const centre = fraction + z2 / (2 * trials);
  const reach = z * Math.sqrt((fraction * (1 - fraction) + z2 / (4 * trials)) / trials);
  const width = 1 + z2 / trials;
  // At the extremes both terms are equal, but for their rounding.
  return {
    low: successes === 0 ? 0 : (centre - reach) / width,
    high: successes === trials ? 1 : (centre + reach) / width,
  };
}

function checkCounts(successes: number, trials: number): void {
  if (Number.isSafeInteger(successes) && Number.isSafeInteger(trials))
    if (successes >= 0 && successes <= trials) return;
  throw new IsthmusError(
    'statistics/bad-count',
    `A fraction is of whole numbers, 0 ≤ successes ≤ trials; got ${successes} of ${trials}.`,
    { successes, trials },
  );
}

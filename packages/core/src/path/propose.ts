import type { Peak } from '@isthmus/contract';
import { evenly, peakOf } from './profile.js';

/** Samples of the first look, both ends included. */
const COARSE_POINTS = 9;
/** Samples of a closer look at the surroundings of the highest. */
const CLOSER_POINTS = 4;
/** Closer looks: 8 * 5 * 5 parts of the segment are then told apart. */
const LOOKS = 2;

/**
 * A t at which the loss of a segment is large, in few samples: a coarse grid, then closer and closer
 * looks around its highest sample; 17 samples in 3 calls. For proposals only: a narrow peak between
 * two points of the grid is missed, and a closer search of a failing segment would gain nothing.
 *
 * @param lossesAt the losses at several t in [0, 1]
 * @example
 * proposePeak((t) => Float64Array.from(t, (at) => at * (1 - at))); // { t: 0.5, loss: 0.25 }
 */
export function proposePeak(lossesAt: (t: readonly number[]) => Float64Array): Peak {
  const grid = evenly(COARSE_POINTS);
  let best = highest(grid, lossesAt(grid));
  let reach = 1 / (COARSE_POINTS - 1);
  for (let look = 0; look < LOOKS; look++) {
    const t = around(best.t, reach);
    best = highest([best.t, ...t], [best.loss, ...lossesAt(t)]);
    reach = (2 * reach) / (CLOSER_POINTS + 1);
  }
  return best;
}

/** Evenly spaced t around a given one, in increasing order, kept inside [0, 1]. */
function around(t: number, reach: number): readonly number[] {
  const from = Math.max(0, t - reach);
  const to = Math.min(1, t + reach);
  return Array.from(
    { length: CLOSER_POINTS },
    (_, i) => from + ((i + 1) * (to - from)) / (CLOSER_POINTS + 1),
  );
}

/** The highest sample; of equal ones the first. */
function highest(t: readonly number[], loss: ArrayLike<number>): Peak {
  return peakOf({ t, loss: Array.from(loss) });
}

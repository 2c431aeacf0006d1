/** Points of the first look at a segment. */
const COARSE = 9;
/** Points of each closer look, strictly within the bracket of the highest point so far. */
const FINER = 4;
/** The spacing at which the search ends: that of a grid of 51 points. */
const SPACING = 1 / 50;

/**
 * The largest loss of a segment by a coarse grid and closer looks around its highest point, until
 * its neighbours are as near as on a grid of 51 points.
 *
 * @param lossesAt the losses at several t
 * @returns where, how high, and how many losses that took
 */
export function adaptivePeak(lossesAt) {
  const grid = Array.from({ length: COARSE }, (_, i) => i / (COARSE - 1));
  let samples = zip(grid, lossesAt(grid));
  for (;;) {
    const best = highest(samples);
    const lo = samples[Math.max(best - 1, 0)].t;
    const hi = samples[Math.min(best + 1, samples.length - 1)].t;
    const width = Math.max(hi - samples[best].t, samples[best].t - lo);
    if (width <= SPACING) return { ...samples[best], evaluations: samples.length };
    const between = pointsIn(lo, samples[best].t, hi);
    samples = [...samples, ...zip(between, lossesAt(between))].sort((a, b) => a.t - b.t);
  }
}

/** Half of the points on either side of the middle; all on one side where the middle is an end. */
function pointsIn(lo, mid, hi) {
  const sides = [[lo, mid], [mid, hi]].filter(([from, to]) => to > from); // prettier-ignore
  const each = FINER / sides.length;
  return sides.flatMap(([from, to]) =>
    Array.from({ length: each }, (_, i) => from + ((i + 1) / (each + 1)) * (to - from)),
  );
}

function zip(t, loss) {
  return t.map((each, i) => ({ t: each, loss: loss[i] }));
}

function highest(samples) {
  return samples.reduce((best, { loss }, i) => (loss > samples[best].loss ? i : best), 0);
}

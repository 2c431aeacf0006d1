/** The middle of the numbers; of an even count the mean of the two in the middle. NaN for none. */
export function median(numbers) {
  const sorted = [...numbers].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many times faster `ours` was than `theirs`: the median over the rounds of the ratio within the
 * round, with the least and the largest of them.
 *
 * @param ours seconds of one piece of work in each round
 * @param theirs the same of the other, in the same rounds
 */
export function pairedRatio(ours, theirs) {
  const ratios = ours.map((seconds, round) => theirs[round] / seconds);
  return { ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

/** The exponent p of the power law `y = c x^p` that fits best on logarithmic axes. */
export function exponentOf(points) {
  const logs = points.map(({ x, y }) => [Math.log(x), Math.log(y)]);
  const [meanX, meanY] = [0, 1].map((k) => logs.reduce((sum, p) => sum + p[k], 0) / logs.length);
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}

/** Whether every value is within `tolerance` of its counterpart, relative to the largest of those. */
export function agree(values, expected, tolerance) {
  const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
  return (
    values.length === expected.length &&
    values.every((value, i) => Math.abs(value - expected[i]) <= tolerance * scale)
  );
}

/** Numbers in [0, 1) that follow from the seed (mulberry32): the order of contenders only hangs on them. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The things in an order that the random numbers give (Fisher–Yates). */
export function shuffled(things, random) {
  const order = [...things];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

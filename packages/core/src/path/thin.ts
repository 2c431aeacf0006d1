/** The most points that a curve of a record or an event holds. */
export const MAX_CURVE_POINTS = 512;

/** A curve: y over increasing x, both of one length. */
export interface SampledCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Leaves out points of a curve until at most `limit` remain. Both ends, the highest and the lowest
 * point stay, and so do the extremes of every stretch, so that no spike is lost to the eye.
 *
 * @param limit at least 4
 * @example
 * const curve = { x: [0, 1, 2, 3, 4, 5], y: [0, 0, 9, 0, 0, 0] };
 * thinCurve(curve, 4); // { x: [0, 1, 2, 5], y: [0, 0, 9, 0] }
 */
export function thinCurve(curve: SampledCurve, limit: number = MAX_CURVE_POINTS): SampledCurve {
  if (curve.x.length <= limit) return curve;
  const kept = keptIndices(curve.y, limit);
  return { x: kept.map((i) => curve.x[i]!), y: kept.map((i) => curve.y[i]!) };
}

function keptIndices(y: readonly number[], limit: number): readonly number[] {
  const last = y.length - 1;
  const stretches = Math.floor((limit - 2) / 2);
  const kept = new Set([0, last]);
  for (let k = 0; k < stretches; k++) {
    const from = 1 + Math.floor((k * (last - 1)) / stretches);
    const to = Math.floor(((k + 1) * (last - 1)) / stretches);
    for (const i of extremes(y, from, to)) kept.add(i);
  }
  return [...kept].sort((i, j) => i - j);
}

/** The first highest and the first lowest index in [from, to]; NaN counts as highest. */
function extremes(y: readonly number[], from: number, to: number): readonly [number, number] {
  let high = from;
  let low = from;
  for (let i = from + 1; i <= to; i++) {
    if (y[i]! > y[high]! || (Number.isNaN(y[i]) && !Number.isNaN(y[high]))) high = i;
    if (y[i]! < y[low]!) low = i;
  }
  return [high, low];
}

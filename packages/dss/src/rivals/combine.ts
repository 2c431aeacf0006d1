import { mapLeaves, type Params } from '@isthmus/core';

/**
 * The weighted sum of several points, `sum over i of weights[i] * points[i]`, in float64 and rounded
 * once to float32.
 *
 * @param points at least one
 * @param weights one for each point
 */
export function combine(points: readonly Params[], weights: readonly number[]): Params {
  return mapLeaves(points[0]!, ({ data: { length } }, name) => {
    const sum = new Float64Array(length);
    points.forEach((point, i) => {
      addTo(sum, point[name]!.data, weights[i]!);
    });
    return Float32Array.from(sum);
  });
}

function addTo(sum: Float64Array, data: Float32Array, weight: number): void {
  if (weight === 0) return;
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * data[i]!;
}

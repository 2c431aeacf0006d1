import type { ValueBounds } from '@isthmus/contract';
import { specOf, type AnalyticLoss } from './analytic.js';

/** Where a ridge lies, and how far it reaches. */
export interface RidgePlace {
  /** The x at which it is 1 high. */
  readonly place: number;
  /** It is down to 0 at this distance on both sides. */
  readonly width: number;
  /** The y above which it sinks, by 1 for each unit of y; absent: nowhere, so that it is a wall. */
  readonly endsAbove?: number;
}

/** Larger than what rounding does to the x of a point and, by the slope of the ridge, to its height. */
const ROUNDING = 2 ** -50;

/**
 * `max(0, 1 - |x - place| / width - max(0, y - endsAbove))`: 0 but for a ridge across the plane, which no grid
 * meets where it is narrow. It brings its bounds, so that a certifier meets it.
 *
 * @example
 * const wall = hiddenRidge({ place: 0.3743, width: 1e-6 });
 * wall.value(Float64Array.of(0.3743, 8)); // 1
 * wall.value(Float64Array.of(0.375, 8)); // 0
 */
export function hiddenRidge({ place, width, endsAbove = Infinity }: RidgePlace): AnalyticLoss {
  const height = (off: number, y: number) =>
    Math.max(0, 1 - Math.abs(off) / width - Math.max(0, y - endsAbove));
  const slack = ROUNDING * (1 + 1 / width);
  return {
    spec: specOf({ w: [2] }),
    value: ([x = 0, y = 0]) => height(x - place, y),
    gradient([x = 0, y = 0]) {
      if (height(x - place, y) === 0) return Float64Array.of(0, 0);
      return Float64Array.of(-Math.sign(x - place) / width, y > endsAbove ? -1 : 0);
    },
    bounds(a, b, from, to): ValueBounds {
      const [left, right] = rangeOn(a[0]!, b[0]!, from, to);
      const [low, high] = rangeOn(a[1]!, b[1]!, from, to);
      const near = left <= place && place <= right ? 0 : Math.min(Math.abs(left - place), Math.abs(right - place)); // prettier-ignore
      const far = Math.max(Math.abs(left - place), Math.abs(right - place));
      const size = slack * Math.max(1, Math.abs(a[0]!), Math.abs(b[0]!), Math.abs(a[1]!), Math.abs(b[1]!)); // prettier-ignore
      const most = height(near, low);
      return {
        least: Math.max(0, height(far, high) - size),
        most: most === 0 && height(near - size * width, low - size) === 0 ? 0 : most + size,
      };
    },
  };
}

function rangeOn(a: number, b: number, from: number, to: number): readonly [number, number] {
  const at = (t: number) => (1 - t) * a + t * b;
  return [Math.min(at(from), at(to)), Math.max(at(from), at(to))];
}

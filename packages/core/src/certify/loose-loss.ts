import type { LossBounds, PredictionLoss } from '@isthmus/contract';
import { mayErrByLargest } from './loss-sums.js';
import { UNIT } from './rounding.js';

type BoundedLoss = PredictionLoss & { readonly bounds: LossBounds };

/**
 * The loss with bounds for predictions each of which may be off by so much besides; it stays convex where it is.
 *
 * @param classes whether targets are classes, so that without `isRight` the largest output decides
 */
export function loosened(loss: BoundedLoss, by: number, classes: boolean): BoundedLoss {
  const { bounds } = loss;
  const mayErr = mayErrOf(loss, classes);
  const wide =
    <T>(ask: LossBounds['most'] | ((...box: Parameters<LossBounds['most']>) => T)) =>
    (...[low, high, y, at, size]: Parameters<LossBounds['most']>) =>
      ask(
        moved(low, -by, at, size),
        moved(high, by, at, size),
        y.subarray(at, at + size),
        0,
        size,
      ) as T;
  return {
    ...loss,
    bounds: {
      most: wide<number>((...box) => bounds.most(...box)),
      least: wide<number>((...box) => bounds.least(...box)),
      ...(mayErr && { mayErr: wide<boolean>(mayErr) }),
    },
  };
}

function mayErrOf(
  { bounds, isRight }: BoundedLoss,
  classes: boolean,
): NonNullable<LossBounds['mayErr']> | undefined {
  if (bounds.mayErr !== undefined) return (...box) => bounds.mayErr!(...box);
  return classes && isRight === undefined ? mayErrByLargest : undefined;
}

/** The entries of one sample, moved by at least so much. */
function moved(values: Float64Array, by: number, at: number, size: number): Float64Array {
  const out = values.slice(at, at + size);
  for (let i = 0; i < size; i++) {
    const room = 4 * UNIT * (Math.abs(out[i]!) + Math.abs(by));
    out[i] = by < 0 ? out[i]! + by - room : out[i]! + by + room;
  }
  return out;
}

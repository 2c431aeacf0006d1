import type { Dataset, PredictionLoss } from '@isthmus/contract';

/** Whether a sample is classified rightly; see `PredictionLoss.isRight`. */
export type IsRight = NonNullable<PredictionLoss['isRight']>;

/** The loss's own question, or whether the largest output (the first of equal ones) is that of the class. */
export function isRightBy(loss: PredictionLoss): IsRight {
  return (
    loss.isRight?.bind(loss) ??
    ((z, y, at, size) => indexOfLargest(z, at, size) === indexOfLargest(y, at, size))
  );
}

/** The fraction of samples that are classified rightly by predictions `[N, ...output]`. */
export function fractionRight(
  isRight: IsRight,
  z: Float64Array,
  { size: rows, y }: Pick<Dataset, 'size' | 'y'>,
): number {
  const size = z.length / rows;
  let right = 0;
  for (let row = 0; row < rows; row++) if (isRight(z, y, row * size, size)) right++;
  return right / rows;
}

/** The first of the largest; -1 where a number is NaN, which is then never right. */
function indexOfLargest(values: ArrayLike<number>, at: number, size: number): number {
  let best = 0;
  for (let i = 0; i < size; i++) {
    if (Number.isNaN(values[at + i])) return -1;
    if (values[at + i]! > values[at + best]!) best = i;
  }
  return best;
}

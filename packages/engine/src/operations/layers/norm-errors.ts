/** Units in the last place that a few operations in a row may be off by. */
const ULPS = 8 * 2 ** -53;

/** A number with how far it may be off. */
export interface Inexact {
  readonly value: number;
  readonly error: number;
}

/** `gamma factor centred + beta`, with a bound of its error from those of its parts. */
export function scaledError(
  gamma: Inexact,
  factor: Inexact,
  centred: Inexact,
  beta: Inexact,
): number {
  const parts = [gamma, factor, centred];
  const size = parts.reduce((product, { value }) => product * Math.abs(value), 1);
  const most = parts.reduce((product, { value, error }) => product * (Math.abs(value) + error), 1);
  return most - size + beta.error + ULPS * (most + Math.abs(beta.value) + beta.error);
}

/** `1 / sqrt(max(variance, 0) + eps)`: it bends most at the lower end of what the variance may be. */
export function factorError({ value, error }: Inexact, eps: number): Inexact {
  const factor = 1 / Math.sqrt(Math.max(value, 0) + eps);
  const steepest = 0.5 * (Math.max(value - error, 0) + eps) ** -1.5;
  return { value: factor, error: steepest * error + ULPS * factor };
}

/** The difference of two numbers. */
export function differenceError(a: Inexact, b: Inexact): Inexact {
  const size = Math.abs(a.value) + Math.abs(b.value);
  return { value: a.value - b.value, error: a.error + b.error + ULPS * size };
}

/** Mean and population variance of some numbers, with bounds from theirs. */
export function momentErrors(numbers: readonly Inexact[]): {
  readonly mean: Inexact;
  readonly variance: Inexact;
} {
  const n = numbers.length;
  const average = (of: (each: Inexact) => number) =>
    numbers.reduce((sum, each) => sum + of(each), 0) / n;
  // Sums of n terms err by n units of the sum of their sizes.
  const mean = {
    value: average(({ value }) => value),
    error: average(({ value, error }) => error + n * ULPS * Math.abs(value)),
  };
  const centred = numbers.map((each) => differenceError(each, mean));
  const square = ({ value, error }: Inexact) =>
    2 * Math.abs(value) * error + error ** 2 + n * ULPS * (Math.abs(value) + error) ** 2;
  return {
    mean,
    variance: {
      value: centred.reduce((sum, { value }) => sum + value ** 2, 0) / n,
      error: centred.reduce((sum, each) => sum + square(each), 0) / n,
    },
  };
}

/** `1 / (1 + exp(-x))`, without overflow and precise on both sides. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** The derivative of `logistic`, by one exponential; `y (1 - y)` would lose its precision for large x. */
export function logisticDerivative(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
}

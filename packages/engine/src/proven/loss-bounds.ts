import type { LossBounds } from '@isthmus/contract';
import { UNIT } from './exp.js';

/** A sum of so many numbers that are not negative, each off by at most 8 u of it, times this is not below it. */
function above(size: number): number {
  return 1 + (size + 16) * UNIT;
}

/** And times this not above it. */
function below(size: number): number {
  return 1 - (size + 16) * UNIT;
}

/** What is added so that no number that rounding made 0 counts as 0. */
const TINY = 1e-300;

/** The largest distance of a target from a point of its interval; of a difference that rounds u is lost. */
function farthest(low: number, high: number, y: number): number {
  return Math.max(high - y, y - low);
}

/** The least distance. */
function nearest(low: number, high: number, y: number): number {
  return Math.max(0, low - y, y - high);
}

/** What is proved of the sum of `(z - y)²`. */
export const squaredErrorBounds: LossBounds = {
  most(low, high, y, at, size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += farthest(low[i]!, high[i]!, y[i]!) ** 2;
    return sum * above(size) + TINY;
  },
  least(low, high, y, at, size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += nearest(low[i]!, high[i]!, y[i]!) ** 2;
    return Math.max(0, sum * below(size) - TINY);
  },
};

/** What is proved of the sum of `|z - y|`. */
export const absoluteErrorBounds: LossBounds = {
  most(low, high, y, at, size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += farthest(low[i]!, high[i]!, y[i]!);
    return sum * above(size) + TINY;
  },
  least(low, high, y, at, size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += nearest(low[i]!, high[i]!, y[i]!);
    return Math.max(0, sum * below(size) - TINY);
  },
};

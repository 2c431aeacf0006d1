import type { LossBounds } from '@isthmus/contract';
import { expAtLeast, expAtMost, UNIT } from './exp.js';
import { log1pAtLeast, log1pAtMost } from './log.js';

/**
 * What is proved of `logsumexp(z) - z_class`: it rises with every logit but that of the class, with which it
 * falls. Of targets that are not one-hot nothing is proved.
 */
export const crossEntropyBounds: LossBounds = {
  most: (low, high, y, at, size) => {
    const own = classOf(y, at, size);
    return own < 0 ? Infinity : entropyAtMost(high, low[own]!, own, at, size);
  },
  least: (low, high, y, at, size) => {
    const own = classOf(y, at, size);
    return own < 0 ? -Infinity : entropyAtLeast(low, high[own]!, own, at, size);
  },
};

/** What is proved of the sum of `log(1 + exp(z)) - y z`: of a target 0 or 1 the softplus of z or of -z. */
export const binaryCrossEntropyBounds: LossBounds = {
  most: (low, high, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += softplusAtMost(y[i] === 1 ? -low[i]! : high[i]!);
    return isBinary(y, at, size) ? sum * (1 + (size + 8) * UNIT) : Infinity;
  },
  least: (low, high, y, at, size) => {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += softplusAtLeast(y[i] === 1 ? -high[i]! : low[i]!);
    return isBinary(y, at, size) ? sum * (1 - (size + 8) * UNIT) : -Infinity;
  },
  mayErr: (low, high, y, at, size) => {
    for (let i = at; i < at + size; i++)
      if (!(y[i]! > 0.5 ? low[i]! > 0 : high[i]! <= 0)) return true;
    return false;
  },
};

/** The place of the class of a one-hot target; -1 of any other. */
function classOf(y: Float32Array, at: number, size: number): number {
  let own = -1;
  for (let i = at; i < at + size; i++) {
    if (y[i] === 0) continue;
    if (y[i] !== 1 || own >= 0) return -1;
    own = i;
  }
  return own;
}

function isBinary(y: Float32Array, at: number, size: number): boolean {
  for (let i = at; i < at + size; i++) if (y[i] !== 0 && y[i] !== 1) return false;
  return true;
}

/** Where the largest of the logits lies: `logit` at the class, `z` elsewhere. */
function placeOfLargest(
  z: Float64Array,
  logit: number,
  own: number,
  at: number,
  size: number,
): number {
  let place = own;
  let top = logit;
  for (let i = at; i < at + size; i++)
    if (i !== own && !(z[i]! <= top)) {
      place = i;
      top = z[i]!;
    }
  return place;
}

/**
 * `(top - logit) + log(1 + Σ exp(z_i - top))`, the sum over all logits but the largest: of no term is more lost than of
 * itself, so that the smallest losses keep their precision. A difference d is rounded by u of itself, and `exp(d)`
 * moves by as much of it as d does.
 */
function entropyAtMost(
  z: Float64Array,
  logit: number,
  own: number,
  at: number,
  size: number,
): number {
  const largest = placeOfLargest(z, logit, own, at, size);
  const top = largest === own ? logit : z[largest]!;
  let sum = 0;
  for (let i = at; i < at + size; i++)
    if (i !== largest) sum += expAtMost(((i === own ? logit : z[i]!) - top) * (1 - 2 * UNIT));
  const rest = log1pAtMost(sum * (1 + (size + 4) * UNIT));
  return ((top - logit) * (1 + 2 * UNIT) + rest) * (1 + 2 * UNIT);
}

/** The same from below. */
function entropyAtLeast(
  z: Float64Array,
  logit: number,
  own: number,
  at: number,
  size: number,
): number {
  const largest = placeOfLargest(z, logit, own, at, size);
  const top = largest === own ? logit : z[largest]!;
  let sum = 0;
  for (let i = at; i < at + size; i++)
    if (i !== largest) sum += expAtLeast(((i === own ? logit : z[i]!) - top) * (1 + 2 * UNIT));
  const rest = log1pAtLeast(sum * (1 - (size + 4) * UNIT));
  return ((top - logit) * (1 - 2 * UNIT) + rest) * (1 - 2 * UNIT);
}

/** What `log(1 + exp(z))` is at most. */
function softplusAtMost(z: number): number {
  return (Math.max(z, 0) + log1pAtMost(expAtMost(-Math.abs(z)))) * (1 + 2 * UNIT);
}

/** What it is at least. */
function softplusAtLeast(z: number): number {
  return (Math.max(z, 0) + log1pAtLeast(expAtLeast(-Math.abs(z)))) * (1 - 2 * UNIT);
}

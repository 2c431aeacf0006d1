import { ask } from './faults.js';
import type { Form } from './form.js';
import { recordOf, textOf } from './json.js';
import {
  expDown,
  expUp,
  gamma,
  log1pDown,
  log1pUp,
  logDown,
  logUp,
  softplusDown,
  softplusUp,
  TINY,
  UNIT,
} from './numbers.js';

/**
 * The loss of one sample, convex in the prediction. A prediction is given by each entry's least and
 * greatest value; `upper` is at least the largest loss between them, `lower` at most the smallest.
 */
export interface Loss {
  readonly name: string;
  /** @throws `Malformed` unless the loss is defined, and monotone as it is taken to be, for these targets */
  checkTargets(y: Float64Array, size: number): void;
  upper(low: Float64Array, high: Float64Array, y: Float64Array, at: number): number;
  lower(low: Float64Array, high: Float64Array, y: Float64Array, at: number): number;
}

/** A loss by its name. @throws `Malformed` for one that is not known */
export function readLoss(value: unknown): Loss {
  const fields = recordOf(value, 'loss', ['use', 'options']);
  recordOf(fields.get('options'), 'options of the loss', []);
  const use = textOf(fields.get('use'), '"use" of the loss');
  const loss = LOSSES.get(use);
  ask(loss !== undefined, () => `loss "${use}": this checker has no bounds for it`);
  return loss;
}

/** The farthest and the nearest that a number between two others comes to y, rounded outwards. */
function farthest(low: number, high: number, y: number): number {
  return Math.max(high - y, y - low) * (1 + 2 * UNIT);
}

function nearest(low: number, high: number, y: number): number {
  return Math.max(0, low - y, y - high) * (1 - 2 * UNIT);
}

/** The sum over outputs of |z - y|^power: mean absolute and mean squared error. */
function errorPower(name: string, power: 1 | 2): Loss {
  const raise = (d: number) => (power === 1 ? d : d * d);
  return {
    name,
    checkTargets: () => undefined,
    upper(low, high, y, at) {
      let sum = 0;
      for (let i = 0; i < low.length; i++) sum += raise(farthest(low[i]!, high[i]!, y[at + i]!));
      return sum * (1 + gamma(low.length + 4)) + TINY;
    },
    lower(low, high, y, at) {
      let sum = 0;
      for (let i = 0; i < low.length; i++) sum += raise(nearest(low[i]!, high[i]!, y[at + i]!));
      return Math.max(0, sum * (1 - gamma(low.length + 4)) - TINY);
    },
  };
}

/** The place of the 1 among targets that are 0 else; -1 where they are not so. */
function classOf(y: Float64Array, at: number, size: number): number {
  let found = -1;
  for (let i = 0; i < size; i++) {
    if (y[at + i] === 0) continue;
    if (y[at + i] !== 1 || found >= 0) return -1;
    found = i;
  }
  return found;
}

/**
 * `ln sum exp(z) - z_k` = `ln (1 + sum over the others of exp(z_j - z_k))`: it rises with the others and falls
 * with z_k. The largest difference is taken out of the sum where it is above 0.
 */
const crossEntropy: Loss = {
  name: 'core/cross-entropy',
  checkTargets(y, size) {
    for (let at = 0; at < y.length; at += size)
      ask(
        classOf(y, at, size) >= 0,
        () => `row ${at / size}: its target is not one of the classes`,
      );
  },
  upper(low, high, y, at) {
    const k = classOf(y, at, low.length);
    let most = 0;
    for (let j = 0; j < low.length; j++) if (j !== k) most = Math.max(most, up(high[j]! - low[k]!));
    let sum = most > 0 ? expUp(-most) : 0;
    for (let j = 0; j < low.length; j++)
      if (j !== k) sum += expUp(up(up(high[j]! - low[k]!) - most));
    sum *= 1 + gamma(low.length + 2);
    return up(most > 0 ? most + logUp(sum) : log1pUp(sum));
  },
  lower(low, high, y, at) {
    const k = classOf(y, at, low.length);
    let most = 0;
    for (let j = 0; j < low.length; j++)
      if (j !== k) most = Math.max(most, down(low[j]! - high[k]!));
    let sum = most > 0 ? expDown(-most) : 0;
    for (let j = 0; j < low.length; j++)
      if (j !== k) sum += expDown(down(down(low[j]! - high[k]!) - most));
    sum *= 1 - gamma(low.length + 2);
    return Math.max(0, down(most > 0 ? most + logDown(sum) : log1pDown(sum)));
  },
};

/** The sum over outputs of `ln(1 + e^z) - y z`, y being 0 or 1: of softplus of z, or of -z. */
const binaryCrossEntropy: Loss = {
  name: 'core/binary-cross-entropy',
  checkTargets(y) {
    const wrong = y.findIndex((target) => target !== 0 && target !== 1);
    ask(wrong < 0, () => `target ${wrong} is neither 0 nor 1`);
  },
  upper(low, high, y, at) {
    let sum = 0;
    for (let i = 0; i < low.length; i++) sum += softplusUp(y[at + i] === 0 ? high[i]! : -low[i]!);
    return sum * (1 + gamma(low.length + 2));
  },
  lower(low, high, y, at) {
    let sum = 0;
    for (let i = 0; i < low.length; i++) sum += softplusDown(y[at + i] === 0 ? low[i]! : -high[i]!);
    return sum * (1 - gamma(low.length + 2));
  },
};

/** At least, and at most, what the last operation rounded. */
function up(x: number): number {
  return x + 2 * UNIT * Math.abs(x);
}

function down(x: number): number {
  return x - 2 * UNIT * Math.abs(x);
}

const LOSSES: ReadonlyMap<string, Loss> = new Map(
  [errorPower('core/mse', 2), errorPower('core/mae', 1), crossEntropy, binaryCrossEntropy].map(
    (loss) => [loss.name, loss],
  ),
);

/** The values between which each entry of a prediction lies at tau, rounded outwards. */
export function valuesAt(
  { c, s, r }: Form,
  tau: -1 | 0 | 1,
  low: Float64Array,
  high: Float64Array,
): void {
  for (let i = 0; i < c.length; i++) {
    const rounding = 8 * UNIT * (Math.abs(c[i]!) + Math.abs(s[i]!) + r[i]!) + TINY;
    low[i] = c[i]! + tau * s[i]! - r[i]! - rounding;
    high[i] = c[i]! + tau * s[i]! + r[i]! + rounding;
  }
}

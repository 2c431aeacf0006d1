import type { LossBounds, PredictionLoss } from '@isthmus/contract';
import type { PartBounds } from './part-bounds.js';
import type { FormBlock } from './form.js';
import { smallError, sumError } from './rounding.js';

/** The bounds of the loss of a set, gathered block by block. */
export interface LossSums {
  /** Takes the forms of the next rows; their targets begin at row `first`. */
  add(forms: FormBlock, first: number, rows: number): void;
  result(): PartBounds;
}

/**
 * Gathers the losses of all samples at both ends of a part: of a loss that is convex in the prediction the mean of the worst
 * is convex in tau, so it is nowhere above the larger of the two. Of any other loss the whole part is one box.
 *
 * @param isPoint whether the part is a single t, of which the loss from below is known too
 */
export function lossSums(
  {
    bounds,
    convex,
    isRight,
  }: Pick<PredictionLoss, 'convex' | 'isRight'> & { readonly bounds: LossBounds },
  y: Float32Array,
  {
    size,
    outputs,
    classes,
  }: { readonly size: number; readonly outputs: number; readonly classes: boolean },
  isPoint: boolean,
): LossSums {
  const taus = isPoint ? [0] : convex ? [-1, 1] : [null];
  const mayErr = bounds.mayErr ?? (classes && isRight === undefined ? mayErrByLargest : null);
  const most = taus.map(() => ({ sum: 0, sizes: 0 }));
  const least = { sum: 0, sizes: 0 };
  let errors = 0;
  let box = boxOf(0);
  return {
    add(forms, first, rows) {
      const wrong = new Uint8Array(rows);
      if (box.low.length !== forms.c.length) box = boxOf(forms.c.length);
      const { low, high } = box;
      const targets = y.subarray(first * outputs, (first + rows) * outputs);
      taus.forEach((tau, k) => {
        fillBox(forms, tau, box);
        for (let row = 0; row < rows; row++) {
          note(most[k]!, bounds.most(low, high, targets, row * outputs, outputs));
          if (isPoint) note(least, bounds.least(low, high, targets, row * outputs, outputs));
          if (mayErr?.(low, high, targets, row * outputs, outputs)) wrong[row] = 1;
        }
      });
      for (const each of wrong) errors += each;
    },
    result: () => ({
      most: Math.max(...most.map((sums) => mean(sums, size, 1))),
      least: isPoint ? mean(least, size, -1) : -Infinity,
      errors: mayErr === null ? null : errors,
    }),
  };
}

interface Sums {
  sum: number;
  sizes: number;
}

function note(sums: Sums, value: number): void {
  sums.sum += value;
  sums.sizes += Math.abs(value);
}

/** The mean of a sum of so many numbers, rounded up (1) or down (-1). */
function mean({ sum, sizes }: Sums, count: number, direction: 1 | -1): number {
  return (sum + direction * 2 * sumError(count + 50) * sizes) / count;
}

/** An interval for each of some predictions. */
interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function boxOf(length: number): Box {
  return { low: new Float64Array(length), high: new Float64Array(length) };
}

/** The box in which predictions lie at tau; at null for all tau at once. */
function fillBox({ c, s, r }: FormBlock, tau: number | null, { low, high }: Box): void {
  for (let i = 0; i < c.length; i++) {
    const slope = Math.abs(s[i]!);
    const spread = tau === null ? r[i]! + slope : r[i]!;
    const middle = tau === null ? c[i]! : c[i]! + tau * s[i]!;
    const width = spread + smallError(Math.abs(c[i]!) + slope + spread);
    low[i] = middle - width;
    high[i] = middle + width;
  }
}

/** Whether the largest output might be another than that of the class; at both ends of a part, so on all of it. */
export function mayErrByLargest(
  low: Float64Array,
  high: Float64Array,
  y: Float32Array,
  at: number,
  size: number,
): boolean {
  let own = at;
  for (let i = at; i < at + size; i++) if (y[i]! > y[own]!) own = i;
  for (let i = at; i < at + size; i++) if (i !== own && !(high[i]! < low[own]!)) return true;
  return Number.isNaN(low[own]!);
}

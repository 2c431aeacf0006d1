import type { ChainForm } from '@isthmus/contract';
import { ENCLOSED, isEnclosed, type EnclosedActivation } from './activations.js';
import type { BoxBound } from './box.js';
import { both, difference, only, over, product, square, sum, type Interval } from './interval.js';

/** Where the numbers of a layer begin in the vector of all parameters. */
export type Offsets = Readonly<Record<string, number>>;

/** A number with its partial derivatives, all over one box. */
interface Dual {
  readonly value: Interval;
  readonly slopes: readonly Interval[];
}

/**
 * A lower bound of the mean squared error of a chain of dense layers over boxes of its parameters: the
 * best of intervals, of intervals about the middle by the slopes over the box (mean value theorem), sample
 * by sample, and of the same for the loss as a whole.
 *
 * @returns null where there are no bounds for an activation
 */
export function chainBound(form: ChainForm, offsets: Offsets, count: number): BoxBound | null {
  if (!form.layers.every(({ activation }) => isEnclosed(activation))) return null;
  const activations = form.layers.map(({ activation }) => ENCLOSED[activation]!);
  return (low, high) => {
    const middle = low.map((entry, i) => (entry + high[i]!) / 2);
    const steps = middle.map((entry, i): Interval => difference([low[i]!, high[i]!], only(entry)));
    const box = low.map((entry, i): Dual => ({ value: [entry, high[i]!], slopes: axis(i, count) }));
    const point = middle.map((entry): Dual => ({ value: only(entry), slopes: [] }));
    const losses = form.inputs.map((x, n): SampleBound => {
      const wide = forward(form, offsets, activations, box, x);
      const narrow = forward(form, offsets, activations, point, x);
      return boundOfSample(wide, narrow, form.targets[n]!, steps);
    });
    const direct = losses.reduce((total, { least }) => sum(total, only(least)), only(0));
    const central = losses.reduce((total, { atMiddle }) => sum(total, atMiddle), only(0));
    const slopes = steps.map((_, i) =>
      losses.reduce((total, loss) => sum(total, loss.slopes[i]!), only(0)),
    );
    const linear = steps.reduce((total, step, i) => sum(total, product(slopes[i]!, step)), central);
    return Math.max(over(direct, losses.length)[0], over(linear, losses.length)[0]);
  };
}

interface SampleBound {
  /** Every loss of the sample in the box is at least this. */
  readonly least: number;
  readonly atMiddle: Interval;
  readonly slopes: readonly Interval[];
}

function boundOfSample(
  wide: readonly Dual[],
  narrow: readonly Dual[],
  targets: readonly number[],
  steps: readonly Interval[],
): SampleBound {
  let [least, atMiddle] = [only(0), only(0)];
  let slopes = steps.map(() => only(0));
  wide.forEach((output, k) => {
    const about = steps.reduce((total, step, i) => sum(total, product(output.slopes[i]!, step)), narrow[k]!.value); // prettier-ignore
    const error = difference(both(output.value, about), only(targets[k]!));
    least = sum(least, only(square(error)[0]));
    atMiddle = sum(atMiddle, square(difference(narrow[k]!.value, only(targets[k]!))));
    const twice = product(only(2), error);
    slopes = slopes.map((slope, i) => sum(slope, product(twice, output.slopes[i]!)));
  });
  return { least: least[0], atMiddle, slopes };
}

/** The outputs on one input. */
function forward(
  { layers }: ChainForm,
  offsets: Offsets,
  activations: readonly EnclosedActivation[],
  parameters: readonly Dual[],
  x: readonly number[],
): readonly Dual[] {
  const without = parameters[0]!.slopes.map(() => only(0));
  let row = x.map((entry): Dual => ({ value: only(entry), slopes: without }));
  layers.forEach(({ kernel, bias, units }, k) => {
    row = Array.from({ length: units }, (_, unit) => {
      const start =
        bias === null ? { value: only(0), slopes: without } : parameters[offsets[bias]! + unit]!;
      const z = row.reduce((total, entry, i) => {
        const weight = parameters[offsets[kernel]! + i * units + unit]!;
        return added(total, multiplied(entry, weight));
      }, start);
      return activated(activations[k]!, z);
    });
  });
  return row;
}

function added(a: Dual, b: Dual): Dual {
  return { value: sum(a.value, b.value), slopes: a.slopes.map((slope, i) => sum(slope, b.slopes[i]!)) }; // prettier-ignore
}

function multiplied(a: Dual, b: Dual): Dual {
  return {
    value: product(a.value, b.value),
    slopes: a.slopes.map((slope, i) =>
      sum(product(slope, b.value), product(a.value, b.slopes[i]!)),
    ),
  };
}

function activated({ value, slope }: EnclosedActivation, z: Dual): Dual {
  const factor = slope(z.value);
  return { value: value(z.value), slopes: z.slopes.map((each) => product(factor, each)) };
}

/** The derivatives of one parameter by all. */
function axis(place: number, count: number): readonly Interval[] {
  return Array.from({ length: count }, (_, i) => only(Number(i === place)));
}

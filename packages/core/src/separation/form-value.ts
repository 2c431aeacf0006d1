import type { ChainForm, LossForm } from '@isthmus/contract';
import type { Rng } from '@isthmus/contract/base';
import { shortNumber, shortPoint } from '@isthmus/contract/internal';
import {
  flatten,
  leafOf,
  parameterCount,
  unflatten,
  type Params,
  type ParamSpec,
} from '@isthmus/contract/parameters';

/** The activations that a form is evaluated with; others are known to no proof. */
const ACTIVATIONS: Readonly<Record<string, (z: number) => number>> = {
  none: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
};

/** The loss that a form tells at a point, in float64; NaN for activations that no proof knows. */
export function valueOfForm(form: LossForm, spec: ParamSpec, params: Params): number {
  if (form.kind === 'chain') return chainLoss(form, params);
  const w = flatten(spec, params);
  const valueOf = (powers: readonly number[]) =>
    powers.reduce((product, power, i) => product * w[i]! ** power, 1);
  return form.terms.reduce((sum, { factor, powers }) => sum + factor * valueOf(powers), 0);
}

function chainLoss({ layers, inputs, targets }: ChainForm, params: Params): number {
  const squares = inputs.map((x, n) => {
    let row = x;
    for (const { kernel, bias, units, activation } of layers) {
      const weights = leafOf(params, kernel).data;
      const start = bias === null ? null : leafOf(params, bias).data;
      const f = ACTIVATIONS[activation] ?? (() => NaN);
      row = Array.from(
        { length: units },
        (_, unit) =>
        f(row.reduce((sum, entry, i) => sum + entry * weights[i * units + unit]!, start?.[unit] ?? 0)), // prettier-ignore
      );
    }
    return row.reduce((sum, entry, k) => sum + (entry - targets[n]![k]!) ** 2, 0);
  });
  return squares.reduce((sum, square) => sum + square, 0) / inputs.length;
}

/** Points at which a form is held against the formula. */
const POINTS = 16;

/** Relative to the sizes of terms that may cancel; a form that is another function differs by far more. */
const TOLERANCE = 1e-9;

/**
 * Where a form says something else than the formula that it is to be, in words; null where they agree at
 * random points. A proof is about the form, so that one of another function would prove what is false.
 */
export function formFault(
  form: LossForm,
  spec: ParamSpec,
  value: (w: Float64Array) => number,
  rng: Rng,
): string | null {
  for (let k = 0; k < POINTS; k++) {
    const drawn = Float64Array.from({ length: parameterCount(spec) }, () => 2 * rng.normal());
    const params = unflatten(spec, drawn);
    const point = flatten(spec, params);
    const [told, given] = [valueOfForm(form, spec, params), value(point)];
    const scale = 1 + Math.abs(given) + point.reduce((sum, w) => sum + w ** 4, 0);
    if (!(Math.abs(told - given) <= TOLERANCE * scale))
      return `at ${shortPoint(point)} the form is ${shortNumber(told)} and the value ${shortNumber(given)}`;
  }
  return null;
}

import { createRng, type UnitSpace, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { formsOf } from '../group/act.js';
import { mapWide, type WideParams, widenParams } from '../group/float64.js';
import { ACTIVATIONS, networksWith, randomElement, randomParams } from '../testing/networks.js';
import { matrixGradients, scaleGradient } from './chain-rule.js';
import { actSoft } from './soft-action.js';

/** A loss of weights with curvature: half the squared distance of its entries' squares from another point. */
const lossOf = (target: WideParams) => (params: WideParams) =>
  Object.entries(params).reduce(
    (sum, [name, { data }]) =>
      data.reduce((all, value, i) => all + (value ** 2 - target[name]!.data[i]!) ** 2 / 4, sum),
    0,
  );
const gradientOf = (target: WideParams, at: WideParams): WideParams =>
  mapWide(at, ({ data }, name) =>
    data.map((value, i) => (value ** 2 - target[name]!.data[i]!) * value),
  );

const matrix = <T extends { readonly kind: string }>(all: readonly T[]) => all.map((one) => [one.kind, one] as const); // prettier-ignore

const cases = ACTIVATIONS.flatMap((activation) =>
  Object.entries(networksWith(activation)).map(([kind, network]) => {
    const rng = createRng(8).fork(kind);
    const { spaces } = tiedAxes(network.view);
    const [b, target] = ['b', 'target'].map((name) => widenParams(randomParams(network, rng.fork(name)))); // prettier-ignore
    const forms = formsOf(spaces, randomElement(network, rng.fork('element'), 2));
    return { kind: `${kind}, ${activation}`, spaces, forms, b: b!, target: target!, rng };
  }),
);

/** Central differences of this step err by its square, and rounding by less. */
const STEP = 1e-5;
const near = (slope: number, difference: number) =>
  expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));

describe.each(matrix(cases))(
  'gradients in what moves units: %s',
  (_, { spaces, forms, b, target, rng }) => {
    const loss = lossOf(target);

    it('agree with differences, in matrices', () => {
      const matrices = Object.fromEntries(
        spaces.map(({ name, size }) => {
          const draws = rng.fork(name);
          return [name, Float64Array.from({ length: size * size }, () => draws.normal())];
        }),
      );
      const act = (of: readonly UnitSpace[], params: WideParams) => actSoft(of, matrices, params);
      const moved = act(spaces, b);
      const slopes = matrixGradients(spaces, { b, act }, gradientOf(target, moved));
      for (const { name, size } of spaces)
        for (const at of [0, 1, size + 2, size * size - 1]) {
          const [up, down] = [STEP, -STEP].map((by) => {
            const other = matrices[name]!.map((value, i) => (i === at ? value + by : value));
            return loss(actSoft(spaces, { ...matrices, [name]: other }, b));
          });
          near(slopes[name]![at]!, (up! - down!) / (2 * STEP));
        }
    });

    it('agree with differences, in the logarithms of scales', () => {
      const moved = actWide(spaces, forms, b);
      const gradient = gradientOf(target, moved);
      for (const space of spaces) {
        const slopes = scaleGradient(space, moved, gradient);
        const { map, by } = forms[space.name]!;
        for (let unit = 0; unit < space.size; unit++) {
          const [up, down] = [STEP, -STEP].map((log) => {
            const other = by.map((value, i) => (i === unit ? value * Math.exp(log) : value));
            return loss(actWide(spaces, { ...forms, [space.name]: { map, by: other } }, b));
          });
          near(slopes[unit]!, (up! - down!) / (2 * STEP));
        }
      }
    });
  },
);

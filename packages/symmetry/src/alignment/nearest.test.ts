import { createRng, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { formsOf } from '../group/act.js';
import { actWide } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { nearestForms } from './nearest.js';
import { mlp, networksWith, randomElement, randomParams } from '../testing/networks.js';

function wideDistance(a: WideParams, b: WideParams): number {
  const squares = Object.entries(a).map(([name, { data }]) =>
    data.reduce((sum, value, i) => sum + (value - b[name]!.data[i]!) ** 2, 0),
  );
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
}

const ordersOf = (size: number): number[][] =>
  size === 0
    ? [[]]
    : ordersOf(size - 1).flatMap((order) =>
        Array.from({ length: size }, (_, at) => [
          ...order.slice(0, at),
          size - 1,
          ...order.slice(at),
        ]),
      );

describe('nearestForms', () => {
  it.each(Object.entries(networksWith('relu')))(
    'makes the distance smaller by every step: %s',
    (_, network) => {
      const { spaces } = tiedAxes(network.view);
      for (let seed = 0; seed < 5; seed++) {
        const rng = createRng(seed);
        const a = widenParams(randomParams(network, rng.fork('a')));
        const b = widenParams(randomParams(network, rng.fork('b')));
        const lasts = [false, true].map((permute) => {
          const { forms, objective } = nearestForms(spaces, a, b, { permute, maxSweeps: 50 });
          objective.forEach(
            (value, i) => i > 0 && expect(value).toBeGreaterThan(objective[i - 1]!),
          );
          expect(Math.sqrt(-objective[0]!)).toBeCloseTo(wideDistance(a, b), 9);
          const reached = wideDistance(a, actWide(spaces, forms, b));
          expect(Math.sqrt(-objective.at(-1)!)).toBeCloseTo(reached, 9);
          const inPlace = Object.values(forms).every(({ map }) =>
            map.every((unit, i) => unit === i),
          );
          if (!permute) expect(inPlace).toBe(true);
          return reached;
        });
        expect(lasts[1]).toBeLessThanOrEqual(lasts[0]! * (1 + 1e-9));
        expect(lasts[0]).toBeLessThan(wideDistance(a, b));
      }
    },
  );

  it('finds the best of all orders of one hidden layer, each at its best scales', () => {
    const network = mlp([2, 4, 2], 'relu');
    const { spaces } = tiedAxes(network.view);
    for (let seed = 0; seed < 10; seed++) {
      const rng = createRng(seed);
      const a = widenParams(randomParams(network, rng.fork('a')));
      const b = widenParams(randomParams(network, rng.fork('b')));
      const by = new Float64Array(4).fill(1);
      const all = ordersOf(4).map((order) => {
        const placed = actWide(spaces, { dense1: { map: Int32Array.from(order), by } }, b);
        const { forms } = nearestForms(spaces, a, placed, { permute: false, maxSweeps: 50 });
        return wideDistance(a, actWide(spaces, forms, placed));
      });
      const { forms } = nearestForms(spaces, a, b, { permute: true, maxSweeps: 50 });
      const found = wideDistance(a, actWide(spaces, forms, b));
      expect(found).toBeCloseTo(Math.min(...all), 6);
    }
  });

  it('brings a copy of one hidden layer back without any gauge', () => {
    const network = mlp([3, 8, 2], 'relu');
    const { spaces } = tiedAxes(network.view);
    for (let seed = 0; seed < 10; seed++) {
      const rng = createRng(seed);
      const a = widenParams(randomParams(network, rng.fork('a')));
      const element = randomElement(network, rng.fork('element'), 100);
      const b = actWide(spaces, formsOf(spaces, element), a);
      const { forms } = nearestForms(spaces, a, b, { permute: true, maxSweeps: 50 });
      expect(wideDistance(a, actWide(spaces, forms, b))).toBeLessThan(1e-6);
    }
  });
});

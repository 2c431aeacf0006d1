import { expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { doubleWell } from '../builtin/objectives/double-well.js';
import { polyline } from '../path/polyline.js';
import { objectiveLandscape } from './landscape.js';
import { worstChord } from './random-chords.js';

it.each([NaN, Infinity])(
  'chords into losses of %d do not take the place of a proof',
  async (undefinedLoss) => {
    const { value, ...wells } = doubleWell();
    const landscape = objectiveLandscape({
      ...wells,
      value: (w) => (w[0]! > 3 ? undefinedLoss : value(w)),
    });
    const point = (x: number) => ({ w: { shape: [2], data: Float32Array.of(x, 0) } });
    const source = {
      landscape,
      path: polyline([point(-1), point(1)]),
      rng: createRng(1),
      init: () => point(9),
      rest: () => Promise.resolve(),
    };
    const { worst } = (await worstChord(source, 30)).record;
    // The saddle between the wells, of loss 1, lies in the middle of the first chord.
    expect(worst.margin).toBeGreaterThanOrEqual(1);
    expect(worst.proof).toBe(true);
  },
);

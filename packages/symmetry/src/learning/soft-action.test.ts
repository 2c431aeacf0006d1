import { createRng, tiedAxes } from '@isthmus/core';
import { expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { formsOf } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import { networksWith, randomElement, randomParams } from '../testing/networks.js';
import { actSoft } from './soft-action.js';

it.each(Object.entries(networksWith('sigmoid')))(
  'the matrix of a permutation acts as the permutation does: %s',
  (_, network) => {
    const rng = createRng(6);
    const { spaces } = tiedAxes(network.view);
    const params = widenParams(randomParams(network, rng));
    const forms = formsOf(spaces, randomElement(network, rng.fork('element')));
    const matrices = Object.fromEntries(
      Object.entries(forms).map(([name, { map }]) => {
        const matrix = new Float64Array(map.length ** 2);
        map.forEach((unit, i) => (matrix[i * map.length + unit] = 1));
        return [name, matrix];
      }),
    );
    expect(actSoft(spaces, matrices, params)).toEqual(actWide(spaces, forms, params));
  },
);

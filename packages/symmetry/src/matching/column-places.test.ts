import { createRng, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { formsOf } from '../group/act.js';
import { widenParams } from '../group/float64.js';
import { ACTIVATIONS, networksWith, randomElement, randomParams } from '../testing/networks.js';
import { createColumnPlaces } from './column-places.js';
import { unitRows } from './unit-rows.js';

describe.each(ACTIVATIONS)('the places of columns, %s', (activation) => {
  it.each(Object.entries(networksWith(activation)))(
    'read from unmoved weights what the other axes of an array are moved to: %s',
    (_, network) => {
      const rng = createRng(3);
      const { spaces } = tiedAxes(network.view);
      const params = widenParams(randomParams(network, rng.fork('params')));
      const forms = formsOf(spaces, randomElement(network, rng.fork('element')));
      for (const space of spaces)
        for (const binding of space.bindings) {
          const leaf = params[binding.leaf]!;
          const one = { ...space, bindings: [binding] };
          const [rows] = unitRows(one, params);
          const { from, by } = createColumnPlaces(spaces, leaf, binding, space.size)(forms);
          const read = rows!.data.map((_, at) => {
            const column = at % rows!.width;
            return rows!.data[at - column + from[column]!]! * by[column]!;
          });
          // All axes but this one, of all spaces: of this one too where the array is bound to it twice.
          const others = spaces.map((each) => ({
            ...{ ...each, reflection: null },
            bindings: each.bindings.filter((other) => other !== binding),
          }));
          const [moved] = unitRows(one, actWide(others, forms, params));
          expect(read).toEqual(moved!.data);
        }
    },
  );
});

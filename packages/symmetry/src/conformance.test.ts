import { createRng } from '@isthmus/core';
import { checkSymmetry, type GivenOptions, type SymmetryCase } from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { symmetry } from './index.js';
import {
  ACTIVATIONS,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from './testing/networks.js';

const cases = ACTIVATIONS.flatMap((activation) =>
  Object.entries(networksWith(activation)).map(([kind, network]): SymmetryCase => {
    const rng = createRng(17).fork(`${kind} ${activation}`);
    return {
      name: `${kind}, ${activation}`,
      network: network.view,
      a: randomParams(network, rng.fork('a')),
      b: randomParams(network, rng.fork('b')),
      planted: randomElement(network, rng.fork('planted')),
      predict: predictor(network, rng.fork('inputs')),
    };
  }),
);

/** Every symmetry of this package, with options that make its search quick. */
const setups: Readonly<Record<string, GivenOptions>> = {
  'symmetry/weight-matching': { restarts: 1 },
};

describe.each(symmetry.map((plugin) => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  it('is a symmetry, and has a setup here', () => {
    expect(plugin.kind).toBe('symmetry');
    expect(setups[name]).toBeDefined();
  });
  const options = setups[name] ?? {};
  for (const check of checkSymmetry(plugin as Definition<'symmetry'>, { cases, options }))
    it(check.name, () => check.run());
});

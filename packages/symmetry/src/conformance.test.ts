import { createRng } from '@isthmus/core';
import {
  checkAnalysis,
  checkSymmetry,
  type PluginCheck,
  type GivenOptions,
  type SymmetryCase,
} from '@isthmus/core/conformance';
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

/** Every plugin of this package, with options that make its work quick. */
const setups: Readonly<Record<string, GivenOptions>> = {
  'symmetry/weight-matching': { restarts: 1 },
  'symmetry/orbit': { copies: 4, draws: 2 },
  'symmetry/tracks': { points: 5 },
};

describe.each(symmetry.map((plugin) => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  it('has a setup here', () => {
    expect(setups[name]).toBeDefined();
  });
  for (const check of checksOf(plugin, setups[name] ?? {})) it(check.name, () => check.run());
});

function checksOf(plugin: Definition, options: GivenOptions): readonly PluginCheck[] {
  switch (plugin.kind) {
    case 'symmetry':
      return checkSymmetry(plugin as Definition<'symmetry'>, { cases, options });
    case 'analysis':
      return checkAnalysis(plugin as Definition<'analysis'>, { options });
    default:
      throw new Error(`no checks are known for ${plugin.name} here`);
  }
}

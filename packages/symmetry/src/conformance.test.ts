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
import { measuresOf } from './testing/measures.js';
import {
  ACTIVATIONS,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from './testing/networks.js';

const cases = await Promise.all(
  ACTIVATIONS.flatMap((activation) =>
    Object.entries(networksWith(activation)).map(async ([kind, network]): Promise<SymmetryCase> => {
      const rng = createRng(17).fork(`${kind} ${activation}`);
      return {
        name: `${kind}, ${activation}`,
        network: network.view,
        a: randomParams(network, rng.fork('a')),
        b: randomParams(network, rng.fork('b')),
        planted: randomElement(network, rng.fork('planted')),
        predict: predictor(network, rng.fork('inputs')),
        measures: await measuresOf(network, rng.fork('measures')),
      };
    }),
  ),
);

/** How the work of a plugin is made quick, and how many of the cases a symmetry takes. */
interface Setup {
  readonly options: GivenOptions;
  /** All of them where left out. */
  readonly takes?: number;
}

/** Every plugin of this package. */
const setups: Readonly<Record<string, Setup>> = {
  'symmetry/weight-matching': { options: { restarts: 1 } },
  'symmetry/activation-matching': { options: {} },
  'symmetry/straight-through': { options: { steps: 4, weighEvery: 2 } },
  'symmetry/sinkhorn': { options: { steps: 4, weighEvery: 2 } },
  'symmetry/learned': { options: { permuteSteps: 2, scaleSteps: 2, weighEvery: 2 } },
  // Those with one hidden layer.
  'symmetry/exact': { options: {}, takes: ACTIVATIONS.length },
  'symmetry/repair': { options: { points: 5, rows: 8 } },
  'symmetry/merge': { options: {} },
  'symmetry/accounting': { options: { points: 5 } },
  'symmetry/orbit': { options: { copies: 4, draws: 2 } },
};

it('every plugin has a setup here, and every setup a plugin', () => {
  expect(symmetry.map(({ name }) => name).sort()).toEqual(Object.keys(setups).sort());
});

describe.each(symmetry.map((plugin) => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  const { options, takes = cases.length } = setups[name]!;
  if (plugin.kind === 'symmetry')
    it('takes the cases that it is made for', () => {
      const { refusal } = (plugin as Definition<'symmetry'>).create(options);
      const taken = cases.filter(({ network }) => (refusal?.(network) ?? null) === null);
      expect(taken).toHaveLength(takes);
    });
  for (const check of checksOf(plugin, options)) it(check.name, () => check.run());
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

import { createRng } from '@isthmus/core';
import { checkSymmetry, type GivenOptions, type SymmetryCase } from '@isthmus/core/conformance';
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

/** How the search of each symmetry is made quick, and how many of the cases it takes. */
interface Setup {
  readonly options: GivenOptions;
  readonly takes: number;
}

/** Every symmetry of this package. */
const setups: Readonly<Record<string, Setup>> = {
  'symmetry/weight-matching': { options: { restarts: 1 }, takes: cases.length },
  'symmetry/activation-matching': { options: {}, takes: cases.length },
  'symmetry/straight-through': { options: { steps: 4, weighEvery: 2 }, takes: cases.length },
  'symmetry/sinkhorn': { options: { steps: 4, weighEvery: 2 }, takes: cases.length },
  'symmetry/learned': {
    options: { permuteSteps: 2, scaleSteps: 2, weighEvery: 2 },
    takes: cases.length,
  },
  // Those with one hidden layer.
  'symmetry/exact': { options: {}, takes: ACTIVATIONS.length },
};

const symmetries = symmetry.filter(({ kind }) => kind === 'symmetry');

it('every symmetry has a setup here, and every setup a symmetry', () => {
  expect(symmetries.map(({ name }) => name).sort()).toEqual(Object.keys(setups).sort());
});

describe.each(symmetries.map((plugin) => [plugin.name, plugin] as const))('%s', (name, given) => {
  const plugin = given as Definition<'symmetry'>;
  const { options, takes } = setups[name]!;

  it('takes the cases that it is made for', () => {
    const created = plugin.create(options);
    const taken = cases.filter(({ network }) => (created.refusal?.(network) ?? null) === null);
    expect(taken).toHaveLength(takes);
  });
  for (const check of checkSymmetry(plugin, { cases, options })) it(check.name, () => check.run());
});

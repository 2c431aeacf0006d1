import { createRng } from '@isthmus/core';
import { type SymmetryCase, checkSymmetry } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { symmetry, weightMatching } from './index.js';
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

describe('symmetry/weight-matching keeps the contract', () => {
  const checks = checkSymmetry(weightMatching, { cases, options: { restarts: 1 } });
  it.each(checks)('$name', (check) => check.run());
});

describe('the bundle', () => {
  it('holds every plugin of the package', () => {
    expect(symmetry.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'symmetry symmetry/weight-matching',
    ]);
  });
});

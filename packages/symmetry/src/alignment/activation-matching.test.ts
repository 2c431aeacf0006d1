import { createRng, distance, norm } from '@isthmus/core';
import type { GroupElement, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act, activationMatching, matchActivations } from '../index.js';
import { measuresOf } from '../testing/drawn-measures.js';
import { mlp, networksWith, randomElement, randomParams } from '../testing/networks.js';

const options = { rows: 100, values: 'any', scale: 'any' } as const;

/** The copy was rounded to float32 (6e-8) when it was made and once more when it was brought back. */
const BACK = 1e-6;

const mapsOf = (element: GroupElement) =>
  Object.values(element).map((factors) =>
    factors.flatMap((factor) => (factor.kind === 'permutation' ? [...factor.map] : [])),
  );

function withBiases(params: Params, biases: readonly number[]): Params {
  const leaf = params['dense1.bias']!;
  return { ...params, 'dense1.bias': { ...leaf, data: Float32Array.from(biases) } };
}

describe('activation matching', () => {
  it.each(Object.entries(networksWith('relu')))(
    'pairs the same units however those of b are scaled: %s',
    async (_, network) => {
      const rng = createRng(3);
      const measures = await measuresOf(network, rng.fork('data'));
      const [a, b] = [randomParams(network, rng.fork('a')), randomParams(network, rng.fork('b'))];
      const scaled = Object.fromEntries(
        Object.entries(randomElement(network, rng.fork('scales'))).map(([space, factors]) => [
          space,
          factors.filter(({ kind }) => kind === 'scaling'),
        ]),
      );
      const [plain, moved] = [b, act(network.view, scaled, b)].map((each) =>
        matchActivations(network.view, a, each, measures, options).candidates.map(({ element }) =>
          mapsOf(element),
        ),
      );
      expect(moved).toEqual(plain);
    },
  );

  it.each(['relu', 'tanh'])('gives units of equal spread where that is asked: %s', async (kind) => {
    const network = mlp([3, 6, 2], kind);
    const rng = createRng(4);
    const measures = await measuresOf(network, rng.fork('data'));
    const [a, b] = [randomParams(network, rng.fork('a')), randomParams(network, rng.fork('b'))];
    const asked = { ...options, values: 'made', scale: 'spread' } as const;
    const [found, ...more] = matchActivations(network.view, a, b, measures, asked).candidates;
    expect(more).toHaveLength(0);
    const spreads = [a, act(network.view, found!.element, b)].map((params) => {
      const { data } = measures.unitsOf('dense1', params, 'train');
      return Array.from({ length: 6 }, (_, unit) => {
        const values = data.filter((__, i) => i % 6 === unit);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
      });
    });
    // tanh has no scales, so its spreads stay as they are. Weights are rounded to float32.
    const apart = spreads[0]!.map((value, i) => Math.abs(value / spreads[1]![i]! - 1));
    if (kind === 'relu') expect(Math.max(...apart)).toBeLessThan(1e-5);
    else expect(Math.max(...apart)).toBeGreaterThan(1e-3);
  });

  it('tells units apart by their weights where values say nothing: dead units, and copies on the data', async () => {
    const network = mlp([1, 6, 5, 2], 'relu');
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const measures = await measuresOf(network, rng.fork('data'));
      // Two units are dead on all data and three always active, so that these go together with 1.
      const a = withBiases(randomParams(network, rng.fork('a')), [-100, -90, 100, 90, 80, 0]);
      const copy = act(network.view, randomElement(network, rng.fork('planted')), a);
      const { element } = matchActivations(network.view, a, copy, measures, options);
      expect(distance(a, copy)).toBeGreaterThan(0.1 * norm(a));
      expect(distance(a, act(network.view, element, copy))).toBeLessThan(BACK * norm(a));
    }
  });

  it('says before anything is trained that a network given as code has no units to look at', () => {
    const { refusal } = activationMatching.create({ ...options, choose: 'peak' });
    expect(refusal!({ spec: { leaves: [] } })).toContain('given as code');
    expect(refusal!(mlp([1, 2, 1], 'relu').view)).toBeNull();
  });
});

import { createRng, distance, norm, sameBits, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { act, matchWeights, movedBy, type WeightMatchingOptions } from './index.js';
import {
  ACTIVATIONS,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from './testing/networks.js';

const options: WeightMatchingOptions = { maxSweeps: 100, restarts: 0, gauge: 'balanced' };

/** The copy was rounded to float32 (6e-8) when it was made and once more when it was brought back. */
const BACK = 1e-6;

const matrix = ACTIVATIONS.flatMap((activation) =>
  Object.entries(networksWith(activation)).map(([kind, network]) => ({
    activation,
    kind,
    network,
  })),
);

function isNonDecreasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]!);
}

describe.each(matrix)('weight matching on $kind, $activation', ({ network }) => {
  const { view } = network;
  const rng = createRng(5);
  const a = randomParams(network, rng.fork('a'));
  const b = randomParams(network, rng.fork('b'));

  it('brings back permuted, rescaled and flipped copies', () => {
    for (let trial = 0; trial < 10; trial++) {
      const point = randomParams(network, rng.fork(`point ${trial}`));
      const copy = act(view, randomElement(network, rng.fork(`element ${trial}`)), point);
      const { element, objective } = matchWeights(view, point, copy, rng, options);
      const back = act(view, element, copy);
      expect(distance(point, copy) / norm(point)).toBeGreaterThan(0.1);
      expect(distance(point, back) / norm(point)).toBeLessThan(BACK);
      expect(isNonDecreasing(objective)).toBe(true);
    }
  });

  it('brings independent networks no further apart, by steps that each gain', () => {
    const { element, objective } = matchWeights(view, a, b, rng, options);
    expect(objective.length).toBeGreaterThan(1);
    expect(isNonDecreasing(objective)).toBe(true);
    const predict = predictor(network, rng.fork('inputs'));
    const before = predict(b);
    const after = predict(act(view, element, b));
    const scale = Math.max(...before.map(Math.abs));
    before.forEach((value, i) => expect(Math.abs(after[i]! - value)).toBeLessThan(1e-6 * scale));
  });

  it('without a gauge never grows the distance', () => {
    const { element } = matchWeights(view, a, b, rng, { ...options, gauge: 'none' });
    expect(distance(a, act(view, element, b))).toBeLessThan(distance(a, b));
    for (const factors of Object.values(element))
      expect(factors.map((factor) => factor.kind)).not.toContain('scaling');
  });

  it('leaves equal networks as they are, bit for bit', () => {
    const { element } = matchWeights(view, a, a, rng, options);
    expect(sameBits(act(view, element, a), a)).toBe(true);
    for (const [factor, ...more] of Object.values(element)) {
      expect(more).toEqual([]);
      expect(factor?.kind === 'permutation' && movedBy(factor.map)).toBe(0);
    }
  });

  it('names every space, repeats itself and changes no argument', () => {
    const before = structuredClone([a, b]);
    const first = matchWeights(view, a, b, createRng(1), options).element;
    expect(matchWeights(view, a, b, createRng(1), options).element).toEqual(first);
    expect([a, b]).toEqual(before);
    expect(Object.keys(first)).toEqual(tiedAxes(view).spaces.map((space) => space.name));
  });
});

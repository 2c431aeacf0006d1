import { noMeasures } from '@isthmus/core';
import { createRng, distance, norm, sameBits, tiedAxes } from '@isthmus/core';
import type { GroupElement, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import {
  act,
  factorsOf,
  formOf,
  matchWeights,
  movedBy,
  weightMatching,
  type UnitFactor,
  type WeightMatchingOptions,
} from '../index.js';
import {
  ACTIVATIONS,
  ALL_ACTIVATIONS,
  mlp,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from '../testing/networks.js';

const options: WeightMatchingOptions = { maxSweeps: 100, restarts: 0, gauge: 'any' };

/** The copy was rounded to float32 (6e-8) when it was made and once more when it was brought back. */
const BACK = 1e-6;

const matrixOf = (activations: readonly string[]) =>
  activations.flatMap((activation) =>
    Object.entries(networksWith(activation)).map(([kind, network]) => ({
      ...{ activation, kind, network },
    })),
  );

function isNonDecreasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]!);
}

const isIdentity = (element: GroupElement) =>
  Object.values(element).every(
    ([factor, ...more]) =>
      more.length === 0 && factor?.kind === 'permutation' && movedBy(factor.map) === 0,
  );

describe.each(matrixOf(ACTIVATIONS))('weight matching on $kind, $activation', ({ network }) => {
  const { view } = network;
  const rng = createRng(5);
  const a = randomParams(network, rng.fork('a'));
  const b = randomParams(network, rng.fork('b'));

  it('gives the nearest of its candidates, each found by steps that gain', () => {
    const { element, candidates } = matchWeights(view, a, b, rng, options);
    const nearest = Math.min(...candidates.map((candidate) => candidate.distance));
    expect(distance(a, act(view, element, b))).toBe(nearest);
    expect(nearest).toBeLessThan(distance(a, b));
    for (const { element: found, distance: far, objective } of candidates) {
      expect(distance(a, act(view, found, b))).toBe(far);
      expect(isNonDecreasing(objective)).toBe(true);
    }
    expect(new Set(candidates.map(({ label }) => label)).size).toBe(candidates.length);
  });

  it('keeps the function in all of them', () => {
    const predict = predictor(network, rng.fork('inputs'));
    const before = predict(b);
    const scale = Math.max(...before.map(Math.abs));
    for (const { element } of matchWeights(view, a, b, rng, options).candidates) {
      const after = predict(act(view, element, b));
      before.forEach((value, i) => expect(Math.abs(after[i]! - value)).toBeLessThan(1e-6 * scale));
    }
  });

  it('comes nearest where scales are sought for that', () => {
    const { candidates } = matchWeights(view, a, b, rng, { ...options, restarts: 2 });
    const scales = tiedAxes(view).spaces.some((space) => space.scaling);
    const least = (gauge: string) =>
      Math.min(
        ...candidates.filter(({ label }) => label.startsWith(gauge)).map((found) => found.distance),
      );
    if (scales) expect(least('nearest')).toBeLessThan(least('no gauge'));
    else expect(least('nearest')).toBe(Infinity);
  });

  it('without a gauge never scales', () => {
    const { candidates } = matchWeights(view, a, b, rng, { ...options, gauge: 'none' });
    expect(candidates).toHaveLength(2);
    for (const { element, distance: far } of candidates) {
      expect(far).toBeLessThan(distance(a, b));
      for (const factors of Object.values(element))
        expect(factors.map((factor) => factor.kind)).not.toContain('scaling');
    }
  });

  it('leaves equal networks as they are, bit for bit', () => {
    const { element } = matchWeights(view, a, a, rng, options);
    expect(sameBits(act(view, element, a), a)).toBe(true);
    expect(isIdentity(element)).toBe(true);
  });

  it('names every space, repeats itself and changes no argument', () => {
    const before = structuredClone([a, b]);
    const first = matchWeights(view, a, b, createRng(1), options).element;
    expect(matchWeights(view, a, b, createRng(1), options).element).toEqual(first);
    expect([a, b]).toEqual(before);
    expect(Object.keys(first)).toEqual(tiedAxes(view).spaces.map((space) => space.name));
  });

  it('has one candidate more for every restart and gauge', () => {
    const count = (restarts: number, gauge: WeightMatchingOptions['gauge']) =>
      matchWeights(view, a, b, rng, { ...options, restarts, gauge }).candidates.length;
    expect(count(3, 'none') - count(0, 'none')).toBe(3);
    expect(count(3, 'balanced') - count(0, 'balanced')).toBe(3);
  });
});

describe.each(matrixOf(ALL_ACTIVATIONS))('copies of $kind, $activation', ({ network }) => {
  const { view } = network;
  const left = (point: Params, copy: Params, gauge: WeightMatchingOptions['gauge']) => {
    const { element } = matchWeights(view, point, copy, createRng(0), { ...options, gauge });
    return distance(point, act(view, element, copy)) / norm(point);
  };

  it.each([
    ['a little', 5],
    ['much', 1e3],
    ['very much', 1e6],
  ])('come back, scaled %s', (_, spread) => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const point = randomParams(network, rng.fork('point'));
      const copy = act(view, randomElement(network, rng.fork('element'), spread), point);
      expect(distance(point, copy) / norm(point)).toBeGreaterThan(0.1);
      for (const gauge of ['any', 'balanced', 'nearest'] as const)
        expect(left(point, copy, gauge)).toBeLessThan(BACK);
    }
  });

  it('come back with units that nothing makes or nothing reads', () => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = createRng(seed);
      const point = withDeadUnits(network, randomParams(network, rng.fork('point')), seed);
      const copy = act(view, randomElement(network, rng.fork('element'), 100), point);
      expect(left(point, copy, 'any')).toBeLessThan(BACK);
    }
  });

  it('are known from both sides', () => {
    const rng = createRng(3);
    const point = randomParams(network, rng.fork('point'));
    const copy = act(view, randomElement(network, rng.fork('element')), point);
    const { element } = matchWeights(view, copy, point, rng, options);
    expect(distance(copy, act(view, element, point)) / norm(copy)).toBeLessThan(BACK);
  });
});

/** One unit of every space loses its incoming weights, another what reads it. */
function withDeadUnits(
  network: Parameters<typeof randomParams>[0],
  params: Params,
  seed: number,
): Params {
  const copy = structuredClone(params);
  for (const { bindings, size } of tiedAxes(network.view).spaces)
    for (const { leaf, axis, role } of bindings) {
      const dead = (seed + (role === 'makes' ? 0 : 1)) % size;
      const { shape, data } = copy[leaf]!;
      const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
      data.forEach((_, at) => {
        if (Math.floor(at / stride) % size === dead) data[at] = 0;
      });
    }
  return copy;
}

describe('networks of other sizes', () => {
  it.each([
    ['one unit', [1, 1, 1]],
    ['two hidden layers of one unit', [2, 1, 1, 2]],
    ['wide', [4, 96, 3]],
    ['deep', [3, 6, 6, 6, 6, 6, 6, 6, 2]],
  ])('come back too: %s', (_, sizes) => {
    const network = mlp(sizes, 'relu');
    for (let seed = 0; seed < 3; seed++) {
      const rng = createRng(seed);
      const point = randomParams(network, rng.fork('point'));
      const copy = act(network.view, randomElement(network, rng.fork('element'), 1e3), point);
      const { element } = matchWeights(network.view, point, copy, rng, options);
      const back = act(network.view, element, copy);
      expect(distance(point, back) / norm(point)).toBeLessThan(BACK);
    }
  });
});

describe('the plugin', () => {
  const network = mlp([2, 5, 1], 'relu');
  const [a, b] = [1, 2].map((seed) => randomParams(network, createRng(seed))) as [Params, Params];

  it('says by what to choose, as its options say', () => {
    const made = (given: object) => {
      const checked = weightMatching.options['~standard'].validate(given);
      if (!('value' in checked)) throw new Error('refused');
      return weightMatching.create(checked.value);
    };
    expect(made({}).choose).toBe('peak');
    expect(made({ choose: 'distance' }).choose).toBe('distance');
    const labels = made({ restarts: 1 }).candidates!(
      network.view,
      a,
      b,
      createRng(0),
      noMeasures(),
    ).map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining([
        'no gauge, as it stands',
        'balanced, first guess',
        'balanced, restart 0',
      ]),
    );
  });

  it('leaves b alone where every candidate would move it away', () => {
    // The trained part of both is the head; the trunk is shared and far from balance.
    const trunk = Float32Array.of(10, 0, 0, 10);
    const zeros = new Float32Array(2);
    const probe = mlp([2, 2, 1], 'relu');
    const withHead = (head: readonly number[]): Params => ({
      'dense1.kernel': { shape: [2, 2], data: trunk.slice() },
      'dense1.bias': { shape: [2], data: zeros.slice() },
      'out.kernel': { shape: [2, 1], data: Float32Array.from(head) },
      'out.bias': { shape: [1], data: new Float32Array(1) },
    });
    const [one, other] = [withHead([0.09, 0.01]), withHead([0.01, 0.09])];
    const { element, candidates } = matchWeights(probe.view, one, other, createRng(0), {
      ...{ ...options, gauge: 'balanced' },
    });
    expect(candidates.every((found) => found.distance > 10 * distance(one, other))).toBe(true);
    expect(isIdentity(element)).toBe(true);
    expect(factorsOf(formOf(element['dense1'] as readonly UnitFactor[], 2))).toHaveLength(1);
  });
});

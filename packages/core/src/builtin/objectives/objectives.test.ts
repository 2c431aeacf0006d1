import { describe, expect, it } from 'vitest';
import { checkObjective, type ObjectiveCheckSetup } from '../../conformance/check-objective.js';
import { doubleWell } from './double-well.js';
import { objectives } from './index.js';
import { rastrigin } from './rastrigin.js';
import { reluToy } from './relu-toy.js';
import { ring } from './ring.js';
import { sinkingPass } from './sinking-pass.js';

const setups: Readonly<Record<string, readonly ObjectiveCheckSetup[]>> = {
  'core/rastrigin': [{}, { options: { dimensions: 5, amplitude: 3 }, points: [[0, 0, 0, 0, 0]] }],
  'core/double-well': [{ points: [[-1, 0], [0, 0]] }], // prettier-ignore
  'core/ring': [{ points: [[0.6, 0.8]] }],
  'core/sinking-pass': [{ points: [[-1, 0], [0.5, 3]] }], // prettier-ignore
  'core/relu-toy': [{}, { options: { units: 1 } }, { options: { units: 4 } }],
  'core/quartic': [
    {},
    { options: { hidden: 1, data: { x: [[1], [2]], y: [3, 6] } }, points: [[1.5, 2]] },
    { options: { hidden: 3, data: { inputs: 4, samples: 3, noise: 0, seed: 7 } } },
  ],
};

describe.each(objectives.map((definition) => [definition.name, definition] as const))(
  'the built-in objective %s',
  (name, definition) => {
    it('has a setup here', () => expect(setups[name]).toBeDefined());
    for (const [i, setup] of (setups[name] ?? []).entries())
      for (const check of checkObjective(definition, setup))
        it(`${check.name} (${i})`, () => check.run());
  },
);

const at = (loss: { value(w: Float64Array): number }, ...w: readonly number[]) =>
  loss.value(Float64Array.from(w));

describe('core/rastrigin', () => {
  it('is 10 n + sum(x² - 10 cos 2 pi x)', () => {
    for (const w of [
      [0.3, -1.7, 2.2],
      [5, 0.5, -0.25],
      [1e-3, 0, 0],
    ]) {
      const published =
        10 * 3 + w.reduce((sum, x) => sum + x * x - 10 * Math.cos(2 * Math.PI * x), 0);
      // The published form loses about ten digits of 1e-16 near 0; ours does not.
      expect(at(rastrigin(3, 10), ...w)).toBeCloseTo(published, 12);
    }
  });

  it('has a minimum near whole numbers, and passes of about twice the amplitude between', () => {
    const { gradient, value } = rastrigin(1, 10);
    expect(value(Float64Array.of(0))).toBe(0);
    // sin of a rounded multiple of pi is of the size 1e-15.
    expect(Math.abs(gradient(Float64Array.of(1))[0]! - 2)).toBeLessThan(1e-12);
    expect(value(Float64Array.of(0.5))).toBeCloseTo(20.25, 12);
  });
});

describe('core/sinking-pass', () => {
  it.each([
    [0, 1],
    [1, 0.37],
    [2, 0.018],
    [4, 1.1e-7],
  ])('the pass at height %d is %d high', (y, height) => {
    const along = Array.from({ length: 201 }, (_, i) => at(sinkingPass(), -1 + i / 100, y));
    // The heights are published with two digits.
    expect(Math.abs(Math.max(...along) / height - 1)).toBeLessThan(0.03);
    expect([along[0], along[200]]).toEqual([0, 0]);
  });

  it('the way up the valleys costs nothing, and every way over costs something', () => {
    for (let y = 0; y <= 4; y += 0.5) {
      expect([at(sinkingPass(), -1, y), at(sinkingPass(), 1, y)]).toEqual([0, 0]);
      expect(at(sinkingPass(), 0, y)).toBeGreaterThan(0);
    }
  });
});

describe('core/double-well and core/ring', () => {
  it('have the saddle and the valley that they are known for', () => {
    expect([at(doubleWell(), -1, 0), at(doubleWell(), 0, 0), at(doubleWell(), 1, 0)]).toEqual([0, 1, 0]); // prettier-ignore
    // Across x = 0 nothing is lower than the saddle.
    for (let y = -2; y <= 2; y += 0.25) expect(at(doubleWell(), 0, y)).toBeGreaterThanOrEqual(1);
    for (let turn = 0; turn < 8; turn++)
      expect(at(ring(), Math.cos(turn), Math.sin(turn))).toBeLessThan(1e-30);
  });
});

describe('core/relu-toy', () => {
  it('two units exchanged meet 1/2 where one of them is off', () => {
    const toy = reluToy(2);
    expect([at(toy, 1, 1, 1, -1), at(toy, 1, 1, -1, 1)]).toEqual([0, 0]);
    expect(at(toy, 1, 1, 1, 0)).toBe(0.5);
  });

  it('below 1/2 both signs of w2 are taken, wherever the point is', () => {
    const toy = reluToy(2);
    let low = 0;
    for (let i = 0; i < 7 ** 4; i++) {
      const w = [0, 1, 2, 3].map((k) => (Math.floor(i / 7 ** k) % 7) / 2 - 1.5);
      if (at(toy, ...w) >= 0.5) continue;
      low++;
      expect(Math.sign(w[2]!) * Math.sign(w[3]!)).toBe(-1);
    }
    expect(low).toBeGreaterThan(20);
  });

  it('with a third unit a chain of points at level 0 exchanges two', () => {
    const toy = reluToy(3);
    // Each row differs from the one before in weights that the network does not read or that only shift the load.
    const stations = [
      [1, 1, 0, 1, -1, 0],
      [1, 1, 0, 1, -1, 1],
      [0, 1, 1, 1, -1, 1],
      [0, 1, 1, -1, -1, 1],
      [1, 0, 1, -1, -1, 1],
      [1, 0, 1, -1, 1, 1],
      [1, 1, 0, -1, 1, 1],
      [1, 1, 0, -1, 1, 0],
    ];
    for (const [k, from] of stations.slice(0, -1).entries())
      for (let s = 0; s <= 16; s++) {
        const w = from.map((entry, i) => entry + (s / 16) * (stations[k + 1]![i]! - entry));
        expect(at(toy, ...w)).toBeLessThan(1e-30);
      }
  });
});

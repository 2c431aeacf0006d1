import { describe, expect, it } from 'vitest';
import { chain, lossOf, mlp, randomData, randomParams } from '../testing/networks.js';
import { NETWORKS } from '../testing/network-matrix.js';
import { between } from './between.js';
import { createReference } from './create-reference.js';

/** Two orders of the same sums in float64, over networks of some dozens of operations a sample. */
const ROUNDING = 1e-13;

/** Rows of more than one block of the largest network here, and a rest. */
const ROWS = 37;

describe.each(Object.entries(NETWORKS))('losses along a segment of %s', (_, make) => {
  const network = make(['tanh']);
  const loss = lossOf('mse');
  const reference = createReference(network, loss);
  const data = randomData(network, ROWS);
  const from = randomParams(network, 1);
  const to = randomParams(network, 2);

  it('are those of the points, and at both ends bit for bit', () => {
    const lossAt = reference.lossAlong(from, to, data);
    for (const t of [0.1, 1 / 3, 0.5, 0.9]) {
      const direct = reference.loss(between(from, to, t), data);
      expect(Math.abs(lossAt(t) - direct)).toBeLessThanOrEqual(ROUNDING * direct);
    }
    expect(lossAt(0)).toBe(reference.loss(from, data));
    expect(lossAt(1)).toBe(reference.loss(to, data));
  });

  it('do not depend on what was asked before', () => {
    const lossAt = reference.lossAlong(from, to, data);
    const others = [0.7, 0, 0.2].map(lossAt);
    const again = reference.lossAlong(from, to, data);
    expect([0.7, 0, 0.2].toReversed().map(again).toReversed()).toEqual(others);
  });
});

describe('a segment', () => {
  const loss = lossOf('mse');

  it('keeps the ends as they were when it was asked for', () => {
    const network = mlp([3, 4, 2], 'tanh');
    const reference = createReference(network, loss);
    const data = randomData(network, 5);
    const from = randomParams(network, 1);
    const to = randomParams(network, 2);
    const lossAt = reference.lossAlong(from, to, data);
    const expected = lossAt(0.3);
    for (const { data: entries } of Object.values(to)) entries.fill(0);
    expect(lossAt(0.3)).toBe(expected);
  });

  it('of a network whose input is read again later', () => {
    const network = chain({ input: [3], output: [3] }, [
      ['dense', { units: 3 }],
      ['add', {}, ['input']],
      ['tanh'],
      ['dense', { units: 3 }],
    ]);
    const reference = createReference(network, loss);
    const data = randomData(network, 5);
    const [from, to] = [randomParams(network, 1), randomParams(network, 2)];
    const direct = reference.loss(between(from, to, 0.4), data);
    const along = reference.lossAlong(from, to, data)(0.4);
    expect(Math.abs(along - direct)).toBeLessThanOrEqual(ROUNDING * direct);
  });
});

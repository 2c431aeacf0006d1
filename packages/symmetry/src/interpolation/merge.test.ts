import { createRng, narrowed, tiedAxes } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { composeElements, invertElement, merge, movedBy } from '../index.js';
import { elementOf } from '../alignment/proposals.js';
import { actWide } from '../group/act-wide.js';
import { act } from '../group/act.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { innerProduct } from '../matching/matching.js';
import { measuresOf } from '../testing/drawn-measures.js';
import {
  ACTIVATIONS,
  mlp,
  networksWith,
  randomElement,
  randomParams,
} from '../testing/networks.js';
import { betweenFrames, meanOf, mergeMany } from '../matching/merge-many.js';

const squareOf = (params: WideParams) => innerProduct(params, params);

describe.each(ACTIVATIONS)('merging many networks, %s', (activation) => {
  it.each(Object.entries(networksWith(activation)))(
    'is consistent: any cycle of pairs is the identity, and the mean is longer than the plain one: %s',
    (_, network) => {
      const rng = createRng(6);
      const { spaces } = tiedAxes(network.view);
      const models = [0, 1, 2, 3].map((i) => widenParams(randomParams(network, rng.fork(`${i}`))));
      const forms = mergeMany(spaces, models, rng);
      const to = (i: number, j: number) => elementOf(betweenFrames(forms[i]!, forms[j]!));
      // From 2 to 1, on to 0, and back to 2; and a longer way.
      for (const way of [
        [2, 1, 0, 2],
        [0, 3, 1, 2, 0],
      ]) {
        const cycle = way
          .slice(1)
          .map((i, step) => to(i, way[step]!))
          .reduce((first, second) => composeElements(network.view, second, first));
        for (const factors of Object.values(cycle)) {
          expect(factors.map(({ kind }) => kind)).toEqual(['permutation']);
          const [factor] = factors;
          expect(factor?.kind === 'permutation' && movedBy(factor.map)).toBe(0);
        }
      }
      const moved = models.map((model, i) => actWide(spaces, forms[i]!, model));
      expect(squareOf(meanOf(moved))).toBeGreaterThan(squareOf(meanOf(models)));
      // No network can be matched better to the mean of the others by a swap of two units.
      expect(invertElement(network.view, to(1, 0))).toEqual(to(0, 1));
    },
  );

  it('brings copies of one network together, whatever their order and signs', () => {
    const network = mlp([4, 8, 7, 3], activation);
    const rng = createRng(7);
    const { spaces } = tiedAxes(network.view);
    const first = randomParams(network, rng);
    const models = [0, 1, 2].map((i) => {
      const element = Object.entries(randomElement(network, rng.fork(`${i}`)));
      const rigid = element.map(([space, factors]) => [
        space,
        factors.filter(({ kind }) => kind !== 'scaling'),
      ]);
      return widenParams(act(network.view, Object.fromEntries(rigid) as never, first));
    });
    const forms = mergeMany(spaces, models, rng);
    const [a, ...others] = models.map((model, i) => actWide(spaces, forms[i]!, model));
    for (const other of others) expect(other).toEqual(a);
  });
});

it('measures means beside the networks themselves', async () => {
  const network = mlp([2, 6, 5, 1], 'relu');
  const rng = createRng(8);
  const measures = await measuresOf(network, rng.fork('data'));
  const points = ['a', 'b', 'c'].map((id) => ({ id, params: randomParams(network, rng.fork(id)) }));
  const question = {
    spec: network.spec,
    network: network.view,
    points,
    threshold: null,
    loss: null,
    measures,
    rng,
  };
  const { tables, facts, summary } = await merge.create({}).analyze(question);
  const rows = tables[0]!.rows;
  expect(rows.map(([label]) => label)).toEqual([
    ...['a', 'b', 'c', 'plain mean', 'merged mean', 'merged mean, balanced'],
  ]);
  points.forEach(({ params }, i) => expect(rows[i]![1]).toBe(measures.value(params)));
  const plain = narrowed(meanOf(points.map(({ params }) => widenParams(params))));
  expect(facts.find(({ label }) => label === 'loss, plain mean')!.value).toBe(
    measures.value(plain),
  );
  expect(summary).toMatch(/^3 networks lose at most/);
});

it('leaves a network alone that has no others', () => {
  const network = mlp([2, 6, 1], 'tanh');
  const { spaces } = tiedAxes(network.view);
  const only = widenParams(randomParams(network, createRng(9)));
  const [forms] = mergeMany(spaces, [only], createRng(9));
  expect(actWide(spaces, forms!, only)).toEqual(only);
});

import { act, learnedMatching, sinkhornMatching, straightThrough } from '../index.js';
import { createRng, distance, narrowed, tiedAxes, type GraphNetwork } from '@isthmus/core';
import type { NetworkMeasures, Params, Symmetry } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { actWide } from '../group/act-wide.js';
import { formsOf } from '../group/act.js';
import { mapWide, widenParams } from '../group/float64.js';
import { invertForm } from '../group/normal-form.js';
import { composed } from './candidates.js';
import { measuresOf } from '../testing/drawn-measures.js';
import {
  ACTIVATIONS,
  mlp,
  networksWith,
  randomElement,
  randomParams,
} from '../testing/networks.js';

/** A few hundred steps down the training loss, from a random start. */
function trained(network: GraphNetwork, measures: NetworkMeasures, seed: number): Params {
  const rng = createRng(seed);
  let params = randomParams(network, rng);
  for (let step = 0; step < 300; step++) {
    const [slope] = measures.gradients([params], rng);
    params = narrowed(
      mapWide(widenParams(params), ({ data }, name) =>
        data.map((value, i) => value - 0.02 * slope!.gradient[name]!.data[i]!),
      ),
    );
  }
  return params;
}

const quick = { weighEvery: 5, choose: 'peak' } as const;
const methods: Readonly<Record<string, Symmetry>> = {
  'symmetry/straight-through': straightThrough.create({ ...quick, steps: 40, learningRate: 0.02 }),
  'symmetry/sinkhorn': sinkhornMatching.create({
    ...{ ...quick, steps: 40, learningRate: 0.2, loss: 'midpoint' },
    ...{ temperature: 1, rounds: 20, firmness: 0.5 },
  }),
  'symmetry/learned': learnedMatching.create({
    ...{ ...quick, permuteSteps: 20, scaleSteps: 20, points: 2, spread: 0.25 },
    ...{ permuteRate: 0.3, scaleRate: 0.02 },
  }),
};

const highest = (measures: NetworkMeasures, a: Params, b: Params) =>
  Math.max(...[0.25, 0.5, 0.75].map(measures.along(a, b)));

describe.each(Object.entries(methods))('%s', (_, method) => {
  it.each(ACTIVATIONS)('ends no higher than it began, nor farther than b was: %s', async (kind) => {
    const network = mlp([2, 7, 6, 1], kind);
    const measures = await measuresOf(network, createRng(1).fork(kind));
    const [a, b] = [trained(network, measures, 2), trained(network, measures, 3)];
    const rng = () => createRng(4);
    const proposals = method.candidates!(network.view, a, b, rng(), measures);
    const [first, ...more] = proposals;
    const start = more.at(-1) ?? first!;
    expect(start.label).toMatch(/^start: /);
    const moved = (element: typeof start.element) => act(network.view, element, b);
    const began = highest(measures, a, moved(start.element));
    const taken = moved(method.align(network.view, a, b, rng(), measures));
    expect(highest(measures, a, taken)).toBeLessThanOrEqual(began);
    expect(began).toBeLessThanOrEqual(highest(measures, a, b));
    expect(distance(a, taken)).toBeLessThanOrEqual(distance(a, b));
  });

  it('leaves a copy that came back alone', async () => {
    const network = mlp([2, 7, 6, 1], 'relu');
    const measures = await measuresOf(network, createRng(1));
    const a = randomParams(network, createRng(2));
    const copy = act(network.view, randomElement(network, createRng(3)), a);
    const proposals = method.candidates!(network.view, a, copy, createRng(4), measures);
    expect(proposals.map(({ label }) => label.split(':')[0])).toEqual(['start']);
  });

  it('refuses a network given as code', () => {
    expect(method.refusal!({ spec: { leaves: [] } })).toContain('given as code');
  });
});

it('symmetry/learned finds lower lines than it began with', async () => {
  const network = mlp([2, 7, 6, 1], 'relu');
  const measures = await measuresOf(network, createRng(1));
  const gains = [10, 20, 30].map((seed) => {
    const [a, b] = [trained(network, measures, seed), trained(network, measures, seed + 1)];
    const found = methods['symmetry/learned']!.candidates!(
      network.view,
      a,
      b,
      createRng(4),
      measures,
    );
    const peaks = [found[0]!, found.at(-1)!].map(({ element }) =>
      highest(measures, a, act(network.view, element, b)),
    );
    return peaks[1]! - peaks[0]!;
  });
  expect(Math.max(...gains)).toBeGreaterThan(1e-3);
});

it.each(ACTIVATIONS)(
  'elements for both ends add nothing: the line between is moved as a whole, %s',
  (kind) => {
    for (const network of Object.values(networksWith(kind))) {
      const { spaces } = tiedAxes(network.view);
      const rng = createRng(9);
      const [a, b] = ['a', 'b'].map((end) => widenParams(randomParams(network, rng.fork(end))));
      const [g, h] = ['g', 'h'].map((end) =>
        formsOf(spaces, randomElement(network, rng.fork(end))),
      );
      const back = Object.fromEntries(
        Object.entries(g!).map(([name, form]) => [name, invertForm(form)]),
      );
      const oneMoved = actWide(spaces, composed(back, h!), b!);
      const t = 0.3;
      const between = (from: typeof a, to: typeof a) =>
        mapWide(from!, ({ data }, name) =>
          data.map((value, i) => (1 - t) * value + t * to![name]!.data[i]!),
        );
      const both = between(actWide(spaces, g!, a!), actWide(spaces, h!, b!));
      const one = actWide(spaces, g!, between(a, oneMoved));
      for (const [name, { data }] of Object.entries(both))
        data.forEach((value, i) => expect(one[name]!.data[i]).toBeCloseTo(value, 9));
    }
  },
);

import { createRng } from '@isthmus/core';
import type { AnalysisQuestion, LinesChart, Params } from '@isthmus/core/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { widenParams, type WideParams } from '../group/float64.js';
import { convnet, mlp, networkOf, randomParams, residual } from '../testing/networks.js';
import { questionOf } from '../testing/question.js';
import { shifted, shiftsOf, walkBias } from './bias-shift.js';
import { hiddenLayers } from './hidden-layers.js';
import { lengthOf, readingWeights } from './reading-weights.js';
import { strongestPair, walkRotation } from './rotation-track.js';
import { walkScaling } from './scaling-track.js';
import { tracks } from './tracks.js';
import { keptRange, tellingUnits, unitStates, type UnitState } from './unit-states.js';

/** Sums of some hundred products in float64. */
const FLOAT64 = 1e-12;

const network = mlp([3, 6, 2], 'relu');

/** Unit 0 is dead, unit 1 active, the others are partial. */
function withKinds(params: Params): Params {
  const copy = structuredClone(params);
  copy['dense1.bias']!.data.set([-40, 40]);
  return copy;
}

const params = withKinds(randomParams(network, createRng(3)));
const wide = widenParams(params);
let question: AnalysisQuestion;
let states: readonly UnitState[];

beforeAll(async () => {
  question = await questionOf(network, params);
  states = unitStates(hiddenLayers(network.view)[0]!, wide, question.measures);
});

const predictions = (point: WideParams) => question.measures.unitsOf('out', point, 'evaluation').data; // prettier-ignore
const moved = (one: WideParams, other: WideParams) => {
  const [p, q] = [predictions(one), predictions(other)];
  return p.reduce((most, value, i) => Math.max(most, Math.abs(value - q[i]!)), 0);
};

describe('a bias shift of a ReLU unit', () => {
  it('knows the dead, the active and the partial units of the data', () => {
    expect(states.map(({ kind }) => kind).slice(0, 2)).toEqual(['dead', 'active']);
    expect(tellingUnits(states).map(({ kind }) => kind)).toEqual(['dead', 'active', 'partial']);
  });

  it('keeps the predictions of a dead unit up to the end of its range, and no farther', () => {
    const [, to] = keptRange(states[0]!)!;
    expect(moved(shifted(wide, states[0]!, to, 0), wide)).toBe(0);
    expect(moved(shifted(wide, states[0]!, to + 0.5, 0), wide)).toBeGreaterThan(1e-3);
  });

  it('of an active unit is compensated by ν times the weights that read it', () => {
    const [from] = keptRange(states[1]!)!;
    for (const shift of [from, from / 2, 3, 100])
      expect(moved(shifted(wide, states[1]!, shift, shift), wide)).toBeLessThan(100 * FLOAT64);
    const beyond = from - 0.5;
    expect(moved(shifted(wide, states[1]!, beyond, beyond), wide)).toBeGreaterThan(1e-3);
  });

  it('is not compensated by ν alone, as the source has it: the factor w is missing', () => {
    const result: Record<string, WideParams[string]> = { ...shifted(wide, states[1]!, 1, 0) };
    const { shape, data } = result['out.bias']!;
    result['out.bias'] = { shape, data: data.map((entry) => entry - 1) };
    expect(moved(result, wide)).toBeGreaterThan(0.1);
  });

  it('of a partial unit meets its bounds, which no constant undercuts', () => {
    for (const state of states.slice(2)) {
      const { points } = walkBias(state, wide, question.measures, shiftsOf(state, 9));
      for (const { walks, bounds, rise } of points) {
        expect(walks.midrange.largest!).toBeCloseTo(bounds!.midrange, 11);
        expect(walks.mean.root!).toBeCloseTo(bounds!.mean, 11);
        expect(bounds!.midrange).toBeLessThanOrEqual(bounds!.anyData + FLOAT64);
        expect(rise.least * rise.most).toBeGreaterThanOrEqual(0);
        // Of all constants the mean is best in the mean square, the midrange for the largest.
        expect(walks.midrange.root!).toBeGreaterThanOrEqual(walks.mean.root! - FLOAT64);
        expect(walks.mean.largest!).toBeGreaterThanOrEqual(walks.midrange.largest! - FLOAT64);
      }
    }
  });

  it('moves the root of the squared error by no more than ‖w‖ std Δ', () => {
    const before = Math.sqrt(question.measures.valueAt(wide));
    for (const state of states.slice(2))
      for (const { walks, bounds } of walkBias(state, wide, question.measures, shiftsOf(state, 9)).points) {
        const after = Math.sqrt(before ** 2 + walks.mean.change);
        expect(Math.abs(after - before)).toBeLessThanOrEqual(bounds!.mean + FLOAT64);
      }
  }); // prettier-ignore
});

describe('units of convolutions', () => {
  it('are channels, whose shift all places that read them compensate', async () => {
    const conv = convnet('relu');
    const own = structuredClone(randomParams(conv, createRng(8)));
    own['conv2.bias']!.data[1] = 60;
    const asked = await questionOf(conv, own);
    const layer = hiddenLayers(conv.view).find(({ node }) => node === 'conv2')!;
    const [, state] = unitStates(layer, widenParams(own), asked.measures);
    expect(state!.kind).toBe('active');
    const { points } = walkBias(state!, widenParams(own), asked.measures, [-5, 5]);
    for (const { walks } of points) {
      expect(Math.abs(walks.midrange.change)).toBeLessThan(1e-9);
      expect(Math.abs(walks.none.change)).toBeGreaterThan(1);
    }
    const weights = readingWeights(layer.readers[0]!, widenParams(own), 1, layer.units);
    const { shape, data } = own['dense.kernel']!;
    const sum = data.reduce((all, w, at) => all + (at % shape[1]! === 2 && Math.floor(at / shape[1]!) % 3 === 1 ? w : 0), 0); // prettier-ignore
    expect(weights[2]).toBeCloseTo(sum, 12);
  });

  it('are followed through sums to everything that reads them', () => {
    const [stem, inner] = hiddenLayers(residual('relu').view);
    expect(stem!.readers.map(({ node }) => node)).toEqual(['inner', 'single', 'out']);
    expect(inner!.readers.map(({ node }) => node)).toEqual(['back']);
  });
});

describe('scaling', () => {
  it('of a ReLU unit keeps the loss, and its norm is least in balance', () => {
    const { points, balanced } = walkScaling(states[1]!, wide, question.measures, { most: 50, count: 801 }); // prettier-ignore
    const value = question.measures.valueAt(wide);
    for (const { change } of points) expect(Math.abs(change)).toBeLessThan(FLOAT64 * value * 100);
    const least = points.reduce((one, other) => (other.norm < one.norm ? other : one));
    const made = Math.hypot(...[0, 1, 2].map((row) => wide['dense1.kernel']!.data[row * 6 + 1]!), wide['dense1.bias']!.data[1]!); // prettier-ignore
    const read = lengthOf(readingWeights(states[1]!.layer.readers[0]!, wide, 1, 6));
    expect(balanced).toBeCloseTo(Math.sqrt(read / made), 9);
    expect(Math.abs(Math.log(least.factor / balanced!))).toBeLessThan(0.01);
  });

  it('of a tanh unit changes the loss', async () => {
    const tanh = mlp([3, 4, 2], 'tanh');
    const own = randomParams(tanh, createRng(2));
    const { measures } = await questionOf(tanh, own);
    const [state] = unitStates(hiddenLayers(tanh.view)[0]!, widenParams(own), measures);
    const { points } = walkScaling(state!, widenParams(own), measures, { most: 4, count: 5 });
    expect(Math.abs(points[0]!.change)).toBeGreaterThan(1e-3);
    expect(points[2]!.change).toBe(0);
  });
});

describe('rotation', () => {
  const linear = networkOf(
    [
      { id: 'one', use: 'core/dense', options: { units: 4 } },
      { id: 'two', use: 'core/dense', options: { units: 3 } },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [3],
    [2],
  );

  it('of linear units keeps the loss all around', async () => {
    const own = randomParams(linear, createRng(4));
    const { measures } = await questionOf(linear, own);
    for (const layer of hiddenLayers(linear.view)) {
      const pair = strongestPair(unitStates(layer, widenParams(own), measures))!;
      const value = measures.value(own);
      for (const { change } of walkRotation(pair, own, measures, 9).points)
        expect(Math.abs(change) / value).toBeLessThan(FLOAT64);
    }
  });

  it('of ReLU units changes it, and comes back after a whole turn', () => {
    const { points } = walkRotation(strongestPair(states)!, params, question.measures, 9);
    expect(Math.max(...points.map(({ change }) => Math.abs(change)))).toBeGreaterThan(0.01);
    expect(Math.abs(points.at(-1)!.change)).toBeLessThan(1e-9);
  });
});

describe('symmetry/tracks', () => {
  const made = (options: object) => {
    const checked = tracks.options['~standard'].validate(options);
    if (!('value' in checked)) throw new Error('bad options');
    return tracks.create(checked.value) as {
      refusal(network: unknown): string | null;
      analyze(question: AnalysisQuestion): { charts: readonly LinesChart[]; facts: readonly { label: string; value: unknown }[] }; // prettier-ignore
    };
  };

  it('marks the place where clipping breaks the invariance', () => {
    const { charts, facts } = made({ points: 21 }).analyze(question);
    const chart = charts.find(({ title }) => title.includes('unit 1 (active)'))!;
    const mark = chart.marks.find(({ label }) => label === 'active from here')!;
    expect(mark.x).toBe(-states[1]!.least);
    const compensated = chart.series[1]!;
    compensated.x.forEach((shift, i) => {
      const change = Math.abs(compensated.y[i]!);
      if (shift >= mark.x) expect(change).toBeLessThan(1e-9);
    });
    const beyond = compensated.y.filter((_, i) => compensated.x[i]! < mark.x - 0.5);
    expect(Math.max(...beyond.map(Math.abs))).toBeGreaterThan(1e-3);
    const worst = facts.find(({ label }) => label.endsWith('error over its bound'))!;
    expect(worst.value).toBeCloseTo(1, 9);
  });

  it('walks along the unit that is asked for', () => {
    const { charts } = made({ points: 5, layer: 'dense1', unit: 4 }).analyze(question);
    expect(charts[0]!.title).toContain('dense1, unit 4');
  });

  it.each([
    [{ layer: 'dense9' }, '"dense9" is none of its hidden layers: dense1'],
    [{ layer: 'dense1', unit: 6 }, 'unit 6 is asked for, and "dense1" has 6, counted from 0'],
    [{ unit: 1 }, 'name it by "layer"'],
  ])('refuses %j', (options, words) => {
    expect(made(options).refusal(network.view)).toContain(words);
  });
});

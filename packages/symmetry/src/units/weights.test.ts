import { createRng, mapLeaves, noMeasures, tiedAxes, type GraphNetwork } from '@isthmus/core';
import type { AnalysisQuestion, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act, unitActivations, widenParams } from '../index.js';
import { orbit } from '../orbit/orbit.js';
import { builtInNetworks } from '../testing/built-in-networks.js';
import { measuresFor } from '../testing/measures.js';
import { mlp, predictor, randomParams } from '../testing/networks.js';
import { unreadUnits } from './free-dimensions.js';
import { gaugeImbalance } from './gauge-imbalance.js';
import { units } from './units.js';
import { weightStates } from './weight-states.js';

/** One number of an array, by its row and its place along the last axis. */
interface Entry {
  readonly name: string;
  readonly row: number;
  readonly unit: number;
  readonly value: number;
}

const changed = (params: Params, change: (entry: Entry) => number): Params =>
  mapLeaves(params, ({ shape, data }, name) => {
    const width = shape.at(-1)!;
    return data.map((value, at) => change({ name, row: Math.floor(at / width), unit: at % width, value }));
  }); // prettier-ignore

const deep = mlp([3, 6, 5, 2], 'relu');
const numbersOf = (flags: readonly boolean[]) => flags.flatMap((flag, i) => (flag ? [i] : []));

/** In the second layer 0 is dead and 1 active by signs, 2 reads nothing; in the first nothing is known by signs. */
const planted = changed(randomParams(deep, createRng(3)), ({ name, unit, value }) => {
  const ofSecond = name.startsWith('dense2.');
  if (unit === 0 && (ofSecond || name.startsWith('dense1.'))) return -Math.abs(value);
  if (unit === 1 && ofSecond) return Math.abs(value);
  if (unit === 2 && name === 'dense2.kernel') return 0;
  return value;
});

describe('what weights alone say of units', () => {
  it('is told by their signs, where what they read is never below 0', () => {
    const [first, second] = weightStates(deep.view, unitActivations(deep.view), planted);
    expect(numbersOf(first!.dead)).toEqual([]);
    expect(numbersOf(first!.active)).toEqual([]);
    const biasOf2 = planted['dense2.bias']!.data[2]!;
    expect(numbersOf(second!.readsNothing)).toEqual([2]);
    expect(numbersOf(second!.dead)).toEqual(biasOf2 <= 0 ? [0, 2] : [0]);
    expect(numbersOf(second!.active)).toEqual(biasOf2 >= 0 ? [1, 2] : [1]);
  });

  it('is nothing by signs of activations that are no ReLU', () => {
    for (const activation of ['tanh', 'gelu', 'leaky-relu', 'sigmoid']) {
      const network = mlp([3, 6, 5, 2], activation);
      const [, second] = weightStates(network.view, unitActivations(network.view), planted);
      expect(numbersOf(second!.readsNothing)).toEqual([2]);
      expect(numbersOf(second!.dead)).toEqual([]);
    }
  });

  it.each(['relu', 'leaky-relu', 'tanh'].flatMap(builtInNetworks))(
    'holds on rows of every size, in $name',
    async ({ network }) => {
      const measures = await measuresFor(network);
      for (let seed = 0; seed < 4; seed++) {
        // Few signs each, so that much is claimed; biases of one sign a unit.
        const drawn = randomParams(network, createRng(seed));
        const params = changed(drawn, ({ unit, value }) => (unit % 2 === 0 ? -1 : 1) * Math.abs(value)); // prettier-ignore
        for (const { activation, dead, active } of weightStates(network.view, unitActivations(network.view), params)) {
          const { data } = measures.unitsOf(activation.input, params, 'evaluation');
          const size = activation.space.size;
          data.forEach((z, at) => {
            if (dead[at % size] === true) expect(z).toBeLessThanOrEqual(0);
            if (active[at % size] === true) expect(z).toBeGreaterThanOrEqual(0);
          });
        }
      }
    },
  ); // prettier-ignore

  it('is claimed in networks behind pooling, sums and flattening too', () => {
    const claimed = builtInNetworks('relu').flatMap(({ name, network }) => {
      const drawn = randomParams(network, createRng(1));
      const params = changed(drawn, ({ unit, value }) => (unit % 2 === 0 ? -1 : 1) * Math.abs(value)); // prettier-ignore
      const states = weightStates(network.view, unitActivations(network.view), params);
      return states.some(({ dead, active }) => dead.includes(true) && active.includes(true)) ? [name] : []; // prettier-ignore
    });
    expect(claimed).toEqual(expect.arrayContaining([
      'core/mlp, deep, relu', 'core/convnet, plain, relu', 'core/convnet, residual, relu', 'core/resnet, no norm, relu',
    ])); // prettier-ignore
  });

  it('of units that nothing reads keeps every output, whatever makes them', () => {
    for (const activation of ['relu', 'tanh', 'gelu']) {
      const network = mlp([3, 6, 5, 2], activation);
      // Unit 4 of the second layer is read by 0; unit 3 of the first by that unit alone.
      const params = changed(randomParams(network, createRng(8)), ({ name, row, unit, value }) =>
        (name === 'out.kernel' && row === 4) || (name === 'dense2.kernel' && row === 3 && unit !== 4) ? 0 : value,
      ); // prettier-ignore
      const { spaces } = tiedAxes(network.view);
      const found = unreadUnits(network.view, spaces, params);
      expect(found.units).toHaveLength(2);
      expect(found.units).toEqual(expect.arrayContaining([{ space: 'dense1', unit: 3 }, { space: 'dense2', unit: 4 }])); // prettier-ignore
      expect(found.weights).toBe(4 + 7);
      const other = changed(params, ({ name, unit, value }) =>
        (name.startsWith('dense1.') && unit === 3) || (name.startsWith('dense2.') && unit === 4) ? value + 5 : value,
      ); // prettier-ignore
      const predict = predictor(network, createRng(2));
      expect(predict(other)).toEqual(predict(params));
    }
  });
});

describe('the gauge imbalance', () => {
  const imbalance = (network: GraphNetwork, params: Params) =>
    gaugeImbalance(tiedAxes(network.view).spaces, widenParams(params));

  it('is what scales of one layer make of its norm', () => {
    const network = mlp([2, 3, 1], 'relu');
    const params = randomParams(network, createRng(4));
    const [kernel, bias, out] = ['dense1.kernel', 'dense1.bias', 'out.kernel'].map((name) => params[name]!.data); // prettier-ignore
    const lengths = [0, 1, 2].map((u) => [Math.hypot(kernel![u]!, kernel![3 + u]!, bias![u]!), Math.abs(out![u]!)]); // prettier-ignore
    const rest = params['out.bias']!.data[0]! ** 2;
    const [norm, least] = [
      lengths.reduce((sum, [made, read]) => sum + made! ** 2 + read! ** 2, rest),
      lengths.reduce((sum, [made, read]) => sum + 2 * made! * read!, rest),
    ];
    const found = imbalance(network, params);
    expect(found.ratio).toBeCloseTo(Math.sqrt(norm / least), 12);
    const { unit, factor } = found.widest!;
    expect(factor).toBeCloseTo(Math.sqrt(lengths[unit]![1]! / lengths[unit]![0]!), 12);
  });

  it('is 1 in balance, grows with a scaling, and is not defined where nothing scales', () => {
    const params = randomParams(deep, createRng(5));
    const { spaces } = tiedAxes(deep.view);
    const wide = { dense2: [{ kind: 'scaling' as const, by: Float64Array.of(1, 1, 100, 1, 1) }] };
    const far = imbalance(deep, act(deep.view, wide, params));
    expect(far.ratio).toBeGreaterThan(3 * imbalance(deep, params).ratio!);
    expect(far.widest).toMatchObject({ space: 'dense2', unit: 2 });
    expect(imbalance(mlp([3, 4, 1], 'tanh'), randomParams(mlp([3, 4, 1], 'tanh'), createRng(1)))).toEqual({ ratio: null, widest: null, leftOut: 0 }); // prettier-ignore
    expect(spaces).toHaveLength(2);
  });

  it('counts what has no balance on neither side', () => {
    const loose = changed(randomParams(deep, createRng(6)), ({ name, unit, value }) =>
      name.startsWith('dense2.') && unit === 1 ? 0 : value,
    );
    const found = imbalance(deep, loose);
    expect(found.leftOut).toBe(1);
    expect(found.ratio).toBeGreaterThanOrEqual(1);
    const dropped = changed(loose, ({ name, row, value }) => (name === 'out.kernel' && row === 1 ? 1e6 * value : value)); // prettier-ignore
    expect(imbalance(deep, dropped).ratio).toBe(found.ratio);
    const nothing = changed(loose, () => 0);
    expect(imbalance(deep, nothing).ratio).toBeNull();
  });
});

describe('without data', () => {
  const question: AnalysisQuestion = {
    ...{ spec: deep.spec, network: deep.view, points: [{ id: 'a', params: planted }] },
    ...{ threshold: null, loss: null, measures: noMeasures(), rng: createRng(0) },
  };

  it('says what weights say, and of what takes data that it was not looked at', async () => {
    const findings = await units.create({ trainRows: 10 }).analyze(question);
    const facts = new Map(findings.facts.map((fact) => [fact.label, fact]));
    expect(facts.get('hidden units')!.value).toBe(11);
    expect(facts.get('dead by their weights')!.value).toBe(planted['dense2.bias']!.data[2]! <= 0 ? 2 : 1); // prettier-ignore
    expect(facts.get('gauge imbalance')!.value).toBeGreaterThan(1);
    for (const label of ['dead units', 'always active units', 'constant units', 'free dimensions', 'bias shifts']) {
      expect(facts.get(label)!.value).toBeNull();
      expect(facts.get(label)!.meaning).toMatch(/^Not looked at, as it takes data: /);
    } // prettier-ignore
    expect(findings.summary).toMatch(/^Of 11 hidden units, by their weights alone, .*What takes data was not looked at\.$/); // prettier-ignore
    const copies = await orbit.create({ copies: 4, draws: 1 }).analyze(question);
    expect(copies.summary).toBe('Permutations of hidden units make 86400 different networks of one function.'); // prettier-ignore
    expect(copies.facts.find(({ label }) => label === 'Jensen gap')!.value).toBeNull();
  });
});

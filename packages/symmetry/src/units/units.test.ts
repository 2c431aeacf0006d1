import { createRng, mapLeaves, tiedAxes, type GraphNetwork } from '@isthmus/core';
import type { DataPart, NetworkMeasures, Params } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import {
  act,
  biasShifts,
  duplicateUnits,
  findUnits,
  freeWeights,
  orbitDimension,
  shiftBias,
  unitActivations,
  units,
  unitStates,
  widenParams,
  type UnitStates,
  type WideParams,
} from '../index.js';
import { builtInNetworks } from '../testing/built-in-networks.js';
import { measuresFor, rowsOf } from '../testing/measures.js';
import { CONFIRMED } from './confirmation.js';
import { sidesOf } from './unit-sides.js';
import { convnet, mlp, networkOf, randomParams, residual, type Node } from '../testing/networks.js';

const changed = (
  params: Params,
  entries: Readonly<Record<string, Readonly<Record<number, number>>>>,
): Params =>
  mapLeaves(params, ({ data }, name) => data.map((value, at) => entries[name]?.[at] ?? value));
const wholePart = (measures: NetworkMeasures, part: DataPart = 'evaluation') => ({
  part,
  rows: measures.rows[part],
});
const statesOf = (network: GraphNetwork, params: Params, measures: NetworkMeasures) =>
  unitStates(unitActivations(network.view), params, measures, wholePart(measures));
const outputsAt = (network: GraphNetwork, measures: NetworkMeasures, point: WideParams) =>
  measures.unitsOf(network.outputNode, point, 'evaluation').data;
const moved = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const largest = (a: Float64Array) => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** 1-4-1: unit 0 dead on [-1, 1] by 1, unit 1 active by 1, unit 2 bends at 0, unit 3 nothing reads. */
const toy = mlp([1, 4, 1], 'relu');
const toyParams: Params = {
  'dense1.kernel': { shape: [1, 4], data: Float32Array.of(1, 1, 1, 1) },
  'dense1.bias': { shape: [4], data: Float32Array.of(-2, 2, 0, 0.5) },
  'out.kernel': { shape: [4, 1], data: Float32Array.of(3, 5, 7, 0) },
  'out.bias': { shape: [1], data: Float32Array.of(11) },
};
const toyRows = rowsOf(toy, [-1, -0.25, 0.5, 1]);

describe('activations', () => {
  it('are found with what they are and what raises their inputs', () => {
    expect(unitActivations(convnet('relu').view)).toMatchObject([
      {
        node: 'act1',
        input: 'conv1',
        blocks: 1,
        slopes: { above: 1, below: 0 },
        maker: { node: 'conv1', bias: 'conv1.bias', outputAxis: 3 },
      },
      { node: 'act2', input: 'conv2' },
      { node: 'act3', input: 'dense' },
    ]);
    expect(unitActivations(mlp([2, 3, 1], 'tanh').view)[0]!.slopes).toBeNull();
    const slope = networkOf([{ id: 'd', use: 'core/dense', options: { units: 2 } }, { id: 'act', use: 'core/leaky-relu', options: { slope: 0.25 } }, { id: 'out', use: 'core/dense', options: { units: 1 } }], [1], [1]); // prettier-ignore
    expect(unitActivations(slope.view)[0]!.slopes).toEqual({ above: 1, below: 0.25 });
  });

  it('have no maker where its output goes elsewhere too, or is added to', () => {
    const nodes = [
      { id: 'd', use: 'core/dense', options: { units: 2 } },
      { id: 'act', use: 'core/relu' },
      { id: 'sum', use: 'core/add', from: ['d', 'act'] },
      { id: 'again', use: 'core/relu' },
      { id: 'out', use: 'core/dense', options: { units: 1 } },
    ] as const;
    const found = unitActivations(networkOf(nodes, [1], [1]).view);
    expect(found.map(({ node, maker }) => [node, maker])).toEqual([
      ['act', null],
      ['again', null],
    ]);
  });
});

describe('the units of a toy', () => {
  it('are dead, active and bent where they are, on the rows that are looked at', async () => {
    const train = rowsOf(toy, [-3, 3]);
    const measures = await measuresFor(toy, { evaluation: toyRows, train });
    const [found] = statesOf(toy, toyParams, measures);
    expect(found!.states).toEqual(['dead', 'above', 'bends', 'bends']);
    expect([...found!.z.least]).toEqual([-3, 1, -1, -0.5]);
    expect([...found!.z.most]).toEqual([-1, 3, 1, 1.5]);
    expect(found!.constant).toEqual([true, false, false, false]);
    const activations = unitActivations(toy.view);
    const [onTrain] = unitStates(activations, toyParams, measures, wholePart(measures, 'train'));
    expect(onTrain!.states).toEqual(['bends', 'bends', 'bends', 'bends']);
  });

  it('are neither dead nor active where a number is none', async () => {
    const measures = await measuresFor(toy, { evaluation: rowsOf(toy, [NaN, 1]) });
    const [found] = statesOf(toy, toyParams, measures);
    expect(found!.states).toEqual(['bends', 'bends', 'bends', 'bends']);
    expect(found!.constant).toEqual([false, false, false, false]);
  });

  it('have the bias shifts of S5, with the weight in what takes them up', async () => {
    const measures = await measuresFor(toy, { evaluation: toyRows });
    const [found] = statesOf(toy, toyParams, measures);
    const shifts = biasShifts(toy.view, found!);
    expect(shifts).toMatchObject([
      { unit: 0, from: -Infinity, to: 1, slope: 0, readers: [] },
      { unit: 1, from: -1, to: Infinity, slope: 1, readers: [{ bias: 'out.bias' }] },
    ]);
    const wide = widenParams(toyParams);
    const before = outputsAt(toy, measures, wide);
    for (const by of [-1, 0.5, 40]) {
      const there = shiftBias(wide, shifts[1]!, by);
      expect(there['out.bias']!.data[0]).toBe(11 - 5 * by);
      expect(moved(before, outputsAt(toy, measures, there))).toBeLessThan(1e-13);
      // What source 000 says, `b2 - by`, misses the weight.
      const wrong = { ...there, 'out.bias': { shape: [1], data: Float64Array.of(11 - by) } };
      expect(moved(before, outputsAt(toy, measures, wrong))).toBeCloseTo(4 * Math.abs(by), 12);
    }
    const dead = shiftBias(wide, shifts[0]!, 1);
    expect(moved(before, outputsAt(toy, measures, dead))).toBe(0);
    for (const [at, by] of [
      [0, 1.001],
      [1, -1.001],
      [0, NaN],
    ] as const)
      expect(() => shiftBias(wide, shifts[at]!, by)).toThrow(
        expect.objectContaining({ code: 'symmetry/out-of-range' }),
      );
    // And beyond the range the function is another one.
    const beyond = shiftBias(wide, { ...shifts[0]!, to: 2 }, 1.5);
    expect(moved(before, outputsAt(toy, measures, beyond))).toBeCloseTo(1.5, 12);
  });

  it('have the bounds of S5 where a shift bends: half the range, met with equality', async () => {
    const measures = await measuresFor(toy, { evaluation: toyRows });
    const wide = widenParams(toyParams);
    const before = outputsAt(toy, measures, wide);
    const by = 0.5;
    const raised = {
      ...wide,
      'dense1.bias': { shape: [4], data: wide['dense1.bias']!.data.with(2, by) },
    };
    const change = outputsAt(toy, measures, raised).map((value, i) => value - before[i]!);
    // Unit 2: relu(x + 0.5) - relu(x) on -1, -0.25, 0.5, 1, times the weight 7.
    expect([...change].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
      0,
      7 * 0.25,
      3.5,
      3.5,
    ]);
    const middle = (Math.max(...change) + Math.min(...change)) / 2;
    const left = Math.max(...change.map((value) => Math.abs(value - middle)));
    expect(left).toBeCloseTo((7 * (by - 0)) / 2, 12);
  });

  it('leave so many weights free', async () => {
    const measures = await measuresFor(toy, { evaluation: toyRows });
    const free = freeWeights(
      toy.view,
      tiedAxes(toy.view).spaces,
      statesOf(toy, toyParams, measures),
      toyParams,
      measures,
      wholePart(measures),
    );
    // Of unit 0 weight, bias and what reads it; of unit 3 weight and bias.
    expect(free).toMatchObject({ dimensions: 5, makingDead: 2, makingUnread: 2, readingSilent: 1 });
    expect([...free.entries['dense1.kernel']!]).toEqual([1, 0, 0, 1]);
    expect([...free.entries['out.kernel']!]).toEqual([1, 0, 0, 0]);
  });
});

describe('free weights', () => {
  /** Some units dead, some unread, one dead only just, two layers deep. */
  const deaden = (network: GraphNetwork, params: Params): Params => {
    const spaces = tiedAxes(network.view).spaces;
    return mapLeaves(params, ({ shape, data }, name) => {
      const space = spaces.find(({ bindings }) => bindings.some(({ leaf, role }) => leaf === name && role === 'makes')); // prettier-ignore
      if (name.endsWith('.bias') && space !== undefined)
        return data.map((value, i) => (i === 0 ? -60 : value));
      const read = spaces.find(({ bindings }) => bindings.some(({ leaf, role }) => leaf === name && role === 'reads')); // prettier-ignore
      if (read === undefined) return data.slice();
      const outputs = shape.at(-1)!;
      return data.map((value, at) => (Math.floor(at / outputs) % read.size === 1 ? 0 : value));
    });
  };

  it.each([
    ['a deep perceptron', mlp([3, 6, 5, 4, 2], 'relu')],
    ['a convolutional network', convnet('relu')],
    ['a residual network', residual('relu')],
  ])('of %s may all move a little at once, and others may not', async (_, network) => {
    const params = deaden(network, randomParams(network, createRng(1)));
    const measures = await measuresFor(network);
    const { spaces } = tiedAxes(network.view);
    const states = statesOf(network, params, measures);
    const { entries, dimensions } = freeWeights(
      network.view,
      spaces,
      states,
      params,
      measures,
      wholePart(measures),
    );
    expect(dimensions).toBeGreaterThan(10);
    const rng = createRng(2);
    const wide = widenParams(params);
    const before = outputsAt(network, measures, wide);
    const nudged = (moves: (name: string, at: number) => boolean) =>
      Object.fromEntries(
        Object.entries(wide).map(([name, { shape, data }]) => [
          name,
          {
            shape,
            data: data.map((value, at) => (moves(name, at) ? value + 1e-6 * rng.normal() : value)),
          },
        ]),
      );
    const free = outputsAt(
      network,
      measures,
      nudged((name, at) => entries[name]![at] === 1),
    );
    expect(moved(before, free)).toBeLessThan(1e-12 * largest(before));
    const rest = outputsAt(
      network,
      measures,
      nudged((name, at) => entries[name]![at] === 0),
    );
    expect(moved(before, rest)).toBeGreaterThan(1e-8 * largest(before));
  });

  it('are the incoming ones alone of a unit that is only just dead and read by zeros', async () => {
    // z is 0 at most: what makes it may move only while nothing reads it.
    const params = changed(toyParams, { 'dense1.bias': { 0: -1 }, 'out.kernel': { 0: 0 } });
    const measures = await measuresFor(toy, { evaluation: toyRows });
    const { entries, dimensions } = freeWeights(
      toy.view,
      tiedAxes(toy.view).spaces,
      statesOf(toy, params, measures),
      params,
      measures,
      wholePart(measures),
    );
    expect(dimensions).toBe(4);
    expect(entries['out.kernel']![0]).toBe(0);
  });

  it('are those that read a blank input, or a place of a map that is always 0', async () => {
    const network = mlp([2, 3, 1], 'tanh');
    const params = randomParams(network, createRng(4));
    const measures = await measuresFor(network, { evaluation: rowsOf(network, [0, 1, 0, -2]) });
    const states = statesOf(network, params, measures);
    const { spaces } = tiedAxes(network.view);
    const { dimensions, readingSilent } = freeWeights(
      network.view,
      spaces,
      states,
      params,
      measures,
      wholePart(measures),
    );
    expect([dimensions, readingSilent]).toEqual([3, 3]);
  });

  it('reach back through units that only unread units read', async () => {
    const deep = mlp([1, 2, 1, 1], 'relu');
    const params = changed(randomParams(deep, createRng(4)), { 'out.kernel': { 0: 0 } });
    const measures = await measuresFor(deep);
    const { makingUnread } = freeWeights(
      deep.view,
      tiedAxes(deep.view).spaces,
      [],
      params,
      measures,
      wholePart(measures),
    );
    // The weights and biases of both hidden layers: 2 + 2 and 2 + 1.
    expect(makingUnread).toBe(7);
  });
});

describe('bias shifts through other layers', () => {
  const alwaysActive = (params: Params, bias: string) => changed(params, { [bias]: { 1: 60 } });
  const image = (...nodes: readonly Node[]) =>
    networkOf(
      [
        { id: 'conv', use: 'core/conv2d', options: { filters: 3, kernelSize: 2 } },
        ...nodes,
        { id: 'flat', use: 'core/flatten' },
        { id: 'out', use: 'core/dense', options: { units: 2 } },
      ],
      [5, 5, 1],
      [2],
    );
  const pool: Node = { id: 'pool', use: 'core/max-pool' };

  it.each([
    ['pooled before relu', image(pool, { id: 'act', use: 'core/relu' }), 60, 'above', 1],
    ['pooled before relu, dead', image(pool, { id: 'act', use: 'core/relu' }), -60, 'dead', 0],
    [
      'below leaky relu',
      image({ id: 'act', use: 'core/leaky-relu', options: { slope: 0.3 } }, pool),
      -60,
      'below',
      0.3,
    ],
  ])('are exact of what is %s', async (_, network, bias, state, slope) => {
    const params = changed(randomParams(network, createRng(5)), { 'conv.bias': { 1: bias } });
    const measures = await measuresFor(network);
    const [states] = statesOf(network, params, measures);
    expect(states!.states[1]).toBe(state);
    const shift = biasShifts(network.view, states!).find(({ unit }) => unit === 1)!;
    expect(shift.slope).toBeCloseTo(slope, 15);
    const wide = widenParams(params);
    const before = outputsAt(network, measures, wide);
    for (const by of [Math.max(shift.from, -9), Math.min(shift.to, 9)])
      expect(moved(before, outputsAt(network, measures, shiftBias(wide, shift, by)))).toBeLessThan(
        1e-12 * largest(before),
      );
  });

  it.each([
    ['max pooling and a convolution inside', convnet('relu'), 'conv1.bias', 'act1'],
    ['flattening', convnet('relu'), 'conv2.bias', 'act2'],
    ['leaky relu', convnet('leaky-relu'), 'conv2.bias', 'act2'],
  ])('are exact: %s', async (_, network, bias, node) => {
    const params = alwaysActive(randomParams(network, createRng(5)), bias);
    const measures = await measuresFor(network);
    const states = statesOf(network, params, measures).find(
      (each) => each.activation.node === node,
    )!;
    expect(states.states[1]).toBe('above');
    const shift = biasShifts(network.view, states).find(({ unit }) => unit === 1)!;
    const wide = widenParams(params);
    const before = outputsAt(network, measures, wide);
    for (const by of [shift.from, 7])
      expect(moved(before, outputsAt(network, measures, shiftBias(wide, shift, by)))).toBeLessThan(
        1e-12 * largest(before),
      );
  });

  it('are not claimed through padding, and would be wrong there', async () => {
    const network = networkOf(
      [
        { id: 'conv1', use: 'core/conv2d', options: { filters: 3, kernelSize: 2 } },
        { id: 'act1', use: 'core/relu' },
        {
          id: 'conv2',
          use: 'core/conv2d',
          options: { filters: 2, kernelSize: 3, padding: 'same' },
        },
        { id: 'flat', use: 'core/flatten' },
        { id: 'out', use: 'core/dense', options: { units: 2 } },
      ],
      [4, 4, 1],
      [2],
    );
    const params = alwaysActive(randomParams(network, createRng(5)), 'conv1.bias');
    const measures = await measuresFor(network);
    const [states] = statesOf(network, params, measures);
    expect(states!.states[1]).toBe('above');
    expect(biasShifts(network.view, states!).filter(({ slope }) => slope !== 0)).toEqual([]);
    const wide = widenParams(params);
    const reader = {
      kernel: 'conv2.kernel',
      inputAxis: 2,
      blocks: 1,
      outputAxis: 3,
      bias: 'conv2.bias',
    };
    const claimed = { space: 'conv1', node: 'act1', unit: 1, bias: 'conv1.bias', from: -1, to: 9, slope: 1, readers: [reader] }; // prettier-ignore
    const before = outputsAt(network, measures, wide);
    const after = outputsAt(network, measures, shiftBias(wide, claimed, 5));
    expect(moved(before, after)).toBeGreaterThan(1e-3 * largest(before));
  });
});

describe('duplicates', () => {
  const found = async (network: GraphNetwork, params: Params) => {
    const measures = await measuresFor(network);
    return tiedAxes(network.view).spaces.flatMap((space) =>
      duplicateUnits(
        network.view,
        space,
        unitActivations(network.view),
        params,
        measures,
        wholePart(measures),
      ),
    );
  };
  /** Unit 2 made as unit 0, by a factor. */
  const twin = (network: GraphNetwork, factor: number): Params => {
    const params = randomParams(network, createRng(6));
    const [space] = tiedAxes(network.view).spaces;
    return mapLeaves(params, ({ shape, data }, name) => {
      if (!space!.bindings.some(({ leaf, role }) => leaf === name && role === 'makes'))
        return data.slice();
      const size = shape.at(-1)!;
      return data.map((value, at) => (at % size === 2 ? factor * data[at - 2]! : value));
    });
  };

  it.each([
    ['relu', mlp([3, 5, 2], 'relu'), 3.7],
    ['tanh', mlp([3, 5, 2], 'tanh'), -1],
    ['sigmoid', mlp([3, 5, 2], 'sigmoid'), -1],
    ['sigmoid', mlp([3, 5, 2], 'sigmoid'), 1],
    ['gelu', mlp([3, 5, 2], 'gelu'), 1],
    ['convolutions of relu', convnet('relu'), 0.1],
  ])('of %s are found with their factors', async (_, network, factor) => {
    const [group, ...others] = await found(network, twin(network, factor));
    expect(others).toEqual([]);
    expect(group!.units).toEqual([0, 2]);
    expect(group!.factors[1]).toBeCloseTo(factor, 5);
  });

  it.each([
    ['relu', mlp([3, 5, 2], 'relu'), -1],
    ['tanh', mlp([3, 5, 2], 'tanh'), 2],
    ['sigmoid', mlp([3, 5, 2], 'sigmoid'), 2],
    ['gelu', mlp([3, 5, 2], 'gelu'), -1],
  ])('are none where the factor is no symmetry of %s', async (_, network, factor) => {
    expect(await found(network, twin(network, factor))).toEqual([]);
  });

  it('are none in a random network, and none of units that nothing makes', async () => {
    const network = mlp([3, 60, 2], 'relu');
    const params = randomParams(network, createRng(7));
    expect(await found(network, params)).toEqual([]);
    const none = mapLeaves(params, ({ data }, name) =>
      name.startsWith('dense1') ? data.map(() => 0) : data.slice(),
    );
    expect(await found(network, none)).toEqual([]);
  });

  it('of a copy that came through a scaling are still found', async () => {
    const network = mlp([3, 5, 2], 'relu');
    const rescale = {
      dense1: [{ kind: 'scaling' as const, by: Float64Array.of(0.37, 1, 2.9, 1, 1) }],
    };
    const [group] = await found(network, act(network.view, rescale, twin(network, 1)));
    expect(group!.units).toEqual([0, 2]);
    expect(group!.factors[1]).toBeCloseTo(2.9 / 0.37, 4);
  });
});

describe('the dimension of an orbit', () => {
  const dimension = (network: GraphNetwork, params: Params) =>
    orbitDimension(tiedAxes(network.view).spaces, widenParams(params));
  const zeros = (params: Params, ...names: readonly string[]) =>
    mapLeaves(params, ({ data }, name) =>
      names.includes(name) ? data.map(() => 0) : data.slice(),
    );

  it('is one a unit that scales', () => {
    const network = mlp([2, 3, 4, 1], 'relu');
    expect(dimension(network, randomParams(network, createRng(1)))).toEqual({ group: 7, orbit: 7 });
    const tanh = mlp([2, 3, 4, 1], 'tanh');
    expect(dimension(tanh, randomParams(tanh, createRng(1)))).toEqual({ group: 0, orbit: 0 });
  });

  it('is less where a piece is joined to nothing of fixed scale', () => {
    const network = mlp([2, 3, 4, 1], 'relu');
    const params = randomParams(network, createRng(1));
    const loose = zeros(params, 'dense1.kernel', 'dense1.bias', 'dense2.bias', 'out.kernel');
    // Both layers hang together and on nothing else: all seven may scale as one.
    expect(dimension(network, loose).orbit).toBe(6);
    expect(dimension(network, zeros(loose, 'dense2.kernel')).orbit).toBe(0);
  });

  it('is m² a linear layer of full rank, and not known else', () => {
    const linear = networkOf(
      [
        { id: 'first', use: 'core/dense', options: { units: 2 } },
        { id: 'second', use: 'core/dense', options: { units: 3 } },
        { id: 'out', use: 'core/dense', options: { units: 1 } },
      ],
      [2],
      [1],
    );
    const params = randomParams(linear, createRng(1));
    expect(dimension(linear, params)).toEqual({ group: 13, orbit: 13 });
    expect(dimension(linear, zeros(params, 'first.kernel', 'first.bias'))).toEqual({
      group: 13,
      orbit: null,
    });
  });
});

describe.each(['relu', 'leaky-relu', 'gelu', 'none'].flatMap(builtInNetworks))(
  'what is found in $name',
  ({ network }) => {
    /** Units 0 and 1 far on either side of their kink, unit 2 read by nothing, where there are so many. */
    const planted = (): Params => {
      const params = randomParams(network, createRng(1));
      const { spaces } = tiedAxes(network.view);
      const sides = spaces.map((space) => ({ space, ...sidesOf(network.view, space) }));
      return mapLeaves(params, ({ shape, data }, name) => {
        const isBias = sides.some(({ makes }) => makes.some(({ leaf }) => leaf === name)) && shape.length === 1; // prettier-ignore
        const reader = sides.find(({ reads }) => reads.some(({ leaf }) => leaf === name));
        const outputs = shape.at(-1)!;
        return data.map((value, at) => {
          if (isBias && !name.endsWith('scale') && at < 2) return at === 0 ? -300 : 300;
          const unit = Math.floor(at / outputs) % (reader?.space.size ?? 1);
          return reader !== undefined && unit === 2 ? 0 : value;
        });
      });
    };

    it('stands trial', async () => {
      const measures = await measuresFor(network);
      const points = [{ id: 'a', params: planted() }];
      const question = { network: network.view, points, measures, rng: createRng(3) };
      const { confirmation, free, shifts, evaluation } = findUnits(question, 10);
      expect(confirmation.free).toBeLessThan(CONFIRMED);
      expect(confirmation.shifts).toBeLessThan(CONFIRMED);
      const found = evaluation.filter(
        ({ activation }) => (activation.maker?.bias ?? null) !== null,
      );
      // Dead units need nothing that takes their shifts up.
      const dead = found.reduce((sum, { states }) => sum + states.filter((state) => state === 'dead').length, 0); // prettier-ignore
      expect(shifts.filter(({ slope }) => slope === 0)).toHaveLength(dead);
      expect(free.dimensions).toBeGreaterThanOrEqual(free.makingUnread);
    });
  },
);

describe('behind normalizations', () => {
  const network = networkOf(
    [
      { id: 'conv', use: 'core/conv2d', options: { filters: 4, kernelSize: 2 } },
      { id: 'norm', use: 'core/batch-norm' },
      { id: 'act', use: 'core/relu' },
      { id: 'flat', use: 'core/flatten' },
      { id: 'out', use: 'core/dense', options: { units: 2 } },
    ],
    [4, 4, 1],
    [2],
  );
  const drawn = randomParams(network, createRng(5));
  const [scale, shift] = network.spec.leaves
    .filter(({ name, role }) => name.startsWith('norm.') && role !== 'statistic')
    .map(({ name }) => name) as [string, string];

  it('z is raised by the shift, and dead units are made by scale and shift', async () => {
    const params = changed(drawn, { [shift]: { 0: -1e4, 1: 1e4 } });
    const measures = await measuresFor(network);
    const [states] = statesOf(network, params, measures);
    expect(states!.activation.maker).toMatchObject({ node: 'norm', kernel: scale, bias: shift });
    expect(states!.states.slice(0, 2)).toEqual(['dead', 'above']);
    const wide = widenParams(params);
    const before = outputsAt(network, measures, wide);
    const shifts = biasShifts(network.view, states!);
    expect(shifts.map(({ unit }) => unit)).toEqual(expect.arrayContaining([0, 1]));
    for (const found of shifts)
      expect(
        moved(
          before,
          outputsAt(network, measures, shiftBias(wide, found, found.slope === 0 ? -5 : 5)),
        ),
      ).toBeLessThan(1e-12 * largest(before));
  });

  it('duplicates are those of one kernel, and of one scale and shift but for a factor', async () => {
    const twin = mapLeaves(drawn, ({ shape, data }, name) => {
      if (name.startsWith('out.')) return data.slice();
      const factor = name === scale || name === shift ? 3 : 1;
      return data.map((value, at) => (at % shape.at(-1)! === 2 ? factor * data[at - 2]! : value));
    });
    const measures = await measuresFor(network);
    const find = (params: Params) =>
      duplicateUnits(
        network.view,
        tiedAxes(network.view).spaces[0]!,
        unitActivations(network.view),
        params,
        measures,
        wholePart(measures),
      );
    const [group, ...others] = find(twin);
    expect(others).toEqual([]);
    expect(group!.units).toEqual([0, 2]);
    expect(group!.factors[1]).toBeCloseTo(3, 5);
    // As at the start of training: equal scales and shifts, and other kernels.
    expect(
      find(
        mapLeaves(drawn, ({ data }, name) =>
          name === scale ? data.map(() => 1) : name === shift ? data.map(() => 0) : data.slice(),
        ),
      ),
    ).toEqual([]);
  });
});

describe('symmetry/units', () => {
  it('says what it found, with every fact of the toy', async () => {
    const measures = await measuresFor(toy, { evaluation: toyRows, train: rowsOf(toy, [-3, 3]) });
    const analysis = units.create({ trainRows: 10 });
    const findings = await analysis.analyze({
      ...{ spec: toy.spec, network: toy.view, points: [{ id: 'a', params: toyParams }] },
      ...{ threshold: null, loss: null, measures, rng: createRng(0) },
    });
    expect(findings.summary).toBe(
      'Of 4 hidden units on the 4 rows of the evaluation set, dead: 1, always on one line of their activation: 1, otherwise constant: 0, copies of another: 0. Weights that are free to move there: 5.',
    );
    const facts = Object.fromEntries(findings.facts.map(({ label, value }) => [label, value]));
    expect(facts).toEqual({
      ...{ 'hidden units': 4, 'dead units': 1, 'dead units on train rows': 0 },
      ...{ 'always active units': 1, 'always active units on train rows': 0, 'always below': 0 },
      ...{ 'constant units': 0, 'duplicate units': 0, 'free dimensions': 5, 'bias shifts': 2 },
      ...{ 'free: make dead units': 2, 'free: make unread units': 2, 'free: read nothing': 1 },
      'orbit dimension': 4,
      ...{ 'unread units': 1, 'units that read nothing': 0, 'units without balance': 1 },
      ...{ 'dead by their weights': 0, 'active by their weights': 0 },
      'gauge imbalance': expect.closeTo(Math.sqrt(215 / (121 + 2 * (8 * Math.sqrt(5) + 7))), 12),
    });
    expect(findings.tables.map(({ title }) => title)).toEqual([
      'Hidden units by activation',
      'Biases that may move',
      'Hidden units by their weights',
    ]);
    expect(findings.charts).toHaveLength(1);
  });

  it('looks at blocks of rows as at all of them', async () => {
    // 40,000 rows of 128 numbers are more than one block.
    const network = mlp([1, 128, 1], 'relu');
    const params = randomParams(network, createRng(9));
    const rng = createRng(10);
    const many = rowsOf(
      network,
      Array.from({ length: 40_000 }, () => rng.normal()),
    );
    const measures = await measuresFor(network, { evaluation: many });
    const [found] = statesOf(network, params, measures) as [UnitStates];
    const whole = measures.unitsOf('dense1', params, 'evaluation').data;
    const most = new Float64Array(128).fill(-Infinity);
    whole.forEach((value, i) => (most[i % 128] = Math.max(most[i % 128]!, value)));
    expect(found.z.most).toEqual(most);
  });

  it('claims nothing free that does not stand trial', async () => {
    const measures = await measuresFor(toy, { evaluation: toyRows });
    // Unit 0 is dead by 1e-19: any nudge wakes it, and far more is made of it.
    const params = changed(toyParams, {
      'dense1.kernel': { 0: 2 ** -40 },
      'dense1.bias': { 0: -(2 ** -40) * (1 + 2 ** -23) },
      'out.kernel': { 0: 3e6 },
    });
    const findings = await units.create({ trainRows: 0 }).analyze({
      ...{ spec: toy.spec, network: toy.view, points: [{ id: 'a', params }], measures },
      ...{ threshold: null, loss: null, rng: createRng(0) },
    });
    const fact = (label: string) => findings.facts.find((each) => each.label === label)!;
    expect(fact('dead units').value).toBe(1);
    expect(fact('free dimensions').value).toBeNull();
    expect(fact('free dimensions').meaning).toMatch(/nothing is claimed/);
    expect(fact('bias shifts').value).toBe(2);
    expect(findings.summary).toMatch(/copies of another: 0\.$/);
    const nan = changed(toyParams, { 'out.bias': { 0: NaN } });
    const found = findUnits({ network: toy.view, points: [{ id: 'a', params: nan }], measures, rng: createRng(0) }, 0); // prettier-ignore
    expect(found.confirmation).toEqual({ free: NaN, shifts: NaN });
  });

  it('refuses what has no units', async () => {
    const { refusal } = units.create({ trainRows: 10 });
    expect(refusal!(null)).toMatch(/there is none/);
    expect(refusal!({ spec: { leaves: [] } })).toMatch(/given as code/);
    expect(refusal!(mlp([2, 1], 'relu').view)).toMatch(/no hidden units/);
    expect(refusal!(toy.view)).toBeNull();
    const measures = await measuresFor(toy);
    const question = { spec: toy.spec, network: toy.view, points: [{ id: 'a', params: toyParams }], threshold: null, measures, rng: createRng(0) }; // prettier-ignore
    expect(findUnits(question, 0).train).toEqual([]);
  });
});

import { constantReaders, tiedAxes } from '@isthmus/core';
import type { Layer, NetworkView, ParamSpec } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { convnet, mlp, networkOf, residual, type Node } from '../testing/networks.js';

const shortly = (view: NetworkView) =>
  tiedAxes(view).spaces.map(({ name, size, bindings }) => ({
    name,
    size,
    bindings: bindings.map(
      (b) => `${b.role} ${b.leaf}@${b.axis}${b.blocks > 1 ? `/${b.blocks}` : ''}`,
    ),
  }));

describe('tiedAxes of a graph', () => {
  it('gives the hidden layers of a perceptron, input and output left out', () => {
    expect(shortly(mlp([1, 4, 5, 2], 'relu').view)).toEqual([
      {
        name: 'dense1',
        size: 4,
        bindings: ['makes dense1.kernel@1', 'makes dense1.bias@0', 'reads dense2.kernel@0'],
      },
      {
        name: 'dense2',
        size: 5,
        bindings: ['makes dense2.kernel@1', 'makes dense2.bias@0', 'reads out.kernel@0'],
      },
    ]);
  });

  it('follows channels through convolution, pooling and flattening', () => {
    expect(shortly(convnet('relu').view)).toEqual([
      {
        name: 'conv1',
        size: 4,
        bindings: ['makes conv1.kernel@3', 'makes conv1.bias@0', 'reads conv2.kernel@2'],
      },
      {
        name: 'conv2',
        size: 3,
        bindings: ['makes conv2.kernel@3', 'makes conv2.bias@0', 'reads dense.kernel@0/4'],
      },
      {
        name: 'dense',
        size: 5,
        bindings: ['makes dense.kernel@1', 'makes dense.bias@0', 'reads out.kernel@0'],
      },
    ]);
  });

  it('ties what a residual connection adds', () => {
    const [trunk, inner] = shortly(residual('relu').view);
    expect(trunk).toEqual({
      name: 'stem',
      size: 5,
      bindings: [
        'makes stem.kernel@1',
        'makes stem.bias@0',
        'reads inner.kernel@0',
        'makes back.kernel@1',
        'makes back.bias@0',
        'reads single.kernel@0',
        'makes single.kernel@1',
        'makes single.bias@0',
        'reads out.kernel@0',
      ],
    });
    expect(inner).toMatchObject({ name: 'inner', size: 7 });
  });

  it.each([
    ['relu', { scaling: true, sign: false }],
    ['leaky-relu', { scaling: true, sign: false }],
    ['tanh', { scaling: false, sign: true }],
    ['sigmoid', { scaling: false, sign: false }],
    ['softplus', { scaling: false, sign: false }],
    ['gelu', { scaling: false, sign: false }],
  ])('claims for %s what is exact', (activation, expected) => {
    for (const network of [mlp([2, 3, 3, 1], activation), residual(activation)])
      for (const space of tiedAxes(network.view).spaces) expect(space).toMatchObject(expected);
  });

  it('claims scaling and signs both where no activation stands between', () => {
    const linear = networkOf(
      [
        { id: 'first', use: 'core/dense', options: { units: 3, bias: false } },
        { id: 'last', use: 'core/dense', options: { units: 2 } },
      ],
      [2],
      [2],
    );
    expect(tiedAxes(linear.view).spaces[0]).toMatchObject({ scaling: true, sign: true });
  });

  it('claims nothing for what is added to the output or to the input', () => {
    const nodes = [
      { id: 'first', use: 'core/dense', options: { units: 3 } },
      { id: 'act', use: 'core/relu' },
      { id: 'second', use: 'core/dense', options: { units: 3 } },
      { id: 'sum', use: 'core/add', from: ['act', 'second'] },
    ] as const;
    expect(tiedAxes(networkOf(nodes, [2], [3]).view).spaces).toEqual([]);
    const toInput = [
      ...nodes.slice(0, 3),
      { id: 'sum', use: 'core/add', from: ['input', 'second'] },
      { id: 'last', use: 'core/dense', options: { units: 1 } },
    ] as const;
    expect(shortly(networkOf(toInput, [3], [1]).view).map((space) => space.name)).toEqual([
      'first',
    ]);
  });
});

describe('the claims beyond scales and odd signs', () => {
  const dense = (id: string, units = 3, bias = true): Node => ({
    ...{ id, use: 'core/dense', options: { units, bias } },
  });
  const conv = (id: string, padding: string, kernelSize = 2): Node => ({
    ...{ id, use: 'core/conv2d', options: { filters: 3, kernelSize, padding } },
  });
  const act = (use = 'sigmoid'): Node => ({ id: 'act', use: `core/${use}` });
  const flat: Node = { id: 'flat', use: 'core/flatten' };
  const avg: Node = { id: 'pool', use: 'core/avg-pool' };
  const max: Node = { id: 'pool', use: 'core/max-pool' };
  const [row, image] = [[2], [4, 4, 2]];
  const first = (nodes: readonly Node[], input: readonly number[]) =>
    tiedAxes(networkOf(nodes, input, [3]).view).spaces[0]!;

  it.each([
    ['a dense reader', [dense('d'), act(), dense('out')], row, 1],
    [
      'average pooling and flattening',
      [conv('c', 'same'), act(), avg, flat, dense('out')],
      image,
      1,
    ],
    [
      'a convolution inside',
      [conv('c', 'same'), act(), conv('d', 'valid'), flat, dense('o')],
      image,
      1,
    ],
    [
      'a padded one of one entry',
      [conv('c', 'same'), act(), conv('d', 'same', 1), flat, dense('o')],
      image,
      1,
    ],
  ])('reflects logistic units through %s', (_, nodes, input, sum) => {
    const space = first(nodes, input);
    expect(space).toMatchObject({ sign: false, scaling: false, linear: false });
    expect(space.reflection).toMatchObject([{ sum }]);
  });

  it.each([
    ['max pooling', [conv('c', 'same'), act(), max, flat, dense('out')], image],
    [
      'a padded convolution',
      [conv('c', 'valid'), act(), conv('d', 'same'), flat, dense('o')],
      image,
    ],
    ['a reader without a bias', [dense('d'), act(), dense('out', 3, false)], row],
    [
      'a second activation',
      [dense('d'), act(), { id: 'more', use: 'core/tanh' }, dense('out')],
      row,
    ],
    ['gelu', [dense('d'), act('gelu'), dense('out')], row],
    ['relu', [dense('d'), act('relu'), dense('out')], row],
    // Odd, so that `sign` says all of it.
    ['tanh', [dense('d'), act('tanh'), dense('out')], row],
  ] as const)('claims no reflection through %s', (_, nodes, input) => {
    expect(first(nodes, [...input]).reflection).toBeNull();
  });

  it('adds up the constants of what is added', () => {
    const both: Node = { id: 'sum', use: 'core/add', from: ['act', 'again'] };
    const again: readonly Node[] = [dense('back'), { id: 'again', use: 'core/sigmoid' }];
    const nodes = [dense('d'), act(), ...again, both, dense('out')];
    expect(first(nodes, row).reflection).toMatchObject([
      { sum: 1, kernel: 'back.kernel' },
      { sum: 2, kernel: 'out.kernel' },
    ]);
  });

  it.each([
    ['nothing', [dense('d'), dense('out')], row, true],
    ['dropout', [dense('d'), { id: 'drop', use: 'core/dropout' }, dense('out')], row, true],
    ['average pooling', [conv('c', 'same'), avg, flat, dense('out')], image, true],
    ['a padded convolution', [conv('c', 'same'), conv('d', 'same'), flat, dense('o')], image, true],
    ['max pooling', [conv('c', 'same'), max, flat, dense('out')], image, false],
    ['relu', [dense('d'), act('relu'), dense('out')], row, false],
  ] as const)('lets any matrix act where %s lies between', (_, nodes, input, linear) => {
    expect(first(nodes, [...input]).linear).toBe(linear);
  });

  it('says where the units can be looked at', () => {
    const nodes = [conv('c', 'same'), max, act('relu'), flat, dense('out')];
    expect(first(nodes, image).nodes).toEqual([
      { node: 'c', blocks: 1, stage: 'before', activates: null },
      { node: 'pool', blocks: 1, stage: 'before', activates: null },
      { node: 'act', blocks: 1, stage: 'after', activates: 'pool' },
      { node: 'flat', blocks: 4, stage: 'after', activates: null },
    ]);
  });

  it('knows the layer of the output, where that is a row', () => {
    const { output } = tiedAxes(networkOf([dense('d'), act(), dense('out', 2)], [4], [2]).view);
    expect(output).toEqual({
      ...{ node: 'out', kernel: 'out.kernel', bias: 'out.bias' },
      ...{ outputAxis: 1, outputs: 2, inputs: 3 },
    });
    const nodes = [dense('d', 2), act()];
    expect(tiedAxes(networkOf(nodes, [4], [2]).view).output).toBeNull();
  });

  it.each([
    ['a dense reader', [dense('d'), act('relu'), dense('out')], row, ['out.bias']],
    ['max pooling', [conv('c', 'same'), act('relu'), max, flat, dense('o')], image, ['o.bias']],
    [
      'a padded reader',
      [conv('c', 'valid'), act('relu'), conv('d', 'same'), flat, dense('o')],
      image,
      null,
    ],
    [
      'an activation more',
      [dense('d'), act('relu'), { id: 'more', use: 'core/tanh' }, dense('out')],
      row,
      null,
    ],
    ['the output', [dense('d'), act('relu')], row, null],
  ] as const)(
    'finds what takes up a constant behind an activation: %s',
    (_, nodes, input, found) => {
      const { view } = networkOf([...nodes], [...input], [3]);
      const readers = constantReaders(view, { node: 'act', blocks: 1 });
      expect(readers?.map(({ bias }) => bias) ?? null).toEqual(found);
    },
  );
});

describe('a layer of unknown behaviour', () => {
  const pass = (shapes: readonly (readonly number[])[]) => shapes[0]!;
  const plain: Layer = {
    outputShape: pass,
    parameters: () => [],
    init: () => ({}),
    interpreters: { tfjs: (_, [x]) => x! },
  };
  const gain: Layer = {
    ...plain,
    parameters: (shapes) => [{ name: 'gain', shape: pass(shapes) }],
    interpreters: {
      ...plain.interpreters,
      symmetry: { kind: 'channelwise', scaling: true, sign: true },
    },
  };
  const chain = [
    { id: 'first', use: 'core/dense', options: { units: 3 } },
    { id: 'odd', use: 'test/odd' },
    { id: 'second', use: 'core/dense', options: { units: 4 } },
    { id: 'act', use: 'core/relu' },
    { id: 'last', use: 'core/dense', options: { units: 1 } },
  ] as const;

  it.each([
    ['no rule', plain],
    ['a rule that leaves out a parameter', gain],
  ])('claims nothing of its channels: %s', (_, layer) => {
    const found = tiedAxes(networkOf(chain, [2], [1], { 'test/odd': layer }).view);
    expect(found.spaces.map((space) => space.name)).toEqual(['second']);
    expect(found.unclaimed).toEqual([{ node: 'odd', layer: 'test/odd' }]);
  });

  it('is refused when its rule does not fit its parameters', () => {
    const wrong: Layer = {
      ...plain,
      interpreters: {
        ...plain.interpreters,
        symmetry: { kind: 'mix', kernel: 'kernel', bias: null, inputAxis: 0, outputAxis: 1 },
      },
    };
    expect(() => tiedAxes(networkOf(chain, [2], [1], { 'test/odd': wrong }).view)).toThrow(
      expect.objectContaining({
        code: 'network/misfit',
        message: expect.stringContaining('"odd"'),
      }),
    );
  });
});

describe('tiedAxes of an architecture given as code', () => {
  const spec: ParamSpec = {
    leaves: [
      { name: 'w1', shape: [2, 4], axes: [null, 'h'] },
      { name: 'b1', shape: [4], axes: ['h'] },
      { name: 'w2', shape: [4, 1], axes: ['h', null] },
    ],
  };

  it('ties axes of equal labels, for permutations only', () => {
    expect(tiedAxes({ spec }).spaces).toMatchObject([
      {
        name: 'h',
        size: 4,
        scaling: false,
        sign: false,
        bindings: [
          { leaf: 'w1', axis: 1, blocks: 1, role: 'tied' },
          { leaf: 'b1', axis: 0, blocks: 1, role: 'tied' },
          { leaf: 'w2', axis: 0, blocks: 1, role: 'tied' },
        ],
      },
    ]);
  });

  it('refuses equal labels on axes of different sizes', () => {
    const wrong = { leaves: [...spec.leaves, { name: 'w3', shape: [5], axes: ['h'] }] };
    expect(() => tiedAxes({ spec: wrong })).toThrow(
      expect.objectContaining({
        code: 'network/misfit',
        message: expect.stringContaining('"w3"'),
      }),
    );
  });
});

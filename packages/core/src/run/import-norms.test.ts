import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { encodeModel, importModel, writeSafetensors } from '@isthmus/files';
import { readCsv } from '@isthmus/files/internal';
import { caught } from '@isthmus/files/testing';
import { layers, losses } from '@isthmus/engine/operations';
import type { Dataset, LayerNode, PluginName, PluginRef, SampleShapes } from '@isthmus/contract';
import { buildNetwork, createReference, reestimate } from '@isthmus/engine';
import type { GraphNetwork } from '@isthmus/engine';
import { lerp, mapLeaves, type Leaf, type Params } from '@isthmus/contract/parameters';
import { architectures } from '../builtin/architectures/index.js';
import { Registry } from '../registry/registry.js';

const registry = Registry.of(layers, architectures, losses);
const testing = new URL('../../../files/src/io/testing/', import.meta.url);
const readTesting = (name: string) => readFileSync(new URL(name, testing));

type Link = readonly [id: string, use: PluginName, options?: Record<string, unknown>];

function built(nodes: readonly LayerNode[], shapes: SampleShapes): GraphNetwork {
  const graph = { nodes, output: nodes.at(-1)!.id };
  const layerOf = (node: LayerNode) => registry.resolve('layer', node, '').plugin;
  const network = buildNetwork({ graph }, shapes, layerOf);
  if (network.kind !== 'graph') throw new Error('a graph makes a graph network');
  return network;
}

/** Nodes one behind the other. */
function chain(links: readonly Link[], shapes: SampleShapes): GraphNetwork {
  const nodes = links.map(([id, use, options = {}], i): LayerNode => {
    return { id, use, options, inputs: [links[i - 1]?.[0] ?? 'input'] };
  });
  return built(nodes, shapes);
}

function designed(ref: PluginRef, shapes: SampleShapes): GraphNetwork {
  const blueprint = registry.resolve('architecture', ref, '').plugin.build(shapes);
  if (!('graph' in blueprint)) throw new Error('the built-in architectures are graphs');
  return built(blueprint.graph.nodes, shapes);
}

/** Every parameter another number. */
function drawn(network: GraphNetwork): Params {
  return mapLeaves(network.init(createRng(1)), ({ data }, name) => {
    const rng = createRng(2).fork(name);
    return data.map(() => 0.1 + rng.next());
  });
}

const ROLES: Readonly<Record<string, string>> = {
  ...{ kernel: 'weight', bias: 'bias', gamma: 'weight', beta: 'bias' },
  ...{ mean: 'running_mean', variance: 'running_var' },
};

/** Our convolutions and dense layers with PyTorch's axes. */
function turned({ shape, data }: Leaf): Leaf {
  if (shape.length < 2) return { shape, data };
  const [out, before] = [shape.at(-1)!, shape.at(-2)!];
  const places = data.length / out / before;
  const moved = data.map((_, i) => {
    const [o, rest] = [Math.floor(i / (before * places)), i % (before * places)];
    const [c, place] = [Math.floor(rest / places), rest % places];
    return data[(place * before + c) * out + o]!;
  });
  return { shape: [out, before, ...shape.slice(0, -2)], data: moved };
}

/** A state dict, in the order of the names; `nameOf` gives the module of a node. */
function stateDict(params: Params, nameOf: (id: string) => string): ReadonlyMap<string, Leaf> {
  const entries = Object.entries(params).map(([name, leaf]): [string, Leaf] => {
    const [id, own] = name.split('.') as [string, string];
    return [`${nameOf(id)}.${ROLES[own]}`, turned(leaf)];
  });
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const imported = (tensors: ReadonlyMap<string, Leaf>, network: GraphNetwork, format = 'pt') =>
  importModel(writeSafetensors(tensors, { format }), 'm.safetensors', network).params;
const fault = (tensors: ReadonlyMap<string, Leaf>, network: GraphNetwork) =>
  caught(() => imported(tensors, network)) as { code: string; message: string };

describe('networks with batch norm that numpy has computed', () => {
  const expected = JSON.parse(readTesting('batch-norm-expected.json').toString()) as {
    readonly t: readonly number[];
    readonly interpolated: readonly number[];
    readonly reestimated: readonly number[];
  };
  const network = chain(
    [
      ['first', 'core/dense', { units: 6 }],
      ['norm', 'core/batch-norm'],
      ['act', 'core/relu'],
      ['last', 'core/dense', { units: 1 }],
    ],
    { input: [3], output: [1] },
  );
  const [a, b] = ['a', 'b'].map((end) => {
    const name = `batch-norm-${end}.safetensors`;
    return importModel(readTesting(name), name, network).params;
  }) as [Params, Params];
  const { data: table, shape } = readCsv(readTesting('batch-norm.csv'), 'batch-norm.csv', {});
  const column = (wanted: (at: number) => boolean) =>
    Float32Array.from(table.filter((_, i) => wanted(i % 4)));
  const data: Dataset = { size: shape[0], x: column((at) => at < 3), y: column((at) => at === 3) };
  const { plugin: mse } = registry.resolve('loss', 'core/mse', '');
  if (mse.on !== 'prediction') throw new Error('a loss of predictions');
  const reference = createReference(network, mse);

  /** Parameters and data are rounded to float32, 6e-8 of each. */
  const ROUNDED = 1e-6;

  it('have its losses along the line, with the statistics interpolated', () => {
    expected.t.forEach((t, i) => {
      const loss = reference.lossAlong(a, b, data)(t);
      expect(Math.abs(loss / expected.interpolated[i]! - 1)).toBeLessThan(ROUNDED);
    });
  });

  it('and with the statistics estimated anew at every point', () => {
    expected.t.forEach((t, i) => {
      const loss = reference.loss(reestimate(network, lerp(a, b, t), data), data);
      expect(Math.abs(loss / expected.reestimated[i]! - 1)).toBeLessThan(ROUNDED);
    });
  });
});

describe('a residual network with the names of torchvision', () => {
  const stages = [
    { width: 4, blocks: 2 },
    { width: 6, blocks: 2 },
  ];
  const network = designed(
    { use: 'core/resnet', options: { stages } },
    { input: [8, 8, 1], output: [10] },
  );
  const params = drawn(network);
  const torchvision = (id: string) => {
    if (id === 'dense1') return 'fc';
    if (id.startsWith('stem')) return id === 'stem' ? 'conv1' : 'bn1';
    const [, stage, block, own] = /^stage(\d)_block(\d)_(.+)$/.exec(id)!;
    const parts: Record<string, string> = {
      shortcut: 'downsample.0',
      shortcutNorm: 'downsample.1',
    };
    return `layer${stage}.${Number(block) - 1}.${parts[own!] ?? own!.replace('norm', 'bn')}`;
  };
  const dict = stateDict(params, torchvision);

  it('is read whole, counters of batches passed over', () => {
    const counters = [...dict.keys()].filter((name) => name.endsWith('running_mean'));
    const counted = new Map([
      ...dict,
      ...counters.map((name): [string, Leaf] => [
        name.replace('running_mean', 'num_batches_tracked'),
        { shape: [], data: Float32Array.of(7) },
      ]),
    ]);
    expect(imported(counted, network)).toEqual(params);
  });

  it('is read by the ids of its nodes, and as our own file', () => {
    expect(
      imported(
        stateDict(params, (id) => id),
        network,
      ),
    ).toEqual(params);
    expect(importModel(encodeModel(params), 'own', network).params).toEqual(params);
  });

  it('is refused where the names do not say which norm is which', () => {
    const shuffled = stateDict(params, (id) =>
      torchvision(id).replace(/bn(\d)/, (_, n: string) => (n === '1' ? 'pre' : 'post')),
    );
    expect(fault(shuffled, network)).toMatchObject({
      code: 'model/ambiguous',
      message: expect.stringMatching(
        /"layer1\.0\.pre".*all fit the normalizations.*Rename/,
      ) as string,
    });
  });

  it('is refused without its norms, and they without it', () => {
    const kernels = new Map([...dict].filter(([name]) => !/bn|downsample\.1/.test(name)));
    expect(fault(kernels, network)).toMatchObject({
      code: 'model/mismatch',
      message: expect.stringMatching(/The file has: none\. If they were folded/) as string,
    });
    const bare = designed(
      { use: 'core/resnet', options: { stages, norm: 'none' } },
      { input: [8, 8, 1], output: [10] },
    );
    expect(fault(dict, bare)).toMatchObject({
      code: 'model/unsupported',
      message: expect.stringMatching(/batch normalization, which the network does not have. Take an architecture/) as string, // prettier-ignore
    });
  });
});

describe('a sequence of PyTorch', () => {
  const network = chain(
    [
      ['conv', 'core/conv2d', { filters: 3, kernelSize: 3, padding: 'same' }],
      ['norm1', 'core/batch-norm'],
      ['flat', 'core/flatten'],
      ['norm2', 'core/batch-norm'],
      ['hidden', 'core/dense', { units: 5 }],
      ['norm3', 'core/layer-norm'],
      ['out', 'core/dense', { units: 2 }],
    ],
    { input: [2, 4, 2], output: [2] },
  );
  const params = drawn(network);
  const places: Readonly<Record<string, string>> = {
    ...{ conv: '0', norm1: '1', norm2: '4', hidden: '5', norm3: '6', out: '8' },
  };
  const plain = stateDict(params, (id) => places[id]!);
  /** PyTorch lines up channel by channel: so are the norm behind it and the kernel that reads it. */
  const dict = new Map(
    [...plain].map(([name, leaf]): [string, Leaf] => {
      const inputs = name === '5.weight' ? 24 : name.startsWith('4.') ? 24 : 0;
      if (inputs === 0) return [name, leaf];
      const rows = leaf.data.length / inputs;
      const data = leaf.data.map((_, i) => {
        const [row, at] = [Math.floor(i / inputs), i % inputs];
        const [c, place] = [Math.floor(at / 8), at % 8];
        return leaf.data[row * inputs + place * 3 + c]!;
      });
      expect(rows).toBe(Math.round(rows));
      return [name, { shape: leaf.shape, data }];
    }),
  );

  it('is read with its channels in our order behind a flattening', () => {
    expect(imported(dict, network)).toEqual(params);
  });

  it('is read without scale and shift where it has none: they are 1 and 0', () => {
    const less = new Map([...dict].filter(([name]) => !/^1\.(weight|bias)$/.test(name)));
    const expected = {
      ...params,
      'norm1.gamma': { shape: [3], data: Float32Array.of(1, 1, 1) },
      'norm1.beta': { shape: [3], data: new Float32Array(3) },
    };
    expect(imported(less, network)).toEqual(expected);
  });

  it.each([
    ['no mean', { '1.running_mean': null }, 'model/mismatch', 'has no running_mean'],
    ['no variance', { '4.running_var': null }, 'model/mismatch', 'Save the whole state dict'],
    [
      'no statistics',
      { '1.running_mean': null, '1.running_var': null },
      'model/mismatch',
      '"1" [3] without statistics',
    ],
    [
      'a negative variance',
      { '1.running_var': [1, -0.5, 1] },
      'model/invalid',
      'is -0.5 at entry 1; a variance is not negative',
    ],
    [
      'an infinite variance',
      { '1.running_var': [1, Infinity, 1] },
      'model/nonfinite',
      '"norm1.variance" is Infinity',
    ],
    [
      'parts of different lengths',
      { '1.running_var': [1, 1] },
      'model/mismatch',
      'have the shapes [3] and [2]',
    ],
    [
      'another number of channels',
      Object.fromEntries(
        ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`1.${part}`, [1, 1]]),
      ),
      'model/mismatch',
      'do not fit the network',
    ],
  ] as const)(
    'is refused with %s',
    (_, change: Readonly<Record<string, readonly number[] | null>>, code, message) => {
      const tensors = new Map(dict);
      for (const [name, entries] of Object.entries(change))
        if (entries === null) tensors.delete(name);
        else tensors.set(name, { shape: [entries.length], data: Float32Array.from(entries) });
      expect(fault(tensors, network)).toMatchObject({
        code,
        message: expect.stringContaining(message) as string,
      });
    },
  );
});

it('reads the names of Keras, whose axes are ours', () => {
  const network = chain(
    [
      ['hidden', 'core/dense', { units: 4 }],
      ['norm', 'core/batch-norm'],
      ['out', 'core/dense', { units: 2 }],
    ],
    { input: [3], output: [2] },
  );
  const params = drawn(network);
  const keras = (name: string) =>
    name
      .replace('hidden', 'dense')
      .replace('out', 'dense_1')
      .replace('norm', 'batch_normalization')
      .replace('mean', 'moving_mean')
      .replace('variance', 'moving_variance');
  const tensors = new Map(Object.entries(params).map(([name, leaf]) => [keras(name), leaf]));
  expect(imported(tensors, network, 'keras')).toEqual(params);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { encodeModel, importModel, writeSafetensors } from '@isthmus/files';
import { readCsv } from '@isthmus/files/internal';
import type { ImportedModel } from '@isthmus/files';
import { caught, entryText, rawFile } from '@isthmus/files/testing';
import { layers, losses } from '@isthmus/engine/operations';
import type { Dataset, Layer, LayerGraph, LayerNode, PluginRef } from '@isthmus/contract';
import { buildNetwork, createReference } from '@isthmus/engine';
import type { GraphNetwork, Network } from '@isthmus/engine';
import type { Leaf, Params } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { architectures } from '../builtin/architectures/index.js';
import { Registry } from '../registry/registry.js';

const registry = Registry.of(layers, architectures, losses);
const importParams = (...asked: Parameters<typeof importModel>): ImportedModel['params'] =>
  importModel(...asked).params;
const examples = new URL('../../../../examples/', import.meta.url);
const here = new URL('../../../files/src/io/testing/', import.meta.url);
const layerOf = (node: LayerNode) => registry.resolve('layer', node, '').plugin;

function graphNetwork(
  graph: LayerGraph,
  shapes: { readonly input: readonly number[]; readonly output: readonly number[] },
  find: (node: LayerNode) => Layer = layerOf,
): GraphNetwork {
  const network = buildNetwork({ graph }, shapes, find);
  if (network.kind !== 'graph') throw new Error('a graph makes a graph network');
  return network;
}

function designed(
  ref: PluginRef,
  input: readonly number[],
  output: readonly number[],
): GraphNetwork {
  const shapes = { input, output };
  const blueprint = registry.resolve('architecture', ref, '').plugin.build(shapes);
  if (!('graph' in blueprint)) throw new Error('the built-in architectures are graphs');
  return graphNetwork(blueprint.graph, shapes);
}

const mlp = (options: object, input: number, output: number) =>
  designed({ use: 'core/mlp', options: { ...options } }, [input], [output]);

function referenceOf(network: GraphNetwork, loss: PluginRef) {
  const { plugin } = registry.resolve('loss', loss, '');
  if (plugin.on !== 'prediction') throw new Error('not a loss of predictions');
  return createReference(network, plugin);
}

function csvData(
  name: string,
  inputs: readonly string[],
  targets: readonly string[],
  classes = 0,
): Dataset {
  const bytes = readFileSync(new URL(`data/${name}`, examples));
  const { data, shape } = readCsv(bytes, name, { columns: [...inputs, ...targets] });
  const rows = Array.from({ length: shape[0] }, (_, row) => [
    ...data.subarray(row * shape[1], (row + 1) * shape[1]),
  ]);
  const oneHot = (label: number) =>
    Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0));
  return {
    size: shape[0],
    x: Float32Array.from(rows.flatMap((row) => row.slice(0, inputs.length))),
    y: Float32Array.from(
      rows.flatMap((row) => (classes > 0 ? oneHot(row.at(-1)!) : row.slice(inputs.length))),
    ),
  };
}

const readJson = (url: URL) => JSON.parse(readFileSync(url, 'utf8'));

describe('files of independent writers', () => {
  const expected = readJson(new URL('models/pytorch-mlp-expected.json', examples));

  it.each(['pytorch-mlp-a.safetensors', 'pytorch-mlp-b.safetensors'])(
    'reads %s as PyTorch does',
    (name) => {
      const network = mlp({ hidden: [16] }, 4, 3);
      const bytes = readFileSync(new URL(`models/${name}`, examples));
      const params = importParams(bytes, name, network);
      const data = csvData('iris.csv', expected.inputs, [expected.target], 3);
      const reference = referenceOf(network, 'core/cross-entropy');
      const { loss, accuracy, logits } = expected.models[name];
      // Both are float64 of the same float32 parameters: they differ by the order of additions alone.
      expect(Math.abs(reference.loss(params, data) / loss - 1)).toBeLessThan(1e-12);
      expect(reference.accuracy(params, data)).toBe(accuracy);
      const predictions = reference.predict(params, data);
      logits
        .flat()
        .forEach((logit: number, i: number) => expect(predictions[i]).toBeCloseTo(logit, 12));
    },
  );

  it('reads a convolutional network with a flattening as PyTorch does', () => {
    const { input, x, outputs } = readJson(new URL('pytorch-convnet-expected.json', here));
    const convolution = { filters: 4, kernelSize: 3, pool: 2 };
    const options = { blocks: [convolution], dense: [5], padding: 'valid' };
    const convnet = designed({ use: 'core/convnet', options }, input, [3]);
    // PyTorch's network has ReLU after the convolution and tanh after the first dense layer.
    const nodes = convnet.graph.nodes.map((node) =>
      node.id === 'act1' ? { ...node, use: 'core/tanh' as const } : node,
    );
    const network = graphNetwork({ ...convnet.graph, nodes }, { input, output: [3] });
    const bytes = readFileSync(new URL('pytorch-convnet.safetensors', here));
    const params = importParams(bytes, 'pytorch-convnet.safetensors', network);
    const predictions = referenceOf(network, 'core/mse').predict(params, {
      size: 3,
      x: Float32Array.from(x),
    });
    outputs.forEach((value: number, i: number) => expect(predictions[i]).toBeCloseTo(value, 12));
  });

  it.each([
    ['cyclic', 2, 3, 2, ['x1', 'x2'], ['y1', 'y2']],
    ['t1', 1, 2, 1, ['x'], ['y']],
  ])(
    'reads the pair %s, which has our names',
    (name, inputs, hidden, outputs, columns, targets) => {
      const { lossA, lossB } = readJson(new URL('models/counterexamples-expected.json', examples))[
        name
      ];
      const network = mlp({ hidden: [hidden], bias: false }, inputs, outputs);
      const reference = referenceOf(network, 'core/mse');
      const data = csvData(`${name}.csv`, columns, targets);
      for (const [letter, loss] of [
        ['a', lossA],
        ['b', lossB],
      ] as const) {
        const bytes = readFileSync(new URL(`models/${name}-${letter}.safetensors`, examples));
        // Losses near 1e-12 are squares of differences of numbers near 1.
        expect(reference.loss(importParams(bytes, name, network), data)).toBeCloseTo(loss, 14);
      }
    },
  );
});

/** `X.weight` and `X.bias` in PyTorch's axis order, written down index by index. */
function asPytorch(
  network: GraphNetwork,
  params: Params,
  flattened: Readonly<Record<string, readonly [number, number, number]>> = {},
): Map<string, Leaf> {
  const file = new Map<string, Leaf>();
  for (const [name, leaf] of Object.entries(params)) {
    const [id, own] = name.split('.') as [string, string];
    if (own === 'bias') file.set(name, leaf);
    else
      file.set(
        `${id}.weight`,
        leaf.shape.length === 2 ? denseWeight(leaf, flattened[id]) : convWeight(leaf),
      );
  }
  expect(file.size).toBe(network.spec.leaves.length);
  return file;
}

function denseWeight(
  { shape: [inputs, outputs], data }: Leaf,
  flattened: readonly [number, number, number] | undefined,
): Leaf {
  const [height, width, channels] = flattened ?? [1, 1, inputs!];
  const weight = new Float32Array(data.length);
  for (let o = 0; o < outputs!; o++)
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++)
        for (let c = 0; c < channels; c++)
          weight[o * inputs! + (c * height + h) * width + w] =
            data[((h * width + w) * channels + c) * outputs! + o]!;
  return { shape: [outputs!, inputs!], data: weight };
}

function convWeight({ shape, data }: Leaf): Leaf {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const weight = new Float32Array(data.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let h = 0; h < height; h++)
        for (let w = 0; w < width; w++)
          weight[((o * inputs + i) * height + h) * width + w] =
            data[((h * width + w) * inputs + i) * outputs + o]!;
  return { shape: [outputs, inputs, height, width], data: weight };
}

const node = (
  id: string,
  use: LayerNode['use'],
  inputs: readonly string[],
  options = {},
): LayerNode => ({ id, use, inputs, options });

/** Networks and, for each dense layer that reads a flattening, what was flattened. */
const cases: readonly (readonly [string, GraphNetwork, Parameters<typeof asPytorch>[2]])[] = [
  ['a linear model', mlp({ hidden: [] }, 3, 2), {}],
  ['an MLP', mlp({ hidden: [5, 4] }, 3, 2), {}],
  [
    'an MLP without biases and with dropout',
    mlp({ hidden: [5, 4], bias: false, dropout: 0.5 }, 3, 2),
    {},
  ],
  [
    'an MLP on grey images',
    designed({ use: 'core/mlp', options: { hidden: [4] } }, [3, 5, 1], [2]),
    { dense1: [3, 5, 1] },
  ],
  [
    'an MLP on colour images',
    designed({ use: 'core/mlp', options: { hidden: [4] } }, [3, 5, 2], [2]),
    { dense1: [3, 5, 2] },
  ],
  [
    'a convnet whose first block is residual',
    designed(
      {
        use: 'core/convnet',
        options: {
          blocks: [{ filters: 3 }, { filters: 5, kernelSize: 2, pool: 1 }],
          dense: [7],
          residual: true,
          dropout: 0.1,
        },
      },
      [7, 9, 2],
      [4],
    ),
    { dense1: [3, 4, 5] },
  ],
  [
    'a convnet pooled to one place',
    designed(
      { use: 'core/convnet', options: { blocks: [{ filters: 6, pool: 4 }] } },
      [4, 4, 1],
      [3],
    ),
    {},
  ],
  [
    'two flattenings that are added, activated and dropped out',
    graphNetwork(
      {
        nodes: [
          node('flatA', 'core/flatten', ['input']),
          node('conv', 'core/conv2d', ['input'], { filters: 2, kernelSize: 3, padding: 'same' }),
          node('flatB', 'core/flatten', ['conv']),
          node('sum', 'core/add', ['flatA', 'flatB']),
          node('act', 'core/gelu', ['sum']),
          node('drop', 'core/dropout', ['act'], { rate: 0.5 }),
          node('out', 'core/dense', ['drop'], { units: 2 }),
          node('more', 'core/dense', ['out'], { units: 2 }),
        ],
        output: 'more',
      },
      { input: [4, 3, 2], output: [2] },
    ),
    { out: [4, 3, 2] },
  ],
];

describe('importModel, axis order', () => {
  it.each(cases)('turns the PyTorch form of %s into ours', (_, network, flattened) => {
    const params = network.init(createRng(1));
    const bytes = writeSafetensors(asPytorch(network, params, flattened), { format: 'pt' });
    expect(importParams(bytes, 'p', network)).toEqual(params);
    expect(importParams(bytes, 'p', network, 'pytorch')).toEqual(params);
  });

  it.each(cases)('reads our own form of %s as it is', (_, network) => {
    const params = network.init(createRng(2));
    expect(importParams(encodeModel(params), 'own', network)).toEqual(params);
    expect(importParams(encodeModel(params), 'own', network, 'isthmus')).toEqual(params);
  });

  it('lets a layout overrule the names', () => {
    const network = mlp({ hidden: [4] }, 4, 4);
    const params = network.init(createRng(3));
    const renamed = (from: string, to: string, tensors: Iterable<readonly [string, Leaf]>) =>
      writeSafetensors(new Map([...tensors].map(([name, leaf]) => [name.replace(from, to), leaf])));
    const oursAsWeight = renamed('kernel', 'weight', Object.entries(params));
    const theirsAsKernel = renamed('weight', 'kernel', asPytorch(network, params));
    expect(importParams(oursAsWeight, 'f', network, 'isthmus')).toEqual(params);
    expect(importParams(theirsAsKernel, 'f', network, 'pytorch')).toEqual(params);
    expect(importParams(oursAsWeight, 'f', network)).not.toEqual(params);
  });

  it('takes kernels of a PyTorch file for what their shapes are', () => {
    const network = mlp({ hidden: [5] }, 4, 3);
    const params = network.init(createRng(4));
    const kernels = (tensors: Iterable<readonly [string, Leaf]>) =>
      writeSafetensors(
        new Map([...tensors].map(([name, leaf]) => [name.replace('weight', 'kernel'), leaf])),
        { format: 'pt' },
      );
    expect(importParams(kernels(asPytorch(network, params)), 'f', network)).toEqual(params);
    expect(importParams(kernels(Object.entries(params)), 'f', network)).toEqual(params);
  });
});

/** A file in which every weight of a layer is the same number, so that one sees where it went. */
function marked(
  tensors: Readonly<Record<string, readonly [value: number, ...shape: number[]]>>,
  metadata = {},
): Uint8Array {
  const leaves = Object.entries(tensors).map(([name, [value, ...shape]]): [string, Leaf] => [
    name,
    { shape, data: new Float32Array(sizeOf(shape)).fill(value) },
  ]);
  return writeSafetensors(new Map(leaves), metadata);
}

const mark = (params: Params) =>
  Object.fromEntries(
    Object.entries(params).map(([name, { data }]) => [name.split('.')[0], data[0]]),
  );

describe('importModel, matching', () => {
  const square = mlp({ hidden: [4, 4], bias: false }, 4, 4);
  const cone = mlp({ hidden: [5, 4], bias: false }, 6, 3);
  const want = { dense1: 1, dense2: 2, dense3: 3 };

  it.each([
    ['ids of the nodes, in any order', square, 'dense3=3 dense1=1 dense2=2'],
    ['numbers', square, '4=3 0=1 2=2'],
    ['numbers of several digits', square, 'net.10=3 net.2=1 net.9=2'],
    ['several numbers', square, 'block2.0.fc=3 block1.1.fc=2 block1.0.fc=1'],
    ['numbers from 0 of the word that we use', square, 'dense0=1 dense1=2 dense2=3'],
    ['words, where shapes decide', cone, 'out=3 first=1 hidden=2'],
    ['misleading words and numbers, where shapes decide', cone, 'a9=1 b1=2 a2=3'],
  ] as const)('goes by %s', (_, network, given) => {
    const shapes = network.spec.leaves.map(({ shape: [inputs, outputs] }) => [outputs!, inputs!]);
    const tensors = given.split(' ').map((pair) => {
      const [prefix, digit] = pair.split('=') as [string, string];
      const place = Number(digit);
      return [`${prefix}.weight`, [place, ...shapes[place - 1]!]] as const;
    });
    expect(mark(importParams(marked(Object.fromEntries(tensors)), 'f', network))).toEqual(want);
  });

  it('takes a bare weight and bias for the only layer', () => {
    const network = mlp({ hidden: [] }, 3, 2);
    const params = importParams(marked({ weight: [1, 2, 3], bias: [2, 2] }), 'f', network);
    expect(params['dense1.kernel']).toEqual({ shape: [3, 2], data: new Float32Array(6).fill(1) });
  });

  it.each([
    [
      'words alone',
      { 'encoder.weight': [1, 4, 4], 'code.weight': [2, 4, 4], 'decoder.weight': [3, 4, 4] },
    ],
    [
      'a word among numbers',
      { 'layers.0.weight': [1, 4, 4], 'layers.2.weight': [2, 4, 4], 'head.weight': [3, 4, 4] },
    ],
    [
      'the same number twice',
      { 'fc1.weight': [1, 4, 4], 'fc01.weight': [2, 4, 4], 'fc2.weight': [3, 4, 4] },
    ],
  ] as const)('refuses %s between layers of one shape', (_, tensors) => {
    const error = caught(() => importParams(marked(tensors), 'm.safetensors', square));
    expect(error.code).toBe('model/ambiguous');
    expect(error.message).toContain('the layers dense1, dense2, dense3');
    expect(error.message).toContain('Rename all layers of the file to the ids of the nodes');
    expect(error.data['candidates']).toHaveLength(3);
  });
});

describe('importModel, refusals', () => {
  const network = mlp({ hidden: [4] }, 3, 2);
  const good = {
    '0.weight': [1, 4, 3],
    '0.bias': [1, 4],
    '2.weight': [1, 2, 4],
    '2.bias': [1, 2],
  } as const;
  const noBias = {
    '0.weight': good['0.weight'],
    '2.weight': good['2.weight'],
    '2.bias': good['2.bias'],
  };
  const ownNames = {
    'dense1.kernel': [1, 3, 4],
    'dense1.bias': [1, 4],
    'dense2.kernel': [1, 4, 2],
    'dense2.bias': [1, 2],
  } as const;

  it('takes the file that the others are damaged copies of', () => {
    expect(importParams(marked(good), 'f', network)).toHaveProperty(['dense2.bias']);
    expect(importParams(marked(ownNames), 'f', network)).toHaveProperty(['dense2.bias']);
  });

  it.each([
    ['a missing bias', noBias, 'model/mismatch', 'Only biases differ: set the option "bias"'],
    [
      'biases where the network has none',
      good,
      'model/mismatch',
      'Only biases differ',
      mlp({ hidden: [4], bias: false }, 3, 2),
    ],
    [
      'a missing layer',
      { '0.weight': [1, 4, 3], '0.bias': [1, 4] },
      'model/mismatch',
      'with bias [4]. The network has 2 layers with weights, the file has 1',
    ],
    [
      'a layer too many',
      { ...good, '4.weight': [1, 2, 2], '4.bias': [1, 2] },
      'model/mismatch',
      '"4" [2, 2] with bias [2]',
    ],
    [
      'another width',
      { ...good, '0.weight': [1, 5, 3], '0.bias': [1, 5] },
      'model/mismatch',
      'dense1 [4, 3] with bias [4]; dense2 [2, 4]',
    ],
    [
      'a bias of another size',
      { ...good, '0.bias': [1, 3] },
      'model/mismatch',
      '"0" [4, 3] with bias [3]',
    ],
    ['a scalar bias', { ...good, '0.bias': [1] }, 'model/mismatch', 'with bias []'],
    ['no tensors', {}, 'model/mismatch', 'The file has: none.'],
    [
      'our axis order under their names',
      { '0.weight': [1, 3, 4], '0.bias': [1, 4], '2.weight': [1, 4, 2], '2.bias': [1, 2] },
      'model/mismatch',
      'say "layout": "isthmus"',
    ],
    [
      'their axis order under our names',
      { ...ownNames, 'dense1.kernel': [1, 4, 3], 'dense2.kernel': [1, 2, 4] },
      'model/mismatch',
      'say "layout": "pytorch"',
    ],
    [
      'ids of the nodes with exchanged shapes',
      {
        'dense2.weight': [1, 4, 3],
        'dense2.bias': [1, 4],
        'dense1.weight': [1, 2, 4],
        'dense1.bias': [1, 2],
      },
      'model/mismatch',
      'do not fit',
    ],
    [
      'a bias alone',
      { ...good, 'extra.bias': [1, 2] },
      'model/mismatch',
      'layer "extra" has a bias and no kernel',
    ],
    ['an unknown tensor', { ...good, odd: [1, 2] }, 'model/mismatch', '"odd" is neither a kernel'],
    [
      'names of both conventions',
      { ...good, '0.weight': [1, 4, 3], '2.weight': [1, 2, 4], '3.kernel': [1, 2, 2] },
      'model/mixed-names',
      'Say "layout"',
    ],
    [
      'a kernel and a weight of one layer',
      { ...good, '0.kernel': [1, 3, 4] },
      'model/mixed-names',
      'layer "0" has both',
    ],
    [
      'a running mean',
      { ...good, 'bn1.running_mean': [1, 4] },
      'model/unsupported',
      '"bn1.running_mean" belongs to a batch normalization',
    ],
    [
      'a recurrent layer',
      { ...good, 'lstm.weight_hh_l0': [1, 4, 4] },
      'model/unsupported',
      'recurrent layer',
    ],
    [
      'an attention layer',
      { ...good, 'attn.in_proj_weight': [1, 4, 4] },
      'model/unsupported',
      'attention layer',
    ],
    [
      'a normalized weight',
      { ...good, '0.weight_v': [1, 4, 3] },
      'model/unsupported',
      'weight or spectral normalization',
    ],
    [
      'a pruned layer',
      { ...good, '0.weight_mask': [1, 4, 3] },
      'model/unsupported',
      'pruned layer',
    ],
    [
      'a layer normalization',
      { ...good, 'norm.weight': [1, 4], 'norm.bias': [1, 4] },
      'model/unsupported',
      '"norm.weight" has shape [4]',
    ],
    [
      'a NaN',
      { ...good, '2.weight': [NaN, 2, 4] },
      'model/nonfinite',
      '"dense2.kernel" is NaN at entry 0',
    ],
    [
      'an infinity',
      { ...ownNames, 'dense1.bias': [-Infinity, 4] },
      'model/nonfinite',
      '"dense1.bias" is -Infinity',
    ],
  ] as const)('of %s', (_name, tensors, code, words, other = network) => {
    const error = caught(() =>
      importParams(marked(tensors as typeof good), 'm.safetensors', other),
    );
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/^m\.safetensors: /);
    expect(error.code).toBe(code);
  });

  it('of a batch normalization comes before the complaint about its whole numbers', () => {
    const entries = [
      entryText('b.num_batches_tracked', 'I64', '[]', '[0,8]'),
      entryText('b.running_mean', 'F32', '[1]', '[8,12]'),
    ];
    const bytes = rawFile(`{${entries.join()}}`, new Uint8Array(12));
    expect(caught(() => importParams(bytes, 'f', network)).code).toBe('model/unsupported');
  });

  it('of square kernels that a PyTorch file calls kernels', () => {
    const same = mlp({ hidden: [4] }, 4, 4);
    const bytes = marked(
      {
        'dense1.kernel': [1, 4, 4],
        'dense1.bias': [1, 4],
        'dense2.kernel': [1, 4, 4],
        'dense2.bias': [1, 4],
      },
      { format: 'pt' },
    );
    const error = caught(() => importParams(bytes, 'f', same));
    expect(error.code).toBe('model/ambiguous');
    expect(error.message).toContain('Say "layout"');
    expect(importParams(bytes, 'f', same, 'pytorch')).toHaveProperty(['dense1.kernel']);
  });

  it('of a flattened image added to a vector of another order', () => {
    const nodes = [
      node('flat', 'core/flatten', ['input']),
      node('wide', 'core/dense', ['flat'], { units: 8 }),
      node('sum', 'core/add', ['flat', 'wide']),
      node('out', 'core/dense', ['sum'], { units: 2 }),
    ];
    const mixed = graphNetwork({ nodes, output: 'out' }, { input: [2, 2, 2], output: [2] });
    const params = mixed.init(createRng(1));
    const error = caught(() =>
      importParams(writeSafetensors(asPytorch(mixed, params)), 'f', mixed),
    );
    expect(error.code).toBe('model/unsupported');
    expect(error.message).toContain('node "sum" (core/add) reads a flattened [2,2,2]');
    expect(importParams(encodeModel(params), 'f', mixed)).toEqual(params);
  });
});

describe('importModel, networks whose structure says less', () => {
  const gain: Layer = {
    ...layerOf(node('g', 'core/relu', ['input'])),
    parameters: () => [{ name: 'running_mean', shape: [2] }],
    init: () => ({ running_mean: { shape: [2], data: Float32Array.of(1, 2) } }),
  };
  const withGain = graphNetwork(
    {
      nodes: [node('fc', 'core/dense', ['input'], { units: 2 }), node('gain', 'core/relu', ['fc'])],
      output: 'gain',
    },
    { input: [3], output: [2] },
    (each) => (each.id === 'gain' ? gain : layerOf(each)),
  );
  const code: Network = buildNetwork(
    {
      spec: { leaves: [{ name: 'w', shape: [2, 2], axes: [null, null] }] },
      init: () => ({ w: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } }),
      apply: (_, x) => x,
    },
    { input: [2], output: [2] },
    layerOf,
  );

  it.each([
    ['a layer of a plugin', withGain],
    ['an architecture given as code', code],
  ] as const)('reads our names for %s, and no PyTorch layout', (_, network) => {
    const bytes = encodeModel(network.init(createRng(1)));
    expect(importParams(bytes, 'f', network)).toEqual(network.init(createRng(1)));
    expect(caught(() => importParams(bytes, 'f', network, 'pytorch')).code).toBe(
      'model/unsupported',
    );
  });
});

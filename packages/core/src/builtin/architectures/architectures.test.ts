import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { GraphBlueprint, LayerNode, SampleShapes } from '@isthmus/contract';
import { buildNetwork } from '@isthmus/engine';
import { parameterCount } from '@isthmus/contract/parameters';
import { activationNames, layers } from '@isthmus/engine/operations';
import { architectures } from './index.js';

const digits: SampleShapes = { input: [8, 8, 1], output: [10] };
const curve: SampleShapes = { input: [1], output: [1] };

function valid(
  schema: (typeof architectures | typeof layers)[number]['options'],
  options: unknown,
) {
  const result = schema['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined)
    throw new Error(JSON.stringify(result));
  return result.value;
}

function blueprint(name: string, options: unknown, shapes: SampleShapes): GraphBlueprint {
  const definition = architectures.find((each) => each.name === `core/${name}`)!;
  const built = definition.create(valid(definition.options, options)).build(shapes);
  if (!('graph' in built)) throw new Error('the built-in architectures are graphs');
  return built;
}

function network(name: string, options: unknown, shapes: SampleShapes) {
  return buildNetwork(blueprint(name, options, shapes), shapes, (node: LayerNode) => {
    const definition = layers.find((each) => each.name === node.use)!;
    return definition.create(valid(definition.options, node.options));
  });
}

const idsOf = (name: string, options: unknown, shapes: SampleShapes) =>
  blueprint(name, options, shapes).graph.nodes.map(({ id }) => id);

describe('core/mlp', () => {
  it('is 1-4-4-1 with 33 parameters', () => {
    const built = network('mlp', { hidden: [4, 4] }, curve);
    expect(built.summary.map(({ id }) => id)).toEqual([
      'dense1',
      'act1',
      'dense2',
      'act2',
      'dense3',
    ]);
    expect(parameterCount(built.spec)).toBe(33);
    expect(built.summary[1]!.layer).toBe('core/relu');
  });

  it('is a linear model without hidden layers', () => {
    expect(idsOf('mlp', { hidden: [] }, curve)).toEqual(['dense1']);
  });

  it('lines up images', () => {
    expect(idsOf('mlp', { hidden: [] }, digits)).toEqual(['flatten', 'dense1']);
    expect(parameterCount(network('mlp', { hidden: [16] }, digits).spec)).toBe(65 * 16 + 17 * 10);
  });

  it('drops hidden units only', () => {
    const ids = idsOf('mlp', { hidden: [4], dropout: 0.2, outputActivation: 'sigmoid' }, curve);
    expect(ids).toEqual(['dense1', 'act1', 'dropout1', 'dense2', 'act2']);
  });

  it('leaves out what would do nothing', () => {
    expect(idsOf('mlp', { hidden: [4], activation: 'none' }, curve)).toEqual(['dense1', 'dense2']);
  });

  it('passes its options on', () => {
    const options = {
      hidden: [2],
      activation: 'leaky-relu',
      slope: 0.3,
      bias: false,
      initializer: 'he-normal',
    };
    const { nodes } = blueprint('mlp', options, curve).graph;
    expect(nodes.map((node) => node.options)).toEqual([
      { units: 2, bias: false, initializer: 'he-normal' },
      { slope: 0.3 },
      { units: 1, bias: false, initializer: 'he-normal' },
    ]);
  });

  it.each(activationNames)('builds with %s', (name) => {
    const built = network('mlp', { hidden: [3], activation: name }, curve);
    expect(built.summary[1]!.layer).toBe(`core/${name}`);
    expect(Object.keys(built.init(createRng(1)))).toHaveLength(4);
  });
});

describe('core/convnet', () => {
  const blocks = [{ filters: 4 }, { filters: 6, kernelSize: 5, pool: 1 }];

  it('is blocks, then dense layers', () => {
    const built = network('convnet', { blocks, dense: [12], dropout: 0.1 }, digits);
    expect(built.summary.map(({ id, output }) => [id, output])).toEqual([
      ['conv1', [8, 8, 4]],
      ['convAct1', [8, 8, 4]],
      ['pool1', [4, 4, 4]],
      ['conv2', [4, 4, 6]],
      ['convAct2', [4, 4, 6]],
      ['flatten', [96]],
      ['dense1', [12]],
      ['act1', [12]],
      ['dropout1', [12]],
      ['dense2', [10]],
    ]);
  });

  it('adds what a second convolution makes in residual blocks', () => {
    const options = {
      blocks: [{ filters: 3 }],
      residual: true,
      pooling: 'average',
      padding: 'valid',
    };
    const built = network('convnet', options, digits);
    expect(built.summary.map(({ id, output }) => [id, output])).toEqual([
      ['conv1', [6, 6, 3]],
      ['convAct1', [6, 6, 3]],
      ['residual1', [6, 6, 3]],
      ['add1', [6, 6, 3]],
      ['addAct1', [6, 6, 3]],
      ['pool1', [3, 3, 3]],
      ['flatten', [27]],
      ['dense1', [10]],
    ]);
    const { nodes } = blueprint('convnet', options, digits).graph;
    expect(nodes[3]!.inputs).toEqual(['convAct1', 'residual1']);
    expect(nodes[5]!.use).toBe('core/avg-pool');
  });
});

describe('core/resnet', () => {
  const stages = [{ width: 4 }, { width: 6, blocks: 2 }];

  it('is a stem, stages of blocks, the mean of the image and a dense layer', () => {
    const built = network('resnet', { stages }, digits);
    const blockOf = (name: string, shape: readonly number[], own: readonly string[]) =>
      own.map((id) => [`${name}_${id}`, shape]);
    const plain = ['conv1', 'norm1', 'act1', 'conv2', 'norm2', 'sum', 'act2'];
    expect(built.summary.map(({ id, output }) => [id, output])).toEqual([
      ['stem', [8, 8, 4]],
      ['stemNorm', [8, 8, 4]],
      ['stemAct', [8, 8, 4]],
      ...blockOf('stage1_block1', [8, 8, 4], plain),
      ...blockOf('stage2_block1', [4, 4, 6], plain.toSpliced(5, 0, 'shortcut', 'shortcutNorm')),
      ...blockOf('stage2_block2', [4, 4, 6], plain),
      ['pool', [1, 1, 6]],
      ['flatten', [6]],
      ['dense1', [10]],
    ]);
    const inputs = new Map(
      blueprint('resnet', { stages }, digits).graph.nodes.map((node) => [node.id, node.inputs]),
    );
    expect(inputs.get('stage1_block1_sum')).toEqual(['stage1_block1_norm2', 'stemAct']);
    expect(inputs.get('stage2_block1_sum')).toEqual([
      'stage2_block1_norm2',
      'stage2_block1_shortcutNorm',
    ]);
    expect(inputs.get('stage2_block1_shortcut')).toEqual(['stage1_block1_act2']);
    expect(inputs.get('stage2_block2_sum')).toEqual(['stage2_block2_norm2', 'stage2_block1_act2']);
  });

  it('has as many parameters as such a network has', () => {
    const conv = (size: number, from: number, to: number) => size * size * from * to;
    const first = conv(3, 1, 4) + 2 * conv(3, 4, 4);
    const second = conv(3, 4, 6) + 3 * conv(3, 6, 6) + conv(1, 4, 6);
    const kernels = first + second + 6 * 10 + 10;
    const norms = 4 * (3 * 4 + 5 * 6);
    expect(parameterCount(network('resnet', { stages }, digits).spec)).toBe(kernels + norms);
    const layered = network('resnet', { stages, norm: 'layer' }, digits);
    expect(parameterCount(layered.spec)).toBe(kernels + norms / 2);
    const bare = network('resnet', { stages, norm: 'none' }, digits);
    expect(parameterCount(bare.spec)).toBe(kernels + norms / 4);
  });

  it.each([
    [[7, 5, 2], 2],
    [[5, 9, 1], 4],
    [[1, 1, 3], 3],
  ])('takes the mean of every channel over images of any shape: %s', (input, stageCount) => {
    const shapes = { input, output: [3] };
    const many = Array.from({ length: stageCount }, () => ({ width: 2 }));
    const built = network('resnet', { stages: many }, shapes);
    expect(built.summary.find(({ id }) => id === 'pool')!.output).toEqual([1, 1, 2]);
  });
});

describe('shapes that do not fit', () => {
  it.each([
    ['resnet', {}, { input: [64], output: [10] }, /core\/resnet takes .* have \[64\]/],
    ['mlp', { hidden: [] }, { input: [2], output: [2, 2] }, /core\/mlp makes .* have \[2, 2\]/],
    ['convnet', { blocks: [{ filters: 1 }] }, { input: [8, 8], output: [1] }, /have \[8, 8\]/],
    ['convnet', { blocks: [{ filters: 1 }] }, { input: [8, 8, 1], output: [] }, /have \[\]/],
  ])('%s', (name, options, shapes, message) => {
    expect(() => blueprint(name, options, shapes)).toThrow(message);
    expect(() => blueprint(name, options, shapes)).toThrow(
      expect.objectContaining({ code: 'architecture/unfit' }),
    );
  });
});

describe('options that are refused', () => {
  it.each([
    ['mlp', {}],
    ['mlp', { hidden: [0] }],
    ['mlp', { hidden: [2.5] }],
    ['mlp', { hidden: [4], activation: 'swish' }],
    ['mlp', { hidden: [4], dropout: 1 }],
    ['mlp', { hidden: [4], hiden: [4] }],
    ['convnet', { blocks: [] }],
    ['convnet', { blocks: [{ filters: 1, pool: 0 }] }],
  ])('%s %j', (name, options) => {
    const schema = architectures.find((each) => each.name === `core/${name}`)!.options;
    expect(() => valid(schema, options)).toThrow();
  });
});

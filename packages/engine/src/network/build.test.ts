import { describe, expect, it } from 'vitest';
import { createRng, IsthmusError } from '@isthmus/contract/base';
import { layers } from '../operations/layers/index.js';
import type { CodeBlueprint, Layer, LayerNode } from '@isthmus/contract';
import { sameBits } from '@isthmus/contract/parameters';
import { buildNetwork } from './build.js';

const shapes = { input: [3], output: [2] };

/** A layer by its name among the built-in ones, with the options given. */
function layerOf({ use, options }: LayerNode): Layer {
  const definition = layers.find(({ name }) => name === use)!;
  const result = definition.options['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined) throw new Error('bad options');
  return definition.create(result.value);
}

function dense(id: string, input: string, units: number): LayerNode {
  return { id, use: 'core/dense', options: { units, initializer: 'uniform' }, inputs: [input] };
}

function relu(id: string, input: string): LayerNode {
  return { id, use: 'core/relu', options: {}, inputs: [input] };
}

function build(nodes: readonly LayerNode[], output = nodes.at(-1)?.id ?? 'none') {
  return buildNetwork({ graph: { nodes, output } }, shapes, layerOf);
}

const twoLayers = [dense('dense1', 'input', 4), relu('act1', 'dense1'), dense('dense2', 'act1', 2)];

describe('a network built of a graph', () => {
  const network = build(twoLayers);

  it('names its parameters by node and leaf, in the order of the nodes', () => {
    expect(network.spec.leaves).toEqual([
      { name: 'dense1.kernel', shape: [3, 4], axes: [null, null] },
      { name: 'dense1.bias', shape: [4], axes: [null] },
      { name: 'dense2.kernel', shape: [4, 2], axes: [null, null] },
      { name: 'dense2.bias', shape: [2], axes: [null] },
    ]);
  });

  it('has a summary with a row per node', () => {
    expect(network.summary).toEqual([
      { id: 'dense1', layer: 'core/dense', output: [4], parameters: 16 },
      { id: 'act1', layer: 'core/relu', output: [4], parameters: 0 },
      { id: 'dense2', layer: 'core/dense', output: [2], parameters: 10 },
    ]);
  });

  it('shows its structure to symmetries', () => {
    const { structure } = network.view;
    expect(structure?.input).toEqual([3]);
    expect(structure?.layerOf('dense1').interpreters.symmetry?.kind).toBe('mix');
    expect(() => structure?.layerOf('dense3')).toThrow(
      /No node is called "dense3". There are: dense1, act1, dense2/,
    );
  });

  it('draws equal parameters from equal seeds and others from others', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => network.init(createRng(seed)));
    expect(sameBits(a!, b!)).toBe(true);
    expect(sameBits(a!, c!)).toBe(false);
  });

  it('draws the same for a layer whatever stands around it', () => {
    const more = build([
      ...twoLayers.slice(0, 2),
      dense('extra', 'act1', 4),
      dense('dense2', 'extra', 2),
    ]);
    const [few, many] = [network, more].map((each) => each.init(createRng(7)));
    expect(Object.keys(many!)).toHaveLength(6);
    for (const [name, leaf] of Object.entries(few!)) expect(many![name]).toEqual(leaf);
  });

  it('draws leaves of one node independently', () => {
    const { 'dense1.kernel': kernel, 'dense1.bias': bias } = network.init(createRng(1));
    expect([...kernel!.data.subarray(0, 4)]).not.toEqual([...bias!.data]);
  });
});

describe('a graph that cannot be built', () => {
  const out = dense('out', 'input', 2);
  const cases: readonly [code: string, message: RegExp, nodes: LayerNode[], output?: string][] = [
    ['bad-id', /"Dense1" \(core\/dense\): an id begins/, [dense('Dense1', 'input', 2)]],
    ['bad-id', /"a\.b"/, [dense('a.b', 'input', 2)]],
    ['duplicate-id', /"out" .*another node has this id/, [out, out]],
    ['duplicate-id', /"input" .*means the network's input/, [dense('input', 'input', 2)]],
    ['no-inputs', /"out" \(core\/dense\) has no inputs/, [{ ...out, inputs: [] }]],
    ['unknown-input', /"out" .* reads "x", which is no node. .*: input\./, [dense('out', 'x', 2)]],
    ['order', /"act1" .* reads "out", which stands at or after it/, [relu('act1', 'out'), out]],
    ['order', /"act1" .* reads "act1"/, [relu('act1', 'act1')]],
    ['unknown-output', /output is "nowhere", which is no node. There are: out/, [out], 'nowhere'],
    ['unknown-output', /"none"/, []],
    ['unused-node', /"spare" .* feeds no other node/, [dense('spare', 'input', 2), out]],
    ['output-mismatch', /"out" .* has shape \[5\]; .* \[2\]/, [dense('out', 'input', 5)]],
    [
      'unfit-layer',
      /"pool" \(core\/max-pool\): core\/max-pool takes an input of shape \[height, width, channels\]; got \[3\]/,
      [{ id: 'pool', use: 'core/max-pool', options: {}, inputs: ['input'] }],
    ],
    [
      'unfit-layer',
      /"sum" \(core\/add\): core\/add takes two or more inputs of one shape; got \[3\] and \[4\]/,
      [
        dense('four', 'input', 4),
        { id: 'sum', use: 'core/add', options: {}, inputs: ['input', 'four'] },
      ],
    ],
  ];

  it.each(cases)('network/%s %s', (code, message, nodes, output) => {
    const error = thrown(() => build(nodes, output));
    expect(error.code).toBe(`network/${code}`);
    expect(error.message).toMatch(message);
  });

  it.each([[[2, 0]], [[2.5]], [[-1]]])('a layer that makes the shape %j', (shape) => {
    const layer = { ...layerOf(dense('out', 'input', 2)), outputShape: () => shape };
    const graph = { nodes: [dense('out', 'input', 2)], output: 'out' };
    const error = thrown(() => buildNetwork({ graph }, shapes, () => layer));
    expect(error.code).toBe('network/bad-shape');
    expect(error.message).toContain(`the shape of its output is [${shape.join(', ')}]`);
  });

  it('a layer whose fresh parameters are not those that it declares', () => {
    const layer = { ...layerOf(dense('out', 'input', 2)), init: () => ({}) };
    const graph = { nodes: [dense('out', 'input', 2)], output: 'out' };
    const network = buildNetwork({ graph }, shapes, () => layer);
    expect(thrown(() => network.init(createRng(1))).message).toMatch(
      /"out.kernel" \[3, 2\] is missing; "out.bias" \[2\] is missing/,
    );
  });
});

describe('a network built of code', () => {
  const blueprint: CodeBlueprint = {
    spec: { leaves: [{ name: 'w', shape: [3, 2], axes: [null, null] }] },
    init: () => ({ w: { shape: [3, 2], data: new Float32Array(6) } }),
    apply: (_, x) => x,
  };

  it('keeps its spec and has one row of summary', () => {
    const network = buildNetwork(blueprint, shapes, layerOf);
    expect(network.kind).toBe('code');
    expect(network.view).toEqual({ spec: blueprint.spec });
    expect(network.summary).toEqual([{ id: 'apply', layer: 'code', output: [2], parameters: 6 }]);
    expect(network.init(createRng(1))['w']!.data).toHaveLength(6);
  });

  it('is refused with two parameters of one name', () => {
    const [leaf] = blueprint.spec.leaves;
    const twice = { ...blueprint, spec: { leaves: [leaf!, leaf!] } };
    const error = thrown(() => buildNetwork(twice, shapes, layerOf));
    expect(error.code).toBe('network/duplicate-parameter');
  });
});

function thrown(run: () => unknown): IsthmusError {
  try {
    run();
  } catch (error) {
    if (error instanceof IsthmusError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

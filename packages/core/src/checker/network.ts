import { ask, Malformed, shown } from './faults.js';
import { choiceOf, fieldsOf, flagOf, listOf, numberOf, recordOf, textOf, wholeOf } from './json.js';
import { layTaps, type Taps } from './taps.js';

/** A network as the certificate writes it down, with all shapes known. */
export interface Network {
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Node 0 is the input; every other reads nodes before it. */
  readonly nodes: readonly Node[];
  /** The node that is the prediction. */
  readonly last: number;
  /** Shapes of all parameters, by name. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
}

/** One node: what it computes, of which nodes. The last axis of its shape holds the channels. */
export interface Node {
  readonly id: string;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly size: number;
  readonly step: Step;
}

/** What a node computes. */
export type Step =
  | { readonly kind: 'input' }
  /** Every output is a sum over taps of kernel times input, plus a bias: dense layers and convolutions. */
  | LinearStep
  /** The mean, or the largest, of every window, channel by channel. */
  | { readonly kind: 'mean' | 'largest'; readonly taps: Taps; readonly channels: number }
  /** The entries as they are: flatten, and dropout in evaluation. */
  | { readonly kind: 'same'; readonly flattens: boolean }
  | { readonly kind: 'sum' }
  /** `max(x, slope x)`, 0 <= slope <= 1; relu has slope 0. */
  | { readonly kind: 'rectify'; readonly slope: number }
  | { readonly kind: 'smooth'; readonly name: SmoothName }
  | NormalizeStep;

export interface LinearStep {
  readonly kind: 'linear';
  readonly taps: Taps;
  /** Outputs of each position. */
  readonly outputs: number;
  /** `[rows, outputs]`, row-major, the names being the network's. */
  readonly kernel: string;
  readonly bias: string | null;
}

/** `gamma (x - mean) / √(max(variance, 0) + eps) + beta`, channel by channel: batch norm in evaluation. */
export interface NormalizeStep {
  readonly kind: 'normalize';
  readonly channels: number;
  readonly eps: number;
  readonly leaves: {
    readonly gamma: string;
    readonly beta: string;
    readonly mean: string;
    readonly variance: string;
  };
}

/** The smooth activations. */
export type SmoothName = 'tanh' | 'sigmoid' | 'softplus' | 'gelu';

type Options = ReadonlyMap<string, unknown>;
type Made = { readonly step: Step; readonly shape: readonly number[] };
type Declare = (name: string, shape: readonly number[]) => string;

/** What a network may have at most, and the values of all its nodes for one sample. */
const MOST_NODES = 10_000;
const MOST_VALUES = 2 ** 26;

/** A network as a certificate writes it. @throws `Malformed` saying what is wrong, or which layer is not known */
export function readNetwork(value: unknown): Network {
  const fields = recordOf(value, 'network', ['input', 'output', 'nodes', 'outputNode']);
  const input = shapeOf(fields.get('input'), 'network.input');
  const output = shapeOf(fields.get('output'), 'network.output');
  const parameters = new Map<string, readonly number[]>();
  const nodes: Node[] = [
    { id: 'input', inputs: [], shape: input, size: sizeOf(input), step: { kind: 'input' } },
  ];
  const entries = listOf(fields.get('nodes'), 'network.nodes');
  ask(
    entries.length <= MOST_NODES,
    () => `it has ${entries.length} nodes; this checker reads up to ${MOST_NODES}`,
  );
  for (const entry of entries) nodes.push(readNode(entry, nodes, parameters));
  const values = nodes.reduce((sum, { size }) => sum + size, 0);
  ask(values <= MOST_VALUES, () => 'its values for one sample would not fit into memory');
  const last = placeOf(fields.get('outputNode'), nodes, 'network.outputNode');
  ask(nodes[last]!.shape.join() === output.join(), () => `the shape of the prediction is [${nodes[last]!.shape.join(', ')}], not [${output.join(', ')}]`); // prettier-ignore
  return { input, output, nodes, last, parameters };
}

function readNode(
  value: unknown,
  nodes: readonly Node[],
  parameters: Map<string, readonly number[]>,
): Node {
  const fields = recordOf(value, 'a node', ['id', 'use', 'options', 'inputs']);
  const id = textOf(fields.get('id'), 'the id of a node');
  ask(!nodes.some((node) => node.id === id), () => `two nodes are called ${shown(id)}`);
  const inputs = listOf(fields.get('inputs'), `inputs of ${id}`).map((name) =>
    placeOf(name, nodes, `inputs of ${id}`),
  );
  const declare: Declare = (name, shape) => {
    parameters.set(`${id}.${name}`, shape);
    return `${id}.${name}`;
  };
  const use = textOf(fields.get('use'), `"use" of ${id}`);
  const make = LAYERS.get(use);
  ask(make !== undefined, () => `layer "${use}" (node "${id}"): this checker has no bounds for it`);
  const shapes = inputs.map((place) => nodes[place]!.shape);
  try {
    const { step, shape } = make(fieldsOf(fields.get('options'), 'options'), shapes, declare);
    return { id, inputs, shape, size: sizeOf(shape), step };
  } catch (thrown) {
    throw thrown instanceof Malformed ? new Malformed(`node "${id}": ${thrown.message}`) : thrown;
  }
}

/** What each layer is; an option that is not named here could change its meaning, and is refused. */
const LAYERS: ReadonlyMap<
  string,
  (options: Options, inputs: readonly (readonly number[])[], declare: Declare) => Made
> = new Map([
  ['core/dense', dense],
  ['core/conv2d', convolution],
  ['core/max-pool', (options, inputs) => pool('largest', options, inputs)],
  ['core/avg-pool', (options, inputs) => pool('mean', options, inputs)],
  ['core/flatten', (options, inputs) => {
    known(options, []);
    return { step: { kind: 'same', flattens: true }, shape: [sizeOf(only(inputs))] };
  }],
  ['core/dropout', (options, inputs) => {
    const rate = numberOf(known(options, ['rate']).get('rate'), 'rate');
      ask(rate >= 0 && rate < 1, () => 'a rate is from 0 to 1');
    return { step: { kind: 'same', flattens: false }, shape: only(inputs) };
  }],
  ['core/add', (options, inputs) => {
    known(options, []);
    const [first] = inputs;
    ask(first !== undefined && inputs.length > 1 && inputs.every((one) => one.join() === first.join()), () => 'it adds two or more inputs of one shape'); // prettier-ignore
    return { step: { kind: 'sum' }, shape: first };
  }],
  ['core/batch-norm', normalization],
  ['core/relu', (options, inputs) => {
    known(options, []);
    return { step: { kind: 'rectify', slope: 0 }, shape: only(inputs) };
  }],
  ['core/leaky-relu', (options, inputs) => {
    const slope = numberOf(known(options, ['slope']).get('slope'), 'slope');
    ask(slope >= 0 && slope <= 1, () => 'a slope is from 0 to 1');
    return { step: { kind: 'rectify', slope }, shape: only(inputs) };
  }],
  ...(['tanh', 'sigmoid', 'softplus', 'gelu'] as const).map((name) => [`core/${name}`, (options: Options, inputs: readonly (readonly number[])[]): Made => {
    known(options, []);
    return { step: { kind: 'smooth', name }, shape: only(inputs) };
  }] as const),
]); // prettier-ignore

function dense(options: Options, inputs: readonly (readonly number[])[], declare: Declare): Made {
  known(options, ['units', 'bias', 'initializer?']);
  const shape = only(inputs);
  ask(shape.length === 1, () => 'a dense layer takes a row of units');
  const [width] = shape as [number];
  const outputs = wholeOf(options.get('units'), 'units', 1);
  const grid = { height: 1, width: 1, size: 1, strides: 1, padding: 'valid' } as const;
  const { taps } = layTaps(grid, width);
  const kernel = declare('kernel', [width, outputs]);
  const bias = flagOf(options.get('bias'), 'bias') ? declare('bias', [outputs]) : null;
  return { step: { kind: 'linear', taps, outputs, kernel, bias }, shape: [outputs] };
}

function convolution(
  options: Options,
  inputs: readonly (readonly number[])[],
  declare: Declare,
): Made {
  known(options, ['filters', 'kernelSize', 'strides', 'padding', 'bias', 'initializer?']);
  const [height, width, channels] = image(only(inputs));
  const size = wholeOf(options.get('kernelSize'), 'kernelSize', 1, 10000);
  const strides = wholeOf(options.get('strides'), 'strides', 1, 10000);
  const padding = choiceOf(options.get('padding'), 'padding', ['valid', 'same', 'symmetric']);
  const outputs = wholeOf(options.get('filters'), 'filters', 1);
  const { taps, shape } = layTaps({ height, width, size, strides, padding }, channels);
  const kernel = declare('kernel', [size, size, channels, outputs]);
  const bias = flagOf(options.get('bias'), 'bias') ? declare('bias', [outputs]) : null;
  return { step: { kind: 'linear', taps, outputs, kernel, bias }, shape: [...shape, outputs] };
}

function pool(
  kind: 'mean' | 'largest',
  options: Options,
  inputs: readonly (readonly number[])[],
): Made {
  known(options, ['size', 'strides?', 'padding']);
  const [height, width, channels] = image(only(inputs));
  const size = wholeOf(options.get('size'), 'size', 1, 10000);
  const strides = wholeOf(options.get('strides') ?? size, 'strides', 1, 10000);
  const padding = choiceOf(options.get('padding'), 'padding', ['valid', 'same']);
  const { taps, shape } = layTaps({ height, width, size, strides, padding }, 1);
  return { step: { kind, taps, channels }, shape: [...shape, channels] };
}

function normalization(
  options: Options,
  inputs: readonly (readonly number[])[],
  declare: Declare,
): Made {
  known(options, ['eps']);
  const shape = only(inputs);
  const channels = shape.at(-1) ?? 0;
  const eps = numberOf(options.get('eps'), 'eps');
  ask(eps > 0 && eps <= 1, () => 'eps is above 0 and at most 1');
  const leaf = (name: string) => declare(name, [channels]);
  const leaves = { gamma: leaf('gamma'), beta: leaf('beta'), mean: leaf('mean'), variance: leaf('variance') }; // prettier-ignore
  return { step: { kind: 'normalize', channels, eps, leaves }, shape };
}

/** The options, of these names alone. */
function known(options: Options, names: readonly string[]): Options {
  return recordOf(Object.fromEntries(options), 'options', names);
}

function only(inputs: readonly (readonly number[])[]): readonly number[] {
  const [first] = inputs;
  ask(first !== undefined && inputs.length === 1, () => 'it takes one input');
  return first;
}

function image(shape: readonly number[]): readonly [number, number, number] {
  ask(shape.length === 3, () => 'it takes an input of shape [height, width, channels]');
  return shape as readonly [number, number, number];
}

function shapeOf(value: unknown, what: string): readonly number[] {
  const shape = listOf(value, what).map((axis) => wholeOf(axis, what, 1));
  ask(shape.length >= 1 && shape.length <= 8, () => `${what} has one to eight axes`);
  return shape;
}

function placeOf(name: unknown, nodes: readonly Node[], what: string): number {
  const place = nodes.findIndex(({ id }) => id === name);
  ask(place >= 0, () => `${what}: no node before it is called ${shown(name)}`);
  return place;
}

/** The number of entries. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

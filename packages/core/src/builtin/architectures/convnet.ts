import { z } from 'zod';
import { IsthmusError } from '@isthmus/contract/base';
import type { Architecture, GraphBlueprint, SampleShapes } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { initializer } from '@isthmus/engine/internal';
import { activation, activationNode, slope } from './activation.js';
import type { NodeChain } from './chain.js';
import { append, appendLayer, emptyChain } from './chain.js';
import { appendDenseStack, outputUnits } from './dense-stack.js';

const NAME = 'core/convnet';

const block = z.strictObject({
  filters: z.int().positive().describe('The number of channels that the block makes.'),
  kernelSize: z.int().positive().default(3).describe('Height and width of its kernels.'),
  pool: z
    .int()
    .positive()
    .default(2)
    .describe('Size and step of the pooling window that ends the block; 1: no pooling.'),
});

const options = z.strictObject({
  blocks: z.array(block).min(1).max(1000).describe('The convolutional blocks, from the input on.'),
  dense: z
    .array(z.int().positive())
    .max(1000)
    .default([])
    .describe('Units of the hidden dense layers after the blocks.'),
  activation: activation.default('relu').describe('The activation after every hidden layer.'),
  slope,
  padding: z
    .enum(['valid', 'same'])
    .default('same')
    .describe('Padding of the convolutions; same keeps height and width.'),
  pooling: z.enum(['max', 'average']).default('max').describe('How blocks pool.'),
  residual: z
    .boolean()
    .default(false)
    .describe('Gives every block a second convolution, added to what the first made.'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('The probability of dropping a hidden dense unit in training; 0: no dropout.'),
  bias: z.boolean().default(true).describe('Whether the layers have biases.'),
  initializer,
});

type Options = z.output<typeof options>;
type Block = z.output<typeof block>;

/**
 * A convolutional network for inputs `[h, w, c]`: blocks `conv1, convAct1, pool1, …`, then `flatten`
 * and the dense layers `dense1, act1, …`. In a residual block, `residual1` (a convolution that keeps
 * the shape) is added to `convAct1` by `add1`, followed by `addAct1`.
 */
export const convnet = define({
  kind: 'architecture',
  name: NAME,
  summary: 'A convolutional network: blocks of convolution and pooling, then dense layers.',
  sources: ['arXiv:1512.03385, section 3 (residual blocks)'],
  options,
  create: (given): Architecture => ({ build: (shapes) => buildConvnet(given, shapes) }),
});

function remedyFor({ length }: readonly number[]): string {
  return length === 2
    ? 'Give grey images their one channel before the file is written: numpy.expand_dims(x, -1).'
    : 'Write images as an array of shape [N, height, width, channels], or use "core/mlp".';
}

function buildConvnet(given: Options, shapes: SampleShapes): GraphBlueprint {
  const units = outputUnits(NAME, shapes);
  if (shapes.input.length !== 3)
    throw new IsthmusError(
      'architecture/unfit',
      `${NAME} takes inputs of shape [height, width, channels]; the task's have [${shapes.input.join(', ')}]. ${remedyFor(shapes.input)}`,
      { architecture: NAME, input: shapes.input },
    );
  const blocks = given.blocks.reduce(
    (chain, each, i) => appendBlock(chain, given, each, i + 1),
    emptyChain,
  );
  const flat = appendLayer(blocks, 'flatten', 'core/flatten');
  const stack = { ...given, hidden: given.dense, outputActivation: 'none' as const };
  const { nodes, last } = appendDenseStack(flat, stack, units);
  return { graph: { nodes, output: last } };
}

function appendBlock(before: NodeChain, given: Options, each: Block, number: number): NodeChain {
  const { filters, kernelSize, pool } = each;
  const { bias, initializer: use, padding } = given;
  const convolution = { filters, kernelSize, padding, bias, initializer: use };
  const linear = appendLayer(before, `conv${number}`, 'core/conv2d', convolution);
  const active = activate(linear, `convAct${number}`, given);
  const whole = given.residual
    ? appendResidual(active, given, { ...convolution, padding: 'same' }, number)
    : active;
  if (pool === 1) return whole;
  const layer = given.pooling === 'max' ? 'core/max-pool' : 'core/avg-pool';
  return appendLayer(whole, `pool${number}`, layer, { size: pool });
}

function appendResidual(
  before: NodeChain,
  given: Options,
  convolution: Readonly<Record<string, unknown>>,
  number: number,
): NodeChain {
  const branch = appendLayer(before, `residual${number}`, 'core/conv2d', convolution);
  const sum = append(branch, [
    { id: `add${number}`, use: 'core/add', options: {}, inputs: [before.last, branch.last] },
  ]);
  return activate(sum, `addAct${number}`, given);
}

function activate(chain: NodeChain, id: string, given: Options): NodeChain {
  return append(chain, activationNode(id, given.activation, given.slope, chain.last));
}

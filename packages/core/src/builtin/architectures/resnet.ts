import { z } from 'zod';
import { IsthmusError } from '@isthmus/contract/base';
import type { Architecture, GraphBlueprint, SampleShapes } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { initializer } from '@isthmus/engine/internal';
import { activation, activationNode, slope } from './activation.js';
import type { NodeChain } from './chain.js';
import { append, appendLayer, emptyChain } from './chain.js';
import { appendDenseStack, outputUnits } from './dense-stack.js';

const NAME = 'core/resnet';

const stage = z.strictObject({
  width: z.int().positive().describe('The number of channels of its blocks.'),
  blocks: z.int().positive().max(1000).default(1).describe('How many residual blocks it has.'),
});

const options = z.strictObject({
  stages: z
    .array(stage)
    .min(1)
    .max(100)
    .default([{ width: 8, blocks: 1 }, { width: 16, blocks: 1 }])
    .describe('The stages, from the input on; each after the first halves height and width.'),
  norm: z
    .enum(['batch', 'layer', 'none'])
    .default('batch')
    .describe('What follows every convolution: core/batch-norm, core/layer-norm, or its bias alone.'),
  activation: activation.default('relu').describe('The activation after every norm and every sum.'),
  slope,
  initializer: initializer
    .removeDefault()
    .default('he-normal')
    .describe('How fresh kernels are drawn; see the layers.'),
}); // prettier-ignore

type Options = z.output<typeof options>;

/**
 * A residual network for inputs `[h, w, c]`: a convolution (`stem`), stages of basic blocks, the mean of
 * every channel over the image (`pool`) and a dense layer. A block is `conv1, norm1, act1, conv2, norm2`,
 * added to its input by `sum` and activated by `act2`, as `stage1_block1_conv1` and so on; where the
 * shapes differ its input goes through a convolution of size 1 and a norm, `shortcut` and `shortcutNorm`.
 */
export const resnet = define({
  kind: 'architecture',
  name: NAME,
  summary: 'A residual network: stages of blocks whose output is added to their input, with norms.',
  sources: ['arXiv:1512.03385, sections 3 and 4.2 (with projections where shapes differ)'],
  options,
  create: (given): Architecture => ({ build: (shapes) => buildResnet(given, shapes) }),
});

function buildResnet(given: Options, shapes: SampleShapes): GraphBlueprint {
  const units = outputUnits(NAME, shapes);
  const [height, width] = shapes.input;
  if (shapes.input.length !== 3 || height === undefined || width === undefined)
    throw new IsthmusError(
      'architecture/unfit',
      `${NAME} takes inputs of shape [height, width, channels]; the task's have [${shapes.input.join(', ')}]. Write images as an array of shape [N, height, width, channels], or use "core/mlp".`,
      { architecture: NAME, input: shapes.input },
    );
  const { width: first } = given.stages[0]!;
  const stem = activate(normalized(emptyChain, 'stem', 'stemNorm', convolution(first), given), 'stemAct', given); // prettier-ignore
  const blocks = given.stages.reduce((chain, each, i) => {
    const before = given.stages[i - 1]?.width ?? first;
    return appendStage(chain, given, each, { number: i + 1, before });
  }, stem);
  const halved = (length: number) =>
    given.stages.slice(1).reduce((size) => Math.ceil(size / 2), length);
  // One window over everything; where it overhangs, its mean is of the entries inside.
  const pooled = appendLayer(blocks, 'pool', 'core/avg-pool', {
    size: Math.max(halved(height), halved(width)),
    padding: halved(height) === halved(width) ? 'valid' : 'same',
  });
  const flat = appendLayer(pooled, 'flatten', 'core/flatten');
  const { activation: use, slope: below, initializer: drawn } = given;
  const stack = { hidden: [], activation: use, slope: below, dropout: 0, bias: true, initializer: drawn, outputActivation: 'none' as const }; // prettier-ignore
  const { nodes, last } = appendDenseStack(flat, stack, units);
  return { graph: { nodes, output: last } };
}

/** What a convolution of a block is, besides its bias and how it is drawn. */
interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
}

function convolution(filters: number, strides = 1, kernelSize = 3): Convolution {
  return { filters, kernelSize, strides };
}

function appendStage(
  before: NodeChain,
  given: Options,
  { width, blocks }: z.output<typeof stage>,
  at: { readonly number: number; readonly before: number },
): NodeChain {
  return Array.from({ length: blocks }, (_, i) => i + 1).reduce((chain, block) => {
    const strides = block === 1 && at.number > 1 ? 2 : 1;
    const projects = strides > 1 || (block === 1 && at.before !== width);
    return appendBlock(chain, given, `stage${at.number}_block${block}`, {
      width,
      strides,
      projects,
    });
  }, before);
}

interface BlockShape {
  readonly width: number;
  readonly strides: number;
  /** Whether its input has another shape than its output. */
  readonly projects: boolean;
}

function appendBlock(
  before: NodeChain,
  given: Options,
  name: string,
  { width, strides, projects }: BlockShape,
): NodeChain {
  const id = (own: string) => `${name}_${own}`;
  const first = normalized(before, id('conv1'), id('norm1'), convolution(width, strides), given);
  const active = activate(first, id('act1'), given);
  const second = normalized(active, id('conv2'), id('norm2'), convolution(width), given);
  const shortcut = projects
    ? normalized({ ...second, last: before.last }, id('shortcut'), id('shortcutNorm'), convolution(width, strides, 1), given)
    : { ...second, last: before.last };
  const sum = append(shortcut, [
    { id: id('sum'), use: 'core/add', options: {}, inputs: [second.last, shortcut.last] },
  ]);
  return activate(sum, id('act2'), given);
} // prettier-ignore

/** A convolution and its norm, which has a shift of its own and makes a bias idle. */
function normalized(
  chain: NodeChain,
  id: string,
  normId: string,
  options: Convolution,
  { norm, initializer: use }: Options,
): NodeChain {
  const own = { ...options, padding: 'symmetric', bias: norm === 'none', initializer: use };
  const linear = appendLayer(chain, id, 'core/conv2d', own);
  return norm === 'none' ? linear : appendLayer(linear, normId, `core/${norm}-norm`);
}

function activate(chain: NodeChain, id: string, given: Options): NodeChain {
  return append(chain, activationNode(id, given.activation, given.slope, chain.last));
}

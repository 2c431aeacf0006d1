import type { FastRule, PredictionLoss, WindowGrid } from '@isthmus/contract';
import { INPUT } from '../../network/graph-check.js';
import type { BoundNode, GraphNetwork } from '../../network/network.js';
import { sizeOf } from '@isthmus/contract/parameters';
import { activationKernel, lossKernel } from '../../kernels/operation-kernels.js';
import type { BoundActivation } from '../../kernels/operation-kernels.js';

/**
 * A layer graph and its loss in the words of the fast engine, names replaced by numbers. Slot 0 holds
 * the network's input, slot i + 1 what node i makes.
 */
export interface GraphPlan {
  readonly nodes: readonly PlanNode[];
  readonly leaves: readonly PlanLeaf[];
  /** Floats of all leaves one behind the other, padding included. */
  readonly floats: number;
  /** Of these the first so many are trained; statistics lie behind them. */
  readonly trained: number;
  /** Entries of one sample, by slot. */
  readonly sizes: readonly number[];
  /** Whether what a slot holds depends on any parameter, by slot. */
  readonly active: readonly boolean[];
  /** The slot of the prediction. */
  readonly output: number;
  /** The number of the loss's kernel. */
  readonly loss: number;
  /** Whether any layer differs in training. */
  readonly noisy: boolean;
  /** Whether any layer looks at the whole batch in training, so that it cannot be cut into blocks. */
  readonly wholeBatches: boolean;
}

/** A parameter array and where it begins, in floats; always at a multiple of 8. */
export interface PlanLeaf {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly at: number;
  readonly role?: 'statistic';
}

/** One node; leaves by their places in the plan. */
export interface PlanNode {
  readonly id: string;
  readonly inputs: readonly number[];
  readonly slot: number;
  readonly work: NodeWork;
}

/** What a node computes. */
export type NodeWork =
  | DenseWork
  | ConvolutionWork
  | NormalizeWork
  | { readonly kind: 'max-pool' | 'avg-pool'; readonly windows: WindowGrid }
  | { readonly kind: 'activation'; readonly function: BoundActivation }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'add' }
  | { readonly kind: 'dropout'; readonly rate: number };

/** `y [B, units] = x [B, inputs] · kernel + bias`. */
export interface DenseWork {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly units: number;
  readonly kernel: number;
  readonly bias: number | null;
}

/** The product of the patches `[B positions, size size channels]` with the kernel, plus the bias. */
export interface ConvolutionWork {
  readonly kind: 'convolution';
  readonly windows: WindowGrid;
  readonly filters: number;
  readonly kernel: number;
  readonly bias: number | null;
}

/** `y = scale h + shift` of `h = (x - mean) / sqrt(variance + eps)` along the channels. */
export interface NormalizeWork {
  readonly kind: 'normalize';
  readonly channels: number;
  readonly eps: number;
  readonly scale: number;
  readonly shift: number;
  /** Of every channel, outside of training; null: of every position, over its channels. */
  readonly statistics: { readonly mean: number; readonly variance: number } | null;
}

/** Leaves begin at multiples of so many floats, as vector code reads and writes them in groups. */
const GROUP = 8;

/**
 * Reads the fast rules of a network's layers and of its loss.
 *
 * @returns null where a layer or the loss has none
 */
export function graphPlanOf(network: GraphNetwork, loss: PredictionLoss): GraphPlan | null {
  const lossNumber = lossNumberOf(loss);
  if (lossNumber === null) return null;
  const leaves = layLeaves(network);
  const places = new Map(leaves.map(({ name }, index) => [name, index]));
  const slots = new Map([[INPUT, 0]]);
  const active = [false];
  const nodes: PlanNode[] = [];
  for (const node of network.nodes) {
    const work = workOf(node, places);
    if (work === null) return null;
    const inputs = node.inputs.map((id) => slots.get(id)!);
    const slot = nodes.length + 1;
    slots.set(node.id, slot);
    active.push(Object.keys(node.leaves).length > 0 || inputs.some((each) => active[each]));
    nodes.push({ id: node.id, inputs, slot, work });
  }
  return {
    nodes,
    leaves,
    floats: floatsOf(leaves),
    trained: floatsOf(leaves.filter(({ role }) => role === undefined)),
    sizes: [sizeOf(network.input), ...network.nodes.map((node) => sizeOf(node.outputShape))],
    active,
    output: slots.get(network.outputNode)!,
    loss: lossNumber,
    noisy: nodes.some(({ work }) => work.kind === 'dropout' || looksAtBatch(work)),
    wholeBatches: nodes.some(({ work }) => looksAtBatch(work)),
  };
}

/**
 * The first node, or else the loss, that the fast engine has no rule for; null: it has all.
 *
 * @example
 * unsupportedBy(network, loss); // 'node "swish1" (my/swish)'
 */
export function unsupportedBy(network: GraphNetwork, loss: PredictionLoss): string | null {
  const node = network.nodes.find((each) => workOf(each, new Map()) === null);
  if (node !== undefined) return `node "${node.id}" (${node.use})`;
  return lossNumberOf(loss) === null ? 'the loss' : null;
}

function lossNumberOf({ fast }: PredictionLoss): number | null {
  return fast === undefined ? null : lossKernel(fast);
}

function looksAtBatch(work: NodeWork): boolean {
  return work.kind === 'normalize' && work.statistics !== null;
}

/** In the order of the network; in memory the statistics lie behind the others, so that steps end before them. */
function layLeaves({ spec }: GraphNetwork): readonly PlanLeaf[] {
  const roles = [undefined, 'statistic'] as const;
  const inMemory = roles.flatMap((role) => spec.leaves.filter((leaf) => leaf.role === role));
  let next = 0;
  const places = new Map(
    inMemory.map(({ name, shape }) => {
      const at = next;
      next += padded(sizeOf(shape));
      return [name, at];
    }),
  );
  return spec.leaves.map(({ name, shape, role }) => ({
    name,
    shape,
    size: sizeOf(shape),
    at: places.get(name)!,
    ...(role === undefined ? {} : { role }),
  }));
}

function floatsOf(leaves: readonly PlanLeaf[]): number {
  return leaves.reduce((sum, { size }) => sum + padded(size), 0);
}

function padded(size: number): number {
  return Math.ceil(size / GROUP) * GROUP;
}

function workOf(node: BoundNode, places: ReadonlyMap<string, number>): NodeWork | null {
  const rule = node.layer.interpreters.fast?.(node.inputShapes);
  if (rule === undefined) return null;
  switch (rule.kind) {
    case 'dense':
      return {
        ...leavesOf(rule, node, places),
        kind: 'dense',
        units: rule.units,
        inputs: sizeOf(node.inputShapes[0]!),
      };
    case 'convolution':
      return {
        ...leavesOf(rule, node, places),
        kind: 'convolution',
        windows: rule.windows,
        filters: rule.filters,
      };
    case 'normalize':
      return normalizeOf(rule, node, places);
    case 'activation': {
      const bound = activationKernel(rule.function);
      return bound === null ? null : { kind: 'activation', function: bound };
    }
    default:
      return rule;
  }
}

function normalizeOf(
  rule: Extract<FastRule, { readonly kind: 'normalize' }>,
  { leaves }: BoundNode,
  places: ReadonlyMap<string, number>,
): NormalizeWork {
  const place = (own: string) => places.get(leaves[own]!)!;
  const { channels, eps, scale, shift, statistics } = rule;
  return {
    kind: 'normalize',
    channels,
    eps,
    scale: place(scale),
    shift: place(shift),
    statistics: statistics && {
      mean: place(statistics.mean),
      variance: place(statistics.variance),
    },
  };
}

function leavesOf(
  { kernel, bias }: Extract<FastRule, { readonly kernel: string }>,
  { leaves }: BoundNode,
  places: ReadonlyMap<string, number>,
) {
  const place = (own: string) => places.get(leaves[own]!)!;
  return { kernel: place(kernel), bias: bias === null ? null : place(bias) };
}

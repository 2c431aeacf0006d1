import { IsthmusError } from '@isthmus/contract/base';
import type { Dataset, PredictionLoss, ReferenceLoss } from '@isthmus/contract';
import type { MatrixProducts } from './rules.js';
import { fractionRight, isRightBy, type IsRight } from '../network/accuracy.js';
import { INPUT } from '../network/graph-check.js';
import type { GraphNetwork } from '../network/network.js';
import { predictionsAlong } from './along.js';
import { checkBatch, inputBlock, readValues } from './arguments.js';
import type { LeafSums } from './backward.js';
import { between } from './between.js';
import { backward } from './backward.js';
import type { BlockMode } from './forward.js';
import { EVALUATION, forward } from './forward.js';
import type { ReferencePlan } from './plan.js';
import { planReference } from './plan.js';
import { PLAIN_PRODUCTS } from './products.js';
import type {
  DatasetInputs,
  Reference,
  ReferenceGradient,
  ReferenceNoise,
  ReferenceValues,
  ReferenceVector,
} from './reference.js';
import { createWorkspace, type ReferenceWorkspace } from './reused-arrays.js';
import { compensatedSum } from './summation.js';
import { backwardTangents, forwardTangents } from './tangent.js';

/**
 * What one pass may hold of a block of rows: small enough to stay near the processor, large enough
 * that the work on a block outweighs its overhead.
 */
const BLOCK_BYTES = 2 ** 21;

/** What the functions below share: the network as planned, its loss, and arrays to work in. */
interface ReferenceComputation {
  readonly plan: ReferencePlan;
  readonly loss: ReferenceLoss;
  readonly isRight: IsRight;
  readonly workspace: ReferenceWorkspace;
}

/**
 * Makes the float64 reference of a network and a loss.
 *
 * @param products what multiplies matrices; it decides the speed, never a bit of a result
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 * @example
 * const reference = createReference(network, loss);
 * reference.loss(a, data.splits.probe) > 0; // true
 * reference.gradient(a, data.splits.probe).gradient['dense1.kernel'].length; // 4
 */
export function createReference(
  network: GraphNetwork,
  loss: PredictionLoss,
  products: MatrixProducts = PLAIN_PRODUCTS,
): Reference {
  const computation = {
    plan: planReference(network, products),
    loss: loss.reference,
    isRight: isRightBy(loss),
    workspace: createWorkspace(),
  };
  return {
    predict: (values, data) => predict(computation, values, data),
    valuesOf: (node, values, data) =>
      valuesIn(computation, [slotOf(computation.plan, node)], values, data)[0]!,
    valuesOfEach: (nodes, values, data) =>
      valuesIn(
        computation,
        nodes.map((node) => slotOf(computation.plan, node)),
        values,
        data,
      ),
    loss: (values, data) => meanLoss(computation, values, data),
    lossAlong: (from, to, data) => lossAlong(computation, from, to, data),
    accuracy: (values, data) => accuracy(computation, values, data),
    gradient: (values, data, noise) => gradient(computation, values, data, noise),
    hessianVector: (values, direction, data) => hessianVector(computation, values, direction, data),
  };
}

/** What slots hold for all rows. */
function valuesIn(
  { plan, workspace }: ReferenceComputation,
  slots: readonly number[],
  values: ReferenceValues,
  data: DatasetInputs,
): readonly Float64Array[] {
  checkBatch(plan, data, null);
  const weights = readValues(plan, values, workspace.weights);
  const sizes = slots.map((slot) => plan.sizes[slot]!);
  const all = sizes.map((size) => new Float64Array(data.size * size));
  const step = blockRows(plan, 1);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, workspace.values);
    const held = forward(plan, weights, x, rows, EVALUATION, workspace).values;
    slots.forEach((slot, i) => {
      all[i]!.set(held[slot]!.subarray(0, rows * sizes[i]!), from * sizes[i]!);
    });
  }
  return all;
}

function predict(
  computation: ReferenceComputation,
  values: ReferenceValues,
  data: DatasetInputs,
): Float64Array {
  return valuesIn(computation, [computation.plan.output], values, data)[0]!;
}

function slotOf({ steps }: ReferencePlan, node: string): number {
  if (node === INPUT) return 0;
  const step = steps.find(({ id }) => id === node);
  if (step !== undefined) return step.slot;
  throw new IsthmusError(
    'network/unknown-node',
    `This network has no node "${node}". There are: ${[INPUT, ...steps.map(({ id }) => id)].join(', ')}.`,
    { node },
  );
}

function meanLoss(
  computation: ReferenceComputation,
  values: ReferenceValues,
  data: Dataset,
): number {
  checkBatch(computation.plan, data, data.y);
  return meanLossOf(computation, predict(computation, values, data), data);
}

function lossAlong(
  computation: ReferenceComputation,
  from: ReferenceValues,
  to: ReferenceValues,
  data: Dataset,
): (t: number) => number {
  const { plan, workspace } = computation;
  checkBatch(plan, data, data.y);
  const rows = blockRows(plan, 1);
  const predictAt = predictionsAlong(plan, from, to, data, workspace, rows);
  if (predictAt === null) return (t) => meanLoss(computation, between(from, to, t), data);
  return (t) => meanLossOf(computation, predictAt(t), data);
}

function meanLossOf({ plan, loss }: ReferenceComputation, z: Float64Array, data: Dataset): number {
  const size = plan.sizes[plan.output]!;
  const losses = new Float64Array(data.size);
  for (let row = 0; row < data.size; row++) losses[row] = loss.value(z, data.y, row * size, size);
  return compensatedSum(losses) / data.size;
}

function accuracy(
  computation: ReferenceComputation,
  values: ReferenceValues,
  data: Dataset,
): number {
  checkBatch(computation.plan, data, data.y);
  return fractionRight(computation.isRight, predict(computation, values, data), data);
}

function gradient(
  { plan, loss, workspace }: ReferenceComputation,
  values: ReferenceValues,
  data: Dataset,
  noise: ReferenceNoise | undefined,
): ReferenceGradient {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values, workspace.weights);
  const mode = noise === undefined ? EVALUATION : trainingMode(plan, data.size, noise);
  const size = plan.sizes[plan.output]!;
  const sums: LeafSums = [];
  const losses = new Float64Array(data.size);
  const step = mode.training && plan.wholeBatches ? data.size : blockRows(plan, 2);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, workspace.values);
    const trace = forward(plan, weights, x, rows, blockMode(plan, mode, from, rows), workspace);
    const z = trace.values[plan.output]!;
    const y = targetBlock(plan, data, from, rows);
    const slope = workspace.slopes.take(0, z.length);
    for (let row = 0; row < rows; row++) {
      losses[from + row] = loss.value(z, y, row * size, size);
      loss.gradient(z, y, row * size, size, slope);
    }
    backward(plan, trace, slope, sums, workspace);
  }
  return { value: compensatedSum(losses) / data.size, gradient: means(plan, sums, data.size) };
}

function hessianVector(
  { plan, loss, workspace }: ReferenceComputation,
  values: ReferenceValues,
  direction: ReferenceValues,
  data: Dataset,
): ReferenceVector {
  checkBatch(plan, data, data.y);
  const weights = readValues(plan, values, workspace.weights);
  const along = readValues(plan, direction, workspace.direction);
  const size = plan.sizes[plan.output]!;
  const sums: LeafSums = [];
  const step = blockRows(plan, 5);
  for (let from = 0; from < data.size; from += step) {
    const rows = Math.min(step, data.size - from);
    const x = inputBlock(plan, data, from, rows, workspace.values);
    const trace = forward(plan, weights, x, rows, EVALUATION, workspace);
    const tangent = forwardTangents(plan, along, trace, workspace);
    const z = trace.values[plan.output]!;
    const v = tangent.tangents[plan.output];
    if (v === undefined) break;
    const y = targetBlock(plan, data, from, rows);
    const slope = workspace.slopes.take(0, z.length);
    const rate = workspace.rates.take(0, z.length);
    for (let at = 0; at < z.length; at += size) {
      loss.gradient(z, y, at, size, slope);
      loss.hessianVector(z, y, at, size, v, rate);
    }
    backwardTangents(plan, trace, tangent, { slope, rate }, sums, workspace);
  }
  return means(plan, sums, data.size);
}

/** How many rows a block holds at most; `copies` counts the arrays that a pass has per slot. */
function blockRows(plan: ReferencePlan, copies: number): number {
  return Math.max(1, Math.floor(BLOCK_BYTES / (8 * plan.entries * copies)));
}

function targetBlock(
  plan: ReferencePlan,
  { y }: Dataset,
  from: number,
  rows: number,
): Float32Array {
  const size = plan.sizes[plan.output]!;
  return y.subarray(from * size, (from + rows) * size);
}

/** Drawn for the whole batch at once, so that the noise does not depend on the blocks. */
function trainingMode(plan: ReferencePlan, rows: number, noise: ReferenceNoise): BlockMode {
  const uniforms: (Float32Array | undefined)[] = [];
  for (const step of plan.steps)
    if (step.kind === 'noise') uniforms[step.slot] = noise(step.id, rows * plan.sizes[step.slot]!);
  return { training: true, noise: uniforms };
}

function blockMode(plan: ReferencePlan, mode: BlockMode, from: number, rows: number): BlockMode {
  const noise = mode.noise.map((uniform, slot) => {
    const size = plan.sizes[slot]!;
    return uniform?.subarray(from * size, (from + rows) * size);
  });
  return { training: mode.training, noise };
}

/** Parameters that reach no prediction have the gradient 0. */
function means(plan: ReferencePlan, sums: LeafSums, count: number): ReferenceVector {
  const vector: Record<string, Float64Array> = {};
  plan.leaves.forEach(({ name, size }, leaf) => {
    const sum = sums[leaf] ?? new Float64Array(size);
    for (let i = 0; i < sum.length; i++) sum[i]! /= count;
    vector[name] = sum;
  });
  return vector;
}

import { leafOf, type Params } from '@isthmus/contract/parameters';
import type { BilinearOperation, BoundPlan, BoundStep } from './plan.js';
import { INFLATE } from './rounding.js';

/** A vertex of a path as bounds are computed from it, once for both of its segments. */
export interface Vertex {
  readonly params: Params;
  /** By step: of a layer that multiplies. */
  readonly kernels: readonly (VertexKernel | null)[];
}

/** A kernel and its bias at a vertex. */
export interface VertexKernel {
  readonly kernel: Float64Array;
  readonly bias: Float64Array | null;
  /** What the sizes of its weights sum up to for each output; of layers that read no other alone. */
  readonly weightSums: Float64Array | null;
}

/** Reads a vertex, with a place to pause between any two layers. */
export function* readVertex(plan: BoundPlan, params: Params): Generator<void, Vertex> {
  const kernels: (VertexKernel | null)[] = [];
  for (const step of plan.steps) {
    const { operation } = step;
    if (operation.kind !== 'bilinear') {
      kernels.push(null);
      continue;
    }
    kernels.push(vertexKernel(plan, step, operation, params));
    yield;
  }
  return { params, kernels };
}

function vertexKernel(
  plan: BoundPlan,
  step: BoundStep,
  operation: BilinearOperation,
  params: Params,
): VertexKernel {
  const wide = (name: string) => new Float64Array(leafOf(params, name).data);
  const kernel = wide(operation.kernel);
  const bias = operation.bias === null ? null : wide(operation.bias);
  const weightSums = step.first ? sumsOf(plan, step, operation, sizesOf(kernel)) : null;
  return { kernel, bias, weightSums };
}

/** Sizes of numbers. */
export function sizesOf(values: Float64Array): Float64Array {
  const sizes = new Float64Array(values.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(values[i]!);
  return sizes;
}

/** Equal rows that sums are made of: with fewer the products would be computed by plain loops. */
const EQUAL_ROWS = 4;

/** By entry of a layer's output: at least the sum of these sizes of its weights. */
export function sumsOf(
  { products }: BoundPlan,
  { inputSizes, size }: BoundStep,
  { rule }: BilinearOperation,
  sizes: Float64Array,
): Float64Array {
  const rows = products === undefined ? 1 : EQUAL_ROWS;
  const ones = new Float64Array(rows * inputSizes[0]!).fill(1);
  const sums = rule.apply(sizes, ones, rows, products).subarray(0, size);
  for (let i = 0; i < size; i++) sums[i]! *= INFLATE;
  return sums;
}

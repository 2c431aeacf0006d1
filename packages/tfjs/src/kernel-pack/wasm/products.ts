import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import { GEMM } from '@isthmus/engine/internal';
import { replaceKernel } from '../kernel.js';
import { allFloat, offsetOf, withProducts } from './pack.js';
import type { KernelPack, ProductSides } from './pack.js';

/**
 * Products of matrices, with factors transposed and batches spread over each other: tfjs's wasm
 * backend computes transposed and batched ones slowly, and some batches wrongly.
 */
export function setProducts(pack: KernelPack): void {
  replaceKernel(pack.tf, 'wasm', 'BatchMatMul', (inputs, attributes, own) => {
    const { a, b } = inputs;
    if (!allFloat(a, b)) return own(inputs, attributes);
    return products(pack, a!, b!, attributes, 0, 0);
  });
  replaceKernel(pack.tf, 'wasm', '_FusedMatMul', (inputs, attributes, own) => {
    const { a, b, bias } = inputs;
    const flags = FUSED.get(String(attributes['activation']));
    // A bias of one entry is spread over all columns by tfjs's own kernel.
    const columns = b!.shape.at(attributes['transposeB'] === true ? -2 : -1);
    const fits = bias === undefined || bias === null || isRow(bias, columns);
    if (flags === undefined || !fits || !allFloat(a, b)) return own(inputs, attributes);
    return products(pack, a!, b!, attributes, flags, bias ? offsetOf(pack, bias) : 0);
  });
}

/** The activations that a product can end with. */
const FUSED = new Map<string, number>([
  ['linear', 0],
  ['relu', GEMM.RELU],
]);

function isRow(bias: TensorInfo, columns: number | undefined): boolean {
  return bias.shape.length === 1 && bias.shape[0] === columns && bias.dtype === 'float32';
}

function products(
  pack: KernelPack,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: NamedAttrMap,
  flags: number,
  bias: number,
): TensorInfo {
  const [ta, tb] = [transposeA === true, transposeB === true];
  const [m, k] = sidesOf(a, ta);
  const [inner, n] = sidesOf(b, tb);
  const { broadcast_util, util } = pack.tf;
  util.assert(k === inner, () => mismatch(a, b, ta, tb));
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = pack.backend.makeOutput([...batch, m, n], 'float32');
  const [atA, atB, atC] = [a, b, out].map((tensor) => offsetOf(pack, tensor));
  const all = flags + (ta ? GEMM.A_TRANSPOSED : 0) + (tb ? GEMM.B_TRANSPOSED : 0);
  // One right factor for all: the left ones are one tall matrix.
  const tall = !ta && util.sizeFromShape(batchB) === 1;
  const sides: ProductSides = [tall ? m * util.sizeFromShape(batch) : m, n, k];
  withProducts(pack, sides, (multiply) => {
    const one = (i: number, j: number, o: number) => {
      const left = { at: atA! + 4 * i * m * k, step: ta ? m : k };
      const right = { at: atB! + 4 * j * k * n, step: tb ? k : n };
      multiply(all, sides, left, right, { at: atC! + 4 * o * m * n, step: n }, bias);
    };
    if (tall) one(0, 0, 0);
    else eachPair(batch, batchA, batchB, one);
  });
  return out;
}

/** The sides `[rows, columns]` of a matrix as it enters the product. */
function sidesOf({ shape }: TensorInfo, transposed: boolean): readonly [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** The words of tfjs's own kernel. */
function mismatch(a: TensorInfo, b: TensorInfo, ta: boolean, tb: boolean): string {
  const [inner, other] = [sidesOf(a, ta)[1], sidesOf(b, tb)[0]];
  return `Error in matMul: inner shapes (${inner}) and (${other}) of Tensors with shapes ${String(a.shape)} and ${String(b.shape)} and transposeA=${String(ta)} and transposeB=${String(tb)} must match.`;
}

/** Visits which matrix of A meets which of B, for each of the result. */
function eachPair(
  batch: readonly number[],
  batchA: readonly number[],
  batchB: readonly number[],
  visit: (a: number, b: number, out: number) => void,
): void {
  const [stepsA, stepsB] = [stepsOf(batchA, batch.length), stepsOf(batchB, batch.length)];
  const count = batch.reduce((product, size) => product * size, 1);
  for (let out = 0; out < count; out++) {
    let [rest, a, b] = [out, 0, 0];
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const at = rest % batch[axis]!;
      rest = (rest - at) / batch[axis]!;
      a += at * stepsA[axis]!;
      b += at * stepsB[axis]!;
    }
    visit(a, b, out);
  }
}

/** How far apart neighbours along each axis of the result are: 0 where an axis is spread. */
function stepsOf(batch: readonly number[], rank: number): number[] {
  const steps = new Array<number>(rank).fill(0);
  let step = 1;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    if (batch[axis] !== 1) steps[rank - batch.length + axis] = step;
    step *= batch[axis]!;
  }
  return steps;
}

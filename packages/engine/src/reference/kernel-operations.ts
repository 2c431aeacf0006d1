import type { ForwardOperations } from './rules.js';
import { addBias } from './entries.js';
import { entriesBetween } from '@isthmus/contract/internal';
import { createKernelConvolution } from './kernel-convolution.js';
import type { KernelArena } from '../kernels/arena.js';
import type { LoadedKernels } from '../kernels/load.js';
import { REFERENCE64_MODULE } from '../kernels/modules.js';
import type { Reference64Kernels } from '../kernels/generated/reference64.js';

/** Numbers that one call of a kernel takes of each operand: they stay near the processor. */
const BLOCK = 2 ** 15;

/** Fewer numbers are not worth the call and its views of the memory, about a microsecond. */
const SMALLEST = 2 ** 9;

const { ceil, floor, max, min } = Math;

/**
 * What else a forward pass of the float64 reference computes, by kernels, with the bits of the plain code: operands are copied
 * into the kernels' memory and back, which takes a fraction of what branches on every entry do.
 */
export function createKernelOperations(kernels: LoadedKernels): ForwardOperations {
  const { arena } = kernels;
  const module = kernels.use(REFERENCE64_MODULE);
  return {
    convolve: createKernelConvolution(kernels),
    chooseLargest: createChoice(module, arena),
    addBias: (y, bias) => {
      if (y.length < SMALLEST) addBias(y, bias);
      else addBiasByKernel(module, arena, y, bias);
    },
    relu: (x, y) => {
      if (y.length < SMALLEST) for (let i = 0; i < y.length; i++) y[i] = x[i]! < 0 ? 0 : x[i]!;
      else reluByKernel(module, arena, x, y);
    },
    between: (a, b, t, start, out) => {
      if (out.length < SMALLEST || !(t > 0 && t < 1)) entriesBetween(a, b, t, start, out);
      else betweenByKernel(module, arena, a, b, t, start, out);
    },
  };
}

function createChoice(
  module: Reference64Kernels,
  arena: KernelArena,
): ForwardOperations['chooseLargest'] {
  return (at, x, rows) => {
    const { height, width, channels, outHeight, outWidth } = at;
    const [image, outImage] = [height * width * channels, outHeight * outWidth * channels];
    const chosen = new Int32Array(rows * outImage);
    const step = max(1, min(rows, floor(BLOCK / image)));
    const mark = arena.mark();
    const atX = arena.alloc(8 * (step * image + 1));
    const atChosen = arena.alloc(4 * (step * outImage + 1));
    for (let from = 0; from < rows; from += step) {
      const [count, index] = [min(step, rows - from), from * image];
      arena.doubles(atX, count * image).set(x.subarray(index, index + count * image));
      module.chooseLargest64({ grid: at, images: count, x: atX, index, chosen: atChosen });
      chosen.set(arena.integers(atChosen, count * outImage), from * outImage);
    }
    arena.release(mark);
    return chosen;
  };
}

function addBiasByKernel(
  module: Reference64Kernels,
  arena: KernelArena,
  y: Float64Array,
  bias: Float64Array,
): void {
  const period = commonMultiple(bias.length, 8);
  const step = period * ceil(BLOCK / period);
  const mark = arena.mark();
  const [atBias, atY] = [arena.alloc(8 * period), arena.alloc(8 * (min(step, y.length) + 1))];
  const repeated = arena.doubles(atBias, period);
  for (let i = 0; i < period; i++) repeated[i] = bias[i % bias.length]!;
  for (let from = 0; from < y.length; from += step) {
    const part = y.subarray(from, from + step);
    const block = arena.doubles(atY, part.length);
    block.set(part);
    module.addBias64(part.length, atY, atBias, period);
    part.set(block);
  }
  arena.release(mark);
}

/** The least multiple of a number that a power of two divides. */
function commonMultiple(number: number, power: number): number {
  let multiple = number;
  while (multiple % power !== 0) multiple *= 2;
  return multiple;
}

function reluByKernel(
  module: Reference64Kernels,
  arena: KernelArena,
  x: Float64Array,
  y: Float64Array,
): void {
  const mark = arena.mark();
  const atX = arena.alloc(8 * (min(BLOCK, y.length) + 1));
  for (let from = 0; from < y.length; from += BLOCK) {
    const count = min(BLOCK, y.length - from);
    const block = arena.doubles(atX, count);
    block.set(x.subarray(from, from + count));
    module.relu64(count, atX);
    y.set(block, from);
  }
  arena.release(mark);
}

function betweenByKernel(
  module: Reference64Kernels,
  arena: KernelArena,
  a: Float64Array,
  b: Float64Array,
  t: number,
  start: number,
  out: Float64Array,
): void {
  const mark = arena.mark();
  const room = 8 * (min(BLOCK, out.length) + 1);
  const [atA, atB] = [arena.alloc(room), arena.alloc(room)];
  for (let from = 0; from < out.length; from += BLOCK) {
    const count = min(BLOCK, out.length - from);
    const first = start + from;
    const block = arena.doubles(atA, count);
    block.set(a.subarray(first, first + count));
    arena.doubles(atB, count).set(b.subarray(first, first + count));
    module.between64(count, atA, atB, t);
    out.set(block, from);
  }
  arena.release(mark);
}

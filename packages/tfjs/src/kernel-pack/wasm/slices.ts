import type { TensorInfo } from '@tensorflow/tfjs';
import { replaceKernel } from '../kernel.js';
import { offsetOf } from './pack.js';
import type { KernelPack } from './pack.js';

/** Slices that copy what they take; tfjs's wasm backend copies the whole tensor out first. */
export function setSlices(pack: KernelPack): void {
  const { slice_util } = pack.tf;
  replaceKernel(pack.tf, 'wasm', 'Slice', (inputs, attributes, own) => {
    const { x } = inputs;
    if (x!.dtype !== 'float32' && x!.dtype !== 'int32') return own(inputs, attributes);
    const given = attributes as unknown as { begin: number[]; size: number[] };
    const [begin, size] = slice_util.parseSliceParams(x!, given.begin, given.size) as [
      number[],
      number[],
    ];
    slice_util.assertParamsValid(x!, begin, size);
    return slice(pack, x!, begin, size);
  });
}

function slice(pack: KernelPack, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  const { util } = pack.tf;
  const out = pack.backend.makeOutput(size, x.dtype);
  if (util.sizeFromShape(size) === 0) return out;
  // `computeStrides` leaves out the last axis, whose entries lie side by side.
  const steps = [...util.computeStrides(x.shape), 1].slice(-x.shape.length);
  const whole = wholeAxes(x.shape, size);
  const rank = x.shape.length - whole;
  const run = util.sizeFromShape(size.slice(Math.max(0, rank - 1)));
  const rows = size[rank - 2] ?? 1;
  const step = steps[rank - 2] ?? 0;
  const start = begin.reduce((sum, at, axis) => sum + at * (steps[axis] ?? 0), 0);
  const [from, to] = [offsetOf(pack, x) + 4 * start, offsetOf(pack, out)];
  eachOuter(size.slice(0, Math.max(0, rank - 2)), steps, (at, index) =>
    pack.code.copyRows({
      to: to + 4 * index * rows * run,
      toStep: run,
      from: from + 4 * at,
      fromStep: step,
      rows,
      count: run,
    }),
  );
  return out;
}

/** How many axes, from the last, are taken whole. */
function wholeAxes(shape: readonly number[], size: readonly number[]): number {
  let axis = shape.length;
  while (axis > 0 && size[axis - 1] === shape[axis - 1]) axis--;
  return shape.length - axis;
}

function eachOuter(
  sizes: readonly number[],
  steps: readonly number[],
  visit: (at: number, index: number) => void,
): void {
  const count = sizes.reduce((product, size) => product * size, 1);
  for (let index = 0; index < count; index++) {
    let [rest, at] = [index, 0];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const here = rest % sizes[axis]!;
      rest = (rest - here) / sizes[axis]!;
      at += here * steps[axis]!;
    }
    visit(at, index);
  }
}

import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';
import { replaceKernel } from '../kernel.js';
import { allFloat, offsetOf, withScratch } from './pack.js';
import type { KernelPack } from './pack.js';

/**
 * Sums and means in float64, rounded once at the end, and sums by segment. tfjs's wasm backend adds
 * one float32 after the other, with an error that grows with their number.
 */
export function setSums(pack: KernelPack): void {
  const { tf } = pack;
  for (const name of ['Sum', 'Mean'] as const)
    replaceKernel(tf, 'wasm', name, (inputs, attributes, own) => {
      const { x } = inputs;
      return allFloat(x) ? reduced(pack, x!, attributes, name === 'Mean') : own(inputs, attributes);
    });
  replaceKernel(tf, 'wasm', 'UnsortedSegmentSum', ({ x, segmentIds }, { numSegments }, own) => {
    const [axis, ...more] = segmentIds!.shape;
    if (!allFloat(x) || more.length > 0 || axis !== x!.shape[0])
      return own({ x: x!, segmentIds: segmentIds! }, { numSegments: numSegments! });
    return segments(pack, x!, segmentIds!, Number(numSegments));
  });
}

function reduced(
  pack: KernelPack,
  x: TensorInfo,
  attributes: NamedAttrMap,
  mean: boolean,
): TensorInfo {
  const { util, backend_util } = pack.tf;
  const axes = util.parseAxisParam(attributes['axis'] as number | number[], x.shape);
  const [kept, dropped] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const divisor = mean ? util.sizeFromShape(dropped) : 1;
  const out = pack.backend.makeOutput(
    attributes['keepDims'] === true ? backend_util.expandShapeToKeepDim(kept, axes) : kept,
    'float32',
  );
  const steps = stepsOf(x.shape, new Set(axes));
  run(pack, offsetOf(pack, x), offsetOf(pack, out), steps, divisor);
  return out;
}

/** A sum over the middle one of three axes. */
interface Step {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

/** Axes that lie side by side are summed at once, those further to the right first. */
function stepsOf(shape: readonly number[], axes: ReadonlySet<number>): Step[] {
  const steps: Step[] = [];
  let inner = 1;
  let n: number | null = null;
  for (let axis = shape.length - 1; axis >= -1; axis--) {
    const size = shape[axis] ?? 1;
    if (axes.has(axis)) n = (n ?? 1) * size;
    else if (axis < 0 || size !== 1) {
      const outer = shape.slice(0, axis + 1).reduce((product, length) => product * length, 1);
      if (n !== null) steps.push({ outer, n, inner });
      n = null;
      inner *= size;
    }
  }
  return steps.length > 0 ? steps : [{ outer: 1, n: 1, inner }];
}

function run(
  pack: KernelPack,
  x: number,
  y: number,
  [first, ...rest]: Step[],
  divisor: number,
): void {
  if (first === undefined) return;
  if (rest.length === 0) return sum(pack, x, y, first, divisor);
  withScratch(pack, 4 * first.outer * first.inner, (between) => {
    sum(pack, x, between, first, 1);
    run(pack, between, y, rest, divisor);
  });
}

function sum(
  { code }: KernelPack,
  x: number,
  y: number,
  { outer, n, inner }: Step,
  divisor: number,
): void {
  if (inner === 1) code.sumInner({ x, y, outer, n, divisor });
  else code.sumMiddle({ x, y, outer, n, inner, divisor });
}

/** The most bytes of float64 sums that are held at a time. */
const SUMS_BYTES = 2 ** 22;

function segments(pack: KernelPack, x: TensorInfo, ids: TensorInfo, count: number): TensorInfo {
  const { backend, code, tf } = pack;
  const [n, ...each] = x.shape as [number, ...number[]];
  const inner = tf.util.sizeFromShape(each);
  const out = backend.makeOutput([count, ...each], 'float32');
  const [from, at, to] = [x, ids, out].map((tensor) => offsetOf(pack, tensor));
  const columns = Math.min(inner, Math.max(8, Math.floor(SUMS_BYTES / 8 / Math.max(1, count))));
  withScratch(pack, 8 * count * columns, (sums) => {
    for (let first = 0; first < inner; first += columns) {
      const width = Math.min(columns, inner - first);
      code.clear(sums, 8 * count * width);
      const part = { sums, inner, segments: count, from: first, count: width };
      code.segmentSums({ ...part, x: from!, ids: at!, n });
      code.roundColumns({ ...part, y: to! });
    }
  });
  return out;
}

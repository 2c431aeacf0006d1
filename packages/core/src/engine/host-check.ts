import { messageOf } from '../base/errors.js';
import { readyBackends } from '../network/tfjs/backend.js';
import { tfjs } from '../network/tfjs/library.js';
import { disposing } from '../network/tfjs/tensors.js';
import type { Build } from './kernels/host.js';
import { describeBuild } from './kernels/host.js';
import type { Kernels } from './kernels/load.js';
import { loadKernels } from './kernels/load.js';

/** What computes on this Node, and whether its numbers are right. */
export interface HostCheck {
  readonly kernels: {
    readonly build: Build;
    /** Why they cannot be used; null: their products agree bit for bit with plain loops. */
    readonly fault: string | null;
    /** Billions of float32 operations a second; 0 where they cannot be used. */
    readonly speed: { readonly peak: number; readonly product: number };
  };
  readonly tfjs: {
    /** Such as `tfjs-wasm 4.22.0`. */
    readonly backends: readonly string[];
    /** Why it cannot be used; null: loaded, its corrections in place, and its numbers right. */
    readonly fault: string | null;
  };
}

/**
 * Checks what computes on this Node: the kernels in the build that is chosen here, against plain
 * loops, and tfjs with its corrections. The speeds are measured for a moment, as information: nothing
 * is chosen by them.
 *
 * @example
 * const { kernels, tfjs } = await checkHost();
 * [kernels.fault, tfjs.fault]; // [null, null]
 */
export async function checkHost(): Promise<HostCheck> {
  return { kernels: await checkKernels(), tfjs: await checkTfjs() };
}

async function checkKernels(): Promise<HostCheck['kernels']> {
  const build = describeBuild();
  try {
    const kernels = await loadKernels(build);
    const speed = { peak: peakSpeed(kernels), product: productSpeed(kernels) };
    return { build, fault: null, speed };
  } catch (thrown) {
    return { build, fault: messageOf(thrown), speed: { peak: 0, product: 0 } };
  }
}

function peakSpeed({ arena, gemm }: Kernels): number {
  const mark = arena.mark();
  const work = arena.alloc(392);
  const speed = speedOf(1000 * gemm.peakOperations(), () => gemm.peak(1000, work));
  arena.release(mark);
  return speed;
}

/** Rows, columns and depth of the product that is timed: a dense layer of 256 units on 256 rows. */
const SIZE = 256;

function productSpeed({ arena, gemm }: Kernels): number {
  const mark = arena.mark();
  const [a, b, c] = [1, 2, 3].map(() => arena.alloc(4 * SIZE * SIZE)) as [number, number, number];
  const work = arena.alloc(gemm.gemmWorkBytes(SIZE, SIZE, SIZE));
  for (const at of [a, b]) arena.floats(at, SIZE * SIZE).fill(0.5);
  const speed = speedOf(2 * SIZE ** 3, () => {
    gemm.gemm(0, SIZE, SIZE, SIZE, a, SIZE, b, SIZE, c, SIZE, 0, work);
  });
  arena.release(mark);
  return speed;
}

const MEASURED_MS = 100;

/** The best of many calls: what else the machine does only makes calls slower. */
function speedOf(operations: number, call: () => void): number {
  let best = Infinity;
  for (const begun = performance.now(); performance.now() - begun < MEASURED_MS;) {
    const from = performance.now();
    call();
    best = Math.min(best, performance.now() - from);
  }
  return operations / best / 1e6;
}

async function checkTfjs(): Promise<HostCheck['tfjs']> {
  try {
    const { cpu, wasm } = await readyBackends();
    const backends = [cpu, ...(wasm === null ? [] : [wasm])];
    const wrong = backends.filter((backend) => {
      backend.activate();
      return pooledGradient() !== POOLED_GRADIENT;
    });
    const names = wrong.map(({ name }) => name).join(', ');
    return {
      backends: backends.map(({ name }) => name),
      fault: wrong.length === 0 ? null : `${names}: the gradient of average pooling is wrong.`,
    };
  } catch (thrown) {
    return { backends: [], fault: messageOf(thrown) };
  }
}

/**
 * Every window's mean has a slope of 1 in all, so over 16 windows it is 16. tfjs itself finds 11.1,
 * as its windows at the edge are smaller than it thinks: the number tells whether it is corrected.
 */
const POOLED_GRADIENT = 16;

function pooledGradient(): number {
  return disposing(() => {
    const tf = tfjs();
    const sum = (x: Parameters<typeof tf.sum>[0]) => tf.sum(tf.avgPool(x as never, 3, 1, 'same'));
    const slope = tf.grad((x) => sum(x))(tf.ones([1, 4, 4, 1]));
    return Math.round(tf.sum(slope).dataSync()[0]! * 1e4) / 1e4;
  });
}

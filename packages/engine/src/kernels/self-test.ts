import { IsthmusError } from '@isthmus/contract/base';
import { lerpEntry } from '@isthmus/contract/parameters';
import type { KernelArena } from './arena.js';
import type { GemmKernels } from './generated/gemm.js';
import { GEMM } from './generated/gemm-flags.js';
import type { BuildName } from './host.js';
import type { Products64Kernels } from './generated/products64.js';
import type { Reference64Kernels } from './generated/reference64.js';

/** Whole tiles and edges in both directions, and an odd number of steps. */
const [M, N, K] = [9, 21, 7];

const FORMS = [0, GEMM.A_TRANSPOSED, GEMM.B_TRANSPOSED, GEMM.A_TRANSPOSED + GEMM.B_TRANSPOSED];

/**
 * Multiplies small matrices in every form and compares with plain loops, bit for bit: a kernel that
 * is compiled wrongly is found before it is believed.
 *
 * @throws `engine/self-test`
 */
export function checkGemm(module: GemmKernels, arena: KernelArena, build: BuildName): void {
  for (const form of FORMS)
    for (const extra of [0, GEMM.ACCUMULATE, GEMM.RELU]) {
      const mark = arena.mark();
      const [a, b, c, bias] = [M * K, K * N, M * N, N].map((n) => arena.alloc(4 * n));
      const work = arena.alloc(module.gemmWorkBytes(M, N, K));
      const [va, vb, vc, vbias] = [
        fill(arena.floats(a!, M * K), 1),
        fill(arena.floats(b!, K * N), 2),
        fill(arena.floats(c!, M * N), 3),
        fill(arena.floats(bias!, N), 4),
      ];
      const expected = plain(form + extra, va, vb, vc, vbias, Math.fround);
      const [lda, ldb] = pitches(form);
      const at = { a: a!, lda, b: b!, ldb, c: c!, ldc: N, bias: bias!, work };
      module.gemm({ flags: form + extra, m: M, n: N, k: K, ...at });
      compare('gemm', build, form + extra, vc, expected);
      arena.release(mark);
    }
}

/** The same for float64. */
export function checkProducts64(
  module: Products64Kernels,
  arena: KernelArena,
  build: BuildName,
): void {
  for (const form of FORMS)
    for (const extra of [0, GEMM.ACCUMULATE]) {
      const mark = arena.mark();
      const [a, b, c] = [M * K, K * N, M * N].map((n) => arena.alloc(8 * n));
      const work = arena.alloc(module.gemm64WorkBytes(M, N, K));
      const [va, vb, vc] = [
        fill(arena.doubles(a!, M * K), 1),
        fill(arena.doubles(b!, K * N), 2),
        fill(arena.doubles(c!, M * N), 3),
      ];
      const expected = plain(form + extra, va, vb, vc, null, (x) => x);
      const [lda, ldb] = pitches(form);
      const at = { a: a!, lda, b: b!, ldb, c: c!, ldc: N, work };
      module.gemm64({ flags: form + extra, m: M, n: N, k: K, ...at });
      compare('gemm64', build, form + extra, vc, expected);
      arena.release(mark);
    }
}

/** The same for the passes of the float64 reference. */
export function checkReference64(
  module: Reference64Kernels,
  arena: KernelArena,
  build: BuildName,
): void {
  checkConvolution(module, arena, build);
  const mark = arena.mark();
  const [a, b] = [arena.alloc(8 * (N + 1)), arena.alloc(8 * (N + 1))];
  const [va, vb] = [arena.doubles(a, N), arena.doubles(b, N)];
  const odd = () => [fill(va, 1).set([-0, NaN, 0.5], 4), fill(vb, 2).set([0.5], 6)];
  const check = (kernel: string, run: () => void, plain: (x: number, i: number) => number) => {
    odd();
    const expected = Array.from(va, plain);
    run();
    compare(kernel, build, 0, va, expected);
  };
  check(
    'relu64',
    () => module.relu64(N, a),
    (x) => (x < 0 ? 0 : x),
  );
  check(
    'addBias64',
    () => module.addBias64(N, a, b, 16),
    (x, i) => x + vb[i % 16]!,
  );
  check(
    'between64',
    () => module.between64(N, a, b, 0.3),
    (x, i) => lerpEntry(x, vb[i]!, 0.3),
  );
  for (const left of [0, 1]) {
    odd();
    const sizes = { height: 3, width: 7, channels: 1, outHeight: 1, outWidth: 3 };
    const grid = { ...sizes, top: 0, left, size: 2, strides: 2 };
    module.chooseLargest64({ images: 1, grid, x: a, index: 0, chosen: b });
    const windows = left === 0 ? [[0, 1], [2, 3], [4, 5]] : [[0], [1, 2], [3, 4]]; // prettier-ignore
    const expected = windows.map((top) => firstLargest(va, [...top, ...top.map((at) => at + 7)]));
    compare('chooseLargest64', build, left, arena.integers(b, 3), expected);
  }
  arena.release(mark);
}

/** The first NaN or else the first of the largest. */
function firstLargest(x: Numbers, window: readonly number[]): number {
  return window.reduce((best, at) =>
    !Number.isNaN(x[best]!) && !(x[at]! <= x[best]!) ? at : best,
  );
}

/** Two images of K numbers; windows of three numbers at five places; filters by four, by two, by one. */
function checkConvolution(module: Reference64Kernels, arena: KernelArena, build: BuildName): void {
  const mark = arena.mark();
  const [x, w, y] = [2 * K, 3 * 8, 2 * 5 * 7].map((n) => arena.alloc(8 * (n + 1)));
  const [places, offsets] = [arena.alloc(4 * 5), arena.alloc(4 * 3)];
  const [vx, vw] = [fill(arena.doubles(x!, 2 * K), 5), fill(arena.doubles(w!, 3 * 8), 6)];
  arena.integers(places, 5).set([0, 1, 2, 3, 1].map((n) => 8 * n));
  arena.integers(offsets, 3).set([0, 2, 3].map((n) => 8 * n));
  module.convolve64({
    images: 2,
    positions: 5,
    taps: 3,
    filters: 7,
    x: x!,
    image: 8 * K,
    places,
    offsets,
    w: w!,
    y: y!,
  });
  const weight = (tap: number, f: number) =>
    f < 4 ? vw[4 * tap + f]! : vw[6 * (f >> 1) + 2 * tap + (f & 1)]!;
  const expected = Array.from({ length: 70 }, (_, at) => {
    const [image, position, f] = [Math.floor(at / 35), Math.floor(at / 7) % 5, at % 7];
    const from = image * K + [0, 1, 2, 3, 1][position]!;
    return [0, 2, 3].reduce((sum, offset, tap) => sum + vx[from + offset]! * weight(tap, f), 0);
  });
  compare('convolve64', build, 0, arena.doubles(y!, 70), expected);
  arena.release(mark);
}

type Numbers = Float32Array | Float64Array;

/** Numbers in [-1, 1] without a pattern; what a float32 view holds is rounded. */
function fill<A extends Numbers>(array: A, seed: number): A {
  for (let i = 0; i < array.length; i++)
    array[i] = (((i + seed) * 7919 + seed * 104729) % 1999) / 999.5 - 1;
  return array;
}

function pitches(form: number): readonly [lda: number, ldb: number] {
  return [form & GEMM.A_TRANSPOSED ? M : K, form & GEMM.B_TRANSPOSED ? K : N];
}

function plain(
  flags: number,
  a: Numbers,
  b: Numbers,
  c: Numbers,
  bias: Numbers | null,
  round: (x: number) => number,
): readonly number[] {
  return Array.from(c, (held, at) => {
    const [i, j] = [Math.floor(at / N), at % N];
    let sum = flags & GEMM.ACCUMULATE ? held : 0;
    for (let l = 0; l < K; l++) {
      const x = a[flags & GEMM.A_TRANSPOSED ? l * M + i : i * K + l]!;
      const y = b[flags & GEMM.B_TRANSPOSED ? j * K + l : l * N + j]!;
      sum = round(sum + round(x * y));
    }
    if (bias !== null) sum = round(sum + bias[j]!);
    return flags & GEMM.RELU && sum < 0 ? 0 : sum;
  });
}

function compare(
  kernel: string,
  build: BuildName,
  flags: number,
  came: Numbers | Int32Array,
  expected: readonly number[],
): void {
  const at = expected.findIndex((value, i) => !Object.is(value, came[i]));
  if (at < 0) return;
  throw new IsthmusError(
    'engine/self-test',
    `The kernels compute wrong numbers on this machine: ${kernel} (build "${build}", flags ${flags}) should give ${expected[at]} as entry ${at} and gave ${came[at]}. Choose another engine, or another version of Node; and please report this with the versions of Node and of the processor.`,
    { kernel, build, flags, entry: at, expected: expected[at], came: came[at] },
  );
}

import { IsthmusError } from '../../base/errors.js';
import type { Arena } from './arena.js';
import type { GemmModule } from './gemm.js';
import { GEMM } from './gemm.js';
import type { BuildName } from './host.js';
import type { Products64Module } from './products64.js';

/** Whole tiles and edges in both directions, and an odd number of steps. */
const [M, N, K] = [9, 21, 7];

const FORMS = [0, GEMM.A_TRANSPOSED, GEMM.B_TRANSPOSED, GEMM.A_TRANSPOSED + GEMM.B_TRANSPOSED];

/**
 * Multiplies small matrices in every form and compares with plain loops, bit for bit: a kernel that
 * is compiled wrongly is found before it is believed.
 *
 * @throws `engine/self-test`
 */
export function checkGemm(module: GemmModule, arena: Arena, build: BuildName): void {
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
      module.gemm(form + extra, M, N, K, a!, lda, b!, ldb, c!, N, bias!, work);
      compare('gemm', build, form + extra, vc, expected);
      arena.release(mark);
    }
}

/** The same for float64. */
export function checkProducts64(module: Products64Module, arena: Arena, build: BuildName): void {
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
      module.gemm64(form + extra, M, N, K, a!, lda, b!, ldb, c!, N, work);
      compare('gemm64', build, form + extra, vc, expected);
      arena.release(mark);
    }
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
  came: Numbers,
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

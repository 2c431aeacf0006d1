import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { GEMM } from './generated/gemm-flags.js';
import type { BuildName } from './host.js';
import { createKernels } from './load.js';
import type { LoadedKernels } from './load.js';
import type { Sizes } from './testing/plain.js';
import { firstDifference, layoutOf, plainProduct } from './testing/plain.js';

const build = (name: BuildName) => createKernels({ name, reason: 'a test' });
const BUILDS = { narrow: build('narrow'), wide: build('wide') };
const ALL_FLAGS = Array.from({ length: 16 }, (_, flags) => flags);

const rng = createRng(5);
const normals = (length: number) => Float32Array.from({ length }, () => rng.normal());
/** Numbers of any kind: infinities, NaN, both zeros, the smallest and the largest. */
const ODD = [NaN, Infinity, -Infinity, 0, -0, 1e-45, -3e-39, 1.2e-38, 3.4e38, -3.4e38];
const odd = (length: number) =>
  Float32Array.from({ length }, () =>
    rng.integer(3) === 0 ? ODD[rng.integer(10)]! : rng.normal(),
  );

interface Operands {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly c: Float32Array;
  readonly bias: Float32Array | null;
}

function operands(flags: number, sizes: Sizes, draw: typeof normals, biased: boolean): Operands {
  const { a, b, c } = layoutOf(flags, sizes);
  const bias = biased ? draw(sizes.n) : null;
  return { a: draw(a.length), b: draw(b.length), c: draw(c.length), bias };
}

/** What the kernel leaves in C; fails if it writes outside of its work area. */
function run(
  { arena, gemm }: LoadedKernels,
  flags: number,
  sizes: Sizes,
  given: Operands,
): Float32Array {
  const { m, n, k } = sizes;
  const layout = layoutOf(flags, sizes);
  const mark = arena.mark();
  const lay = (numbers: Float32Array) => {
    const at = arena.alloc(4 * numbers.length);
    arena.floats(at, numbers.length).set(numbers);
    return at;
  };
  const [a, b, c] = [lay(given.a), lay(given.b), lay(given.c)];
  const bias = given.bias === null ? 0 : lay(given.bias);
  const floats = gemm.gemmWorkBytes(m, n, k) / 4;
  const work = arena.alloc(4 * floats + 256);
  arena.floats(work, floats + 64).fill(NaN);
  const pitches = { lda: layout.a.ld, ldb: layout.b.ld, ldc: layout.c.ld };
  gemm.gemm({ flags, m, n, k, a, b, c, ...pitches, bias, work });
  expect(arena.floats(work + 4 * floats, 64).every(Number.isNaN)).toBe(true);
  expect(firstDifference(arena.floats(a, given.a.length), given.a)).toBeNull();
  expect(firstDifference(arena.floats(b, given.b.length), given.b)).toBeNull();
  const came = arena.floats(c, given.c.length).slice();
  arena.release(mark);
  return came;
}

function expectPlain(flags: number, sizes: Sizes, given: Operands): void {
  const { a, b, c, bias } = given;
  const expected = plainProduct(flags, sizes, a, b, c, bias, Math.fround);
  for (const kernels of Object.values(BUILDS))
    expect(firstDifference(run(kernels, flags, sizes, given), expected)).toBeNull();
}

const size = (max: number) => fc.integer({ min: 0, max });
const gap = fc.integer({ min: 0, max: 3 });
const flags = fc.constantFrom(...ALL_FLAGS);
const gaps = fc.tuple(gap, gap, gap);

describe('products of float32 matrices', () => {
  it('have the bits of plain sums in the order of k, in every form, size and build', () => {
    fc.assert(
      fc.property(
        flags,
        fc.record({ m: size(21), n: size(37), k: size(19), gaps }),
        fc.boolean(),
        (bits, sizes, biased) => {
          expectPlain(bits, sizes, operands(bits, sizes, normals, biased));
        },
      ),
      { numRuns: 400, seed: 1 },
    );
  });

  it('let NaN, infinities, zeros and the smallest numbers through as plain sums do', () => {
    fc.assert(
      fc.property(
        flags,
        fc.record({ m: size(9), n: size(18), k: size(5), gaps }),
        fc.boolean(),
        (bits, sizes, biased) => {
          expectPlain(bits, sizes, operands(bits, sizes, odd, biased));
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  /** Blocks are 128 rows, 512 columns and 256 steps. */
  it.each([
    { m: 131, n: 30, k: 515 },
    { m: 6, n: 1031, k: 257 },
    { m: 257, n: 17, k: 256 },
  ])('of $m x $n entries over $k steps go on from block to block', (each) => {
    const sizes: Sizes = { ...each, gaps: [1, 2, 3] };
    for (const bits of ALL_FLAGS.filter((one) => one % 4 === 0 || one > 12))
      expectPlain(bits, sizes, operands(bits, sizes, normals, true));
  });

  it('give a row the same bits whichever rows are computed with it', () => {
    const sizes: Sizes = { m: 13, n: 19, k: 300, gaps: [0, 0, 0] };
    const given = operands(0, sizes, normals, true);
    const all = run(BUILDS.wide, 0, sizes, given);
    for (let row = 0; row < sizes.m; row++) {
      const alone = {
        ...given,
        a: given.a.subarray(row * 300, (row + 1) * 300),
        c: given.c.subarray(0, 19),
      };
      const came = run(BUILDS.narrow, 0, { ...sizes, m: 1 }, alone);
      expect(firstDifference(came, all.subarray(row * 19, (row + 1) * 19))).toBeNull();
    }
  });

  it('keep NaN through relu, and -0', () => {
    const sizes: Sizes = { m: 1, n: 5, k: 1, gaps: [0, 0, 0] };
    const b = Float32Array.of(NaN, -2, 3, -Infinity, -0);
    const given = { a: Float32Array.of(1), b, c: new Float32Array(5).fill(-0), bias: null };
    const came = run(BUILDS.narrow, GEMM.ACCUMULATE + GEMM.RELU, sizes, given);
    expect([...came]).toEqual([NaN, 0, 3, 0, -0]);
  });
});

it.each(Object.entries(BUILDS))('the peak of %s can be measured', (_, { arena, gemm }) => {
  const work = arena.alloc(392);
  arena.floats(work, 98).fill(5);
  gemm.peak(200, work);
  // x / 2 + 1 ends at 2 from anywhere.
  const vectors = gemm.peakOperations() / 8;
  expect(new Set(arena.floats(work, 4 * vectors))).toEqual(new Set([2]));
});

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { IsthmusError } from './errors.js';
import { hash128 } from './hash.js';

/**
 * A stream of random numbers that can be split by name.
 *
 * A fork depends on the name of its parent and on its tag alone, never on how many numbers were
 * drawn, so a result does not depend on the order in which steps run, and a resumed step needs no
 * stored generator state.
 */
export interface Rng {
  /** A new independent stream; equal tags give equal streams, and different tags different ones. */
  fork(tag: string): Rng;
  /** The next number, uniform in [0, 1) with 53 random bits. */
  next(): number;
  /**
   * A whole number, uniform in [0, below).
   *
   * @param below from 1 to 2^53 - 1
   * @throws `rng/bad-range` for any other number
   */
  integer(below: number): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
}

/**
 * Makes the root stream of a seed.
 *
 * @param seed a whole number from 0 to 2^53 - 1; 0 is a seed like any other
 * @throws `rng/bad-seed` for any other number
 * @example
 * createRng(0).fork('init').next() === createRng(0).fork('init').next(); // true
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new IsthmusError(
      'rng/bad-seed',
      `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}; got ${seed}.`,
      { seed },
    );
  return stream(`seed ${seed}`);
}

/**
 * Shuffles the numbers 0 … size-1 (Fisher–Yates).
 *
 * @param size a whole number from 0
 * @example
 * [...permutation(5, createRng(1))].sort(); // [0, 1, 2, 3, 4]
 */
export function permutation(size: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

function stream(name: string): Rng {
  const generator = xoroshiro128plusFromState([...hash128(name)]);
  const next = () => uniformFloat64(generator);
  return {
    fork: (tag) => stream(`${name}/${escaped(tag)}`),
    next,
    integer: (below) => uniformInt(generator, 0, checkedRange(below) - 1),
    normal: () => boxMuller(next(), next()),
  };
}

/** Escapes the sign that joins names, so that `a/b` is another stream than `b` of `a`. */
function escaped(tag: string): string {
  return tag.replaceAll('~', '~0').replaceAll('/', '~1');
}

function checkedRange(below: number): number {
  if (Number.isSafeInteger(below) && below > 0) return below;
  throw new IsthmusError(
    'rng/bad-range',
    `A random whole number needs a bound from 1 to ${Number.MAX_SAFE_INTEGER}; got ${below}.`,
    { below },
  );
}

/** `1 - u` keeps the logarithm's argument away from zero, since u may be 0 but never 1. */
function boxMuller(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
}

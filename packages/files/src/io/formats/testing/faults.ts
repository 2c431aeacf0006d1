import * as fc from 'fast-check';
import { IsthmusError } from '@isthmus/contract/base';

/** The code of the IsthmusError that `action` throws; any other outcome fails the test. */
export function faultOf(action: () => unknown): string {
  return caught(action).code;
}

/** The IsthmusError that `action` throws. */
export function caught(action: () => unknown): IsthmusError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof IsthmusError) return thrown;
    throw new Error(`not an IsthmusError: ${String(thrown)}`, { cause: thrown });
  }
  throw new Error('nothing was thrown');
}

/** The result of `action`, or the code of the data error that it throws; anything else fails the test. */
export function resultOrFault<T>(action: () => T): T | `data/${string}` {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof IsthmusError && thrown.code.startsWith('data/')) {
      return thrown.code as `data/${string}`;
    }
    throw thrown;
  }
}

/** Damaged copies of a file: bytes changed, a piece cut out, bytes put in, the end cut off. */
export function mutants(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(Math.max(0, file.length - 1));
  const spliced = (from: number, count: number, put: Uint8Array) =>
    Uint8Array.of(...file.slice(0, from), ...put, ...file.slice(from + count));
  const some = fc.uint8Array({ minLength: 1, maxLength: 9 });
  return fc.oneof(
    fc.tuple(at, some).map(([from, put]) => spliced(from, put.length, put)),
    fc.tuple(at, fc.nat(12)).map(([from, count]) => spliced(from, count, new Uint8Array())),
    fc.tuple(at, some).map(([from, put]) => spliced(from, 0, put)),
    at.map((end) => file.slice(0, end)),
  );
}

/** A copy in the middle of a larger buffer, as file readers of the platform hand them out. */
export function asView(file: Uint8Array): Uint8Array {
  const padded = new Uint8Array(file.length + 11).fill(0xee);
  padded.set(file, 3);
  return padded.subarray(3, 3 + file.length);
}

import { dataError } from './data-error.js';

/** An array of numbers whose length is not known beforehand. */
export interface GrowingArray {
  push(value: number): void;
  length(): number;
  /** The values so far, in an array of just their size. */
  take(): Float64Array;
}

/** @param most how many numbers it takes; one more is `data/too-large` */
export function growingArray(most: number, source: string): GrowingArray {
  let store = new Float64Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === most) throw tooMany(most, source);
      if (length === store.length) {
        const larger = new Float64Array(Math.min(most, 2 * length));
        larger.set(store);
        store = larger;
      }
      store[length++] = value;
    },
    length: () => length,
    take: () => store.slice(0, length),
  };
}

function tooMany(most: number, source: string): Error {
  return dataError('too-large', source, {
    expected: `at most ${most} numbers in the columns that are read`,
    came: 'more',
    remedy:
      'Take a part of the rows, or write the numbers with numpy.save and read them with "core/npy"',
  });
}

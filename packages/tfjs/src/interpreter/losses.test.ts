import { tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOSS_CASES, lossOf } from '@isthmus/engine/testing';
import { loadTfjs, tensorLibrary } from '../library/library.js';

beforeAll(loadTfjs);

/** float32 sums of three numbers of size 1000. */
const FLOAT32 = 1e-6;

describe('a loss in tfjs', () => {
  it.each(LOSS_CASES)('$loss of $z', ({ loss: name, z, y, value }) => {
    const prediction = tensor([...z, ...y], [2, 3]);
    const target = tensor([...y, ...y], [2, 3]);
    const [first] = lossOf(name).tfjs(prediction, target, tensorLibrary()).dataSync();
    expect(Math.abs(first! - value)).toBeLessThanOrEqual(FLOAT32 * Math.max(1, value));
  });

  it('adds outputs of any shape up, sample by sample', () => {
    const prediction = tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const target = tensor([0, 0, 0, 0, 0, 0, 0, 0], [2, 2, 2]);
    expect(Array.from(lossOf('mse').tfjs(prediction, target, tensorLibrary()).dataSync())).toEqual([
      30, 174,
    ]);
    expect(Array.from(lossOf('mae').tfjs(prediction, target, tensorLibrary()).dataSync())).toEqual([
      10, 26,
    ]);
  });
});

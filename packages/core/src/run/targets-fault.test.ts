import { describe, expect, it } from 'vitest';
import { losses } from '@isthmus/engine/operations';
import type { PredictionLoss, TaskData } from '@isthmus/contract';
import { LOSS_NAMES, lossOf } from '@isthmus/engine/testing';
import { targetsFault } from './targets-fault.js';

const data = (targets: TaskData['targets'], y: readonly number[], width = 1) => {
  const size = y.length / width;
  const set = { size, x: new Float32Array(size), y: Float32Array.from(y) };
  return { targets, splits: { train: set, probe: set, test: { ...set, size: 0 } } };
};

/** Every kind of targets, and the losses' words that take it. */
const KINDS = {
  values: { data: data('values', [0.5, 1, 2]), takenBy: ['values', 'any'] },
  'values 0 and 1': { data: data('values', [0, 1, 1]), takenBy: ['values', 'binary', 'any'] },
  classes: { data: data('classes', [0, 1, 1, 0]), takenBy: ['classes', 'any'] },
} as const;

describe.each(LOSS_NAMES)('core/%s', (name) => {
  const { targets: asked } = lossOf(name);
  it.each(Object.entries(KINDS))('takes %s, or says what to do', (_, { data, takenBy }) => {
    const fault = targetsFault(asked, data, 'test/mine');
    if ((takenBy as readonly string[]).includes(asked)) expect(fault).toBeNull();
    else {
      expect(fault).toMatch(/^takes .*"test\/mine".*\. .+\.$/);
      // A loss that the remedy names is one that there is, and takes these targets.
      const named = [...fault!.matchAll(/"(core\/[a-z-]+)"/g)].map(([, use]) => use!);
      expect(named.length).toBeGreaterThan(0);
      for (const use of named) expect(losses.map((loss) => loss.name)).toContain(use);
    }
  });
});

it.each<[PredictionLoss['targets'], TaskData['targets'], readonly number[], string]>([
  ['classes', 'values', [0, 1], 'for one logit use "core/binary-cross-entropy"'],
  ['classes', 'values', [0, 2], 'Set "classes" of the task'],
  ['binary', 'values', [0, 1, 2.5], 'other values, such as 2.5'],
  ['binary', 'classes', [0, 1], 'Use "core/cross-entropy"'],
  ['values', 'classes', [0, 1], 'leave "classes" out of its options'],
])('a loss of %s and targets that are %s %o', (asked, targets, y, words) => {
  expect(targetsFault(asked, data(targets, y), 'test/mine')).toContain(words);
});

it('targets that are one-hot already are to be numbered', () => {
  const fault = (y: readonly number[]) =>
    targetsFault('classes', data('values', y, 3), 'test/mine');
  expect(fault([1, 0, 0, 0, 0, 1])).toContain('numpy.argmax(y, axis=1)), and set "classes": 3');
  expect(fault([1, 0, 0, 0, 1, 1])).not.toContain('argmax');
});

it('classes go to one logit only where there are two, and their names do not stand in its way', () => {
  const fault = (width: number, classes?: readonly string[]) => {
    const y = Array.from({ length: 2 * width }, (_, i) => Number(i % width === 0));
    const given = { ...data('classes', y, width), ...(classes === undefined ? {} : { classes }) };
    return targetsFault('binary', given, 'test/mine');
  };
  expect(fault(3, ['a', 'b', 'c'])).toMatch(
    /3 classes, one-hot\. Use "core\/cross-entropy" with an output a class\.$/,
  );
  expect(fault(2)).toContain('for one logit, leave "classes" out');
  expect(fault(2, ['0', '1'])).toContain('for one logit, leave "classes" out');
  expect(fault(2, ['no', 'yes'])).toContain(
    'write 0 and 1 in place of their names and leave "classes"',
  );
});

import { describe, expect, it } from 'vitest';
import type { Task, TaskData } from '@isthmus/contract';
import { createGuard } from './guard.js';
import { guardedTask } from './task.js';

const rows = (y: readonly number[]) => ({
  size: 2,
  x: Float32Array.of(1, 2, 3, 4),
  y: Float32Array.from(y),
});

const data = (y: readonly number[], facts: object): TaskData =>
  ({
    input: [2],
    output: [2],
    targets: 'classes',
    splits: { train: rows(y), probe: rows(y), test: rows(y) },
    ...facts,
  }) as TaskData;

const load = (y: readonly number[], facts: object) => {
  const task: Task = { load: () => Promise.resolve(data(y, facts)) };
  return guardedTask(task, createGuard('task', 'mine/rows')).load({
    read: () => Promise.reject(new Error('no files')),
  });
};

const ONE_HOT = [1, 0, 0, 1];

describe('what a task from outside says of its data', () => {
  it.each<[string, readonly number[], object]>([
    ['one-hot', [1, 0, 0.5, 0.5], {}],
    ['one-hot', [1, 0, 1, 1], {}],
    ['one-hot', [1, 0, 0, 0], {}],
    ['3 names of 2 classes', ONE_HOT, { classes: ['a', 'b', 'c'] }],
    ['classes', ONE_HOT, { classes: ['a', 5] }],
    ['of 2 classes or more', [1, 1], { output: [1] }],
    ['dropped', ONE_HOT, { dropped: -1 }],
    ['dropped', ONE_HOT, { dropped: NaN }],
    ['columns', ONE_HOT, { columns: ['x'] }],
    ['scaling', ONE_HOT, { scaling: 'yes' }],
    ['mean', ONE_HOT, { scaling: { from: 'train', mean: [1, 2, 3], deviation: [1] } }],
    ['deviation', ONE_HOT, { scaling: { from: null, mean: [0], deviation: [0] } }],
    ['warnings', ONE_HOT, { warnings: 'odd' }],
    ['code', ONE_HOT, { warnings: [{}] }],
  ])('is refused by name: %s', async (words, y, facts) => {
    await expect(load(y, facts)).rejects.toThrow(
      new RegExp(`^The task "mine/rows" failed in load: [^]*${words}`),
    );
  });

  it('is kept as it is where it is sound', async () => {
    const facts = {
      ...{ classes: ['a', 'b'], dropped: 3, columns: ['x', 'y'], whole: true },
      scaling: { from: 'train', mean: [0.5, 0], deviation: [2, 1] },
      warnings: [{ code: 'mine/odd', message: 'odd' }],
    };
    expect(await load(ONE_HOT, facts)).toMatchObject(facts);
  });
});

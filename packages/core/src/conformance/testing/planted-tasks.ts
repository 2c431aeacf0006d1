import { z } from 'zod';
import { define, type Definition } from '@isthmus/contract';
import type { TaskData } from '@isthmus/contract';
import { checkTask } from '../check-task.js';
import type { Planted } from './planted.js';

/** A sound task's data; each fault changes one thing of it. */
export const sound: TaskData = {
  input: [2],
  output: [2],
  targets: 'classes',
  splits: {
    train: { size: 1, x: Float32Array.of(1, 2), y: Float32Array.of(0, 1) },
    probe: { size: 1, x: Float32Array.of(3, 4), y: Float32Array.of(1, 0) },
    test: { size: 0, x: new Float32Array(), y: new Float32Array() },
  },
};

export const giving = (load: () => unknown): Definition<'task'> =>
  define({
    kind: 'task',
    name: 'test/task',
    summary: 'A task to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({ load: async () => load() as TaskData }),
  });

/** The same with a part of its train split replaced. */
export const train = (part: object) => ({
  ...sound,
  splits: { ...sound.splits, train: { ...sound.splits.train, ...part } },
});

let calls = 0;
const faults: readonly (readonly [string, () => unknown, string])[] = [
  ['no shape', () => ({ ...sound, input: [] }), 'conformance/task-shapes'],
  ['a size 0', () => ({ ...sound, input: [2, 0] }), 'conformance/task-shapes'],
  [
    'an unknown kind of targets',
    () => ({ ...sound, targets: 'labels' }),
    'conformance/task-targets',
  ],
  ['one class', () => ({ ...sound, output: [1] }), 'conformance/task-targets'],
  [
    'a missing split',
    () => ({ ...sound, splits: { train: sound.splits.train, probe: sound.splits.probe } }),
    'conformance/task-splits',
  ],
  [
    'nothing but empty splits',
    () => ({
      ...sound,
      splits: { train: sound.splits.test, probe: sound.splits.test, test: sound.splits.test },
    }),
    'conformance/task-splits',
  ],
  ['too few names', () => ({ ...sound, columns: ['x'] }), 'conformance/task-columns'],
  ['too many scales', () => ({ ...sound, scaling: { from: null, mean: [0, 0, 0], deviation: [1, 1, 1] } }), 'conformance/task-scaling'], // prettier-ignore
  ['a scale of 0', () => ({ ...sound, scaling: { from: 'train', mean: [0], deviation: [0] } }), 'conformance/task-scaling'], // prettier-ignore
  ['too few numbers', () => train({ x: Float32Array.of(1) }), 'conformance/task-shapes'],
  ['float64 numbers', () => train({ x: Float64Array.of(1, 2) }), 'conformance/task-shapes'],
  ['a NaN', () => train({ x: Float32Array.of(1, NaN) }), 'conformance/task-nonfinite'],
  [
    'two classes at once',
    () => train({ y: Float32Array.of(1, 1) }),
    'conformance/task-not-one-hot',
  ],
  ['half a class', () => train({ y: Float32Array.of(0.5, 0.5) }), 'conformance/task-not-one-hot'],
  [
    'other data at every call',
    () => train({ x: Float32Array.of(1, ++calls) }),
    'conformance/task-not-repeatable',
  ],
];

export const planted: readonly Planted[] = [
  ...faults.map(([fault, load, code]) => ({
    fault,
    code,
    checks: () => checkTask(giving(load)),
  })),
  {
    fault: 'other sizes than said',
    code: 'conformance/task-sizes',
    checks: () =>
      checkTask(
        giving(() => sound),
        { sizes: { train: 2, probe: 1, test: 0 } },
      ),
  },
];

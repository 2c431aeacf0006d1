import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tasks } from '../builtin/tasks/index.js';
import type { FileSource } from '@isthmus/contract';
import { runChecks } from './check.js';
import { checkTask, type TaskCheckSetup } from './check-task.js';
import { codesOf } from './testing/planted.js';
import { giving, planted, sound, train } from './testing/planted-tasks.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const npyBytes = (shape: string, values: readonly number[]) => {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}}\n`;
  return Uint8Array.of(0x93, ...utf8('NUMPY'), 1, 0, header.length, 0, ...utf8(header), ...values);
};

/** Two samples in every format, one of them gzipped. */
const content: Readonly<Record<string, Uint8Array>> = {
  'images.idx.gz': gzipSync(
    Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 102),
  ),
  'labels.idx': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0),
  'table.csv': utf8('x,y,class\n0.5,1,0\n-1,2,2\n'),
  'inputs.npy': npyBytes('(2, 2)', [0, 51, 255, 102]),
  'targets.npy': npyBytes('(2,)', [0, 2]),
  'batch.bin': Uint8Array.from({ length: 2 * 3073 }, (_, i) => (i % 3073 === 0 ? 7 : i % 256)),
};
const files: FileSource = { read: async (path) => content[path]! };

/** Options for the tasks that have files to name. */
const setups: Readonly<Record<string, TaskCheckSetup>> = {
  'core/polynomial': { sizes: { train: 128, probe: 256, test: 512 } },
  'core/linear-regression': { sizes: { train: 64, probe: 64, test: 64 } },
  'core/logistic-regression': { sizes: { train: 64, probe: 64, test: 64 } },
  'core/two-points': { sizes: { train: 2, probe: 2, test: 0 } },
  'core/xor': { options: { targets: 'classes' }, sizes: { train: 4, probe: 4, test: 0 } },
  'core/digits': { sizes: { train: 1200, probe: 237, test: 360 } },
  'core/fashion-mnist-mini': { sizes: { train: 400, probe: 100, test: 200 } },
  'core/idx': {
    files,
    options: { images: 'images.idx.gz', labels: 'labels.idx' },
    sizes: { train: 2, probe: 2, test: 0 },
  },
  'core/csv': {
    files,
    options: { file: 'table.csv', inputs: ['x', 'y'], targets: ['class'], classes: 3 },
  },
  'core/npy': {
    files,
    options: {
      inputs: 'inputs.npy',
      targets: 'targets.npy',
      splits: { train: [0, 1], probe: [1, 2] },
    },
  },
  'core/cifar': {
    files,
    options: { files: 'batch.bin' },
    sizes: { train: 2, probe: 2, test: 0 },
  },
};

describe.each(tasks)('the built-in task $name', (task) => {
  it('has a setup here', () => expect(setups[task.name]).toBeDefined());
  for (const check of checkTask(task, setups[task.name])) it(check.name, () => check.run());
});

describe('checkTask', () => {
  const failures = async (load: () => unknown, setup: TaskCheckSetup = {}) =>
    (await runChecks(checkTask(giving(load), setup)))
      .filter(({ passed }) => !passed)
      .map(({ error }) => (error as { code?: string }).code);
  it('finds nothing in a sound task', async () => {
    expect(await failures(() => structuredClone(sound))).toEqual([]);
    expect(await failures(() => sound, { sizes: { train: 1, probe: 1, test: 0 } })).toEqual([]);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(new Set(await codesOf(checks()))).toEqual(new Set([code]));
  });

  it('finds an array that is changed after it was given out', async () => {
    const x = Float32Array.of(1, 2);
    const load = () => {
      x[0]! += 1;
      return train({ x });
    };
    expect(await failures(load)).toContain('conformance/task-not-repeatable');
  });

  it('finds sizes other than said', async () => {
    expect(await failures(() => sound, { sizes: { train: 2, probe: 1, test: 0 } })).toEqual([
      'conformance/task-sizes',
    ]);
  });

  it('gives no files unless it is told to', async () => {
    const csv = tasks.find(({ name }) => name === 'core/csv')!;
    const results = await runChecks(
      checkTask(csv, { options: { file: 'a.csv', inputs: [0], targets: [1] } }),
    );
    expect(results.find(({ passed }) => !passed)?.error).toMatchObject({ code: 'data/missing' });
  });
});

import { z } from 'zod';
import { define } from '../../contract/plugin.js';
import type { FileSource, Task, TaskData } from '../../contract/task.js';
import { dataError } from '../../io/formats/data-error.js';
import { readNpy } from '../../io/formats/npy.js';
import { sizeOf } from '../../parameters/spec.js';
import type { NamedArray } from './rows.js';
import { checkRowCounts, joinRows, scaledInputs } from './rows.js';
import { oneHot, toFloat32 } from './numbers.js';
import { classCount, paths, readAll } from './paths.js';
import type { Samples } from './splits.js';
import { splits, taskData } from './splits.js';

const options = z.strictObject({
  inputs: paths('.npy file of the inputs, one sample a row (first axis)'),
  targets: paths('.npy file of the targets, one a row'),
  classes: classCount
    .optional()
    .describe('Makes classes of the targets: whole numbers from 0, one a row, become one-hot.'),
  splits,
});

/**
 * Inputs and targets from NumPy files. Inputs `[N, …]` keep their shape (`[N]` becomes `[1]` a
 * sample; images need their channel axis last); bytes are divided by 255 (but not where all are 0 or
 * 1). Targets are numbers as they stand, or with `classes` one-hot. Without `splits` all rows are
 * train and all are probe, and test is empty.
 */
export const npy = define({
  kind: 'task',
  name: 'core/npy',
  summary: 'Inputs and targets from NumPy .npy files; unsigned bytes are scaled to [0, 1].',
  sources: [],
  options,
  create: (given): Task => ({ load: (files) => loadNpy(given, files) }),
});

async function loadNpy(given: z.output<typeof options>, files: FileSource): Promise<TaskData> {
  const inputs = await readRows(files, given.inputs);
  const targets = await readRows(files, given.targets);
  checkRowCounts(inputs, targets);
  const samples: Samples = {
    size: inputs.shape[0]!,
    input: rowShape(inputs),
    x: scaledInputs(inputs),
    ...targetsOf(targets, given.classes),
  };
  return taskData(samples, given.splits, inputs.name);
}

async function readRows(files: FileSource, named: string | readonly string[]): Promise<NamedArray> {
  const read = await readAll(files, named);
  return joinRows(read.map(({ name, bytes }) => ({ name, ...readNpy(bytes, name) })));
}

function targetsOf(
  targets: NamedArray,
  classes: number | undefined,
): Pick<Samples, 'output' | 'y' | 'targets'> {
  const { name, data } = targets;
  const output = rowShape(targets);
  if (classes === undefined) {
    const width = sizeOf(output);
    const place = (i: number) => `row ${Math.floor(i / width)} (counted from 0)`;
    return { output, y: toFloat32(data, name, place), targets: 'values' };
  }
  if (sizeOf(output) !== 1) throw notLabels(targets);
  return { output: [classes], y: oneHot(data, classes, name).y, targets: 'classes' };
}

function rowShape({ shape }: NamedArray): readonly number[] {
  return shape.length === 1 ? [1] : shape.slice(1);
}

function notLabels({ name, shape }: NamedArray): Error {
  return dataError('bad-value', name, {
    expected: 'one class a row, for "classes" is set',
    came: `rows of shape [${shape.slice(1).join(', ')}]`,
    remedy: 'Save the class numbers (numpy.argmax(targets, axis=1)), or leave "classes" out',
  });
}

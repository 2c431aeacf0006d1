import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { FileSource, Task, TaskData } from '@isthmus/contract';
import { dataError } from '@isthmus/files/internal';
import { CIFAR_INPUT, readCifar } from './cifar-records.js';
import { numberedClasses } from './classes.js';
import { paths, readAll } from './paths.js';
import { GREY_VALUES } from './numbers.js';
import { splits, taskData } from './splits.js';
import { standardize } from './standardize.js';

/** Which byte of a record is its class, and how many classes there are. */
const LABELS = {
  'cifar-10': { bytes: 1, at: 0, classes: 10 },
  'cifar-100': { bytes: 2, at: 1, classes: 100 },
  'cifar-100-coarse': { bytes: 2, at: 0, classes: 20 },
} as const;

const options = z.strictObject({
  files: paths('Binary file of images and classes, such as data_batch_1.bin'),
  labels: z
    .enum(['cifar-10', 'cifar-100', 'cifar-100-coarse'])
    .default('cifar-10')
    .describe(
      'Whose files they are: of CIFAR-10 (10 classes), or of CIFAR-100 with its 100 classes or its 20 coarse ones.',
    ),
  standardize,
  splits,
});

/**
 * Colour images and classes from the binary files of CIFAR-10 or CIFAR-100: inputs `[32, 32, 3]` in
 * [0, 1], targets one-hot. Without `splits` all rows are train and all are probe, and test is empty;
 * with them rows are counted through all files, in the order in which they are named.
 */
export const cifar = define({
  kind: 'task',
  name: 'core/cifar',
  summary: 'Colour images and classes from binary files of CIFAR-10 or CIFAR-100, in [0, 1].',
  sources: [
    'Krizhevsky 2009, Learning multiple layers of features from tiny images (technical report)',
  ],
  options,
  create: (given): Task => ({ load: (files) => loadCifar(given, files) }),
});

async function loadCifar(given: z.output<typeof options>, files: FileSource): Promise<TaskData> {
  const read = await readAll(files, given.files);
  const source = read.map(({ name }) => name).join(' and ');
  const { classes, ...place } = LABELS[given.labels];
  const { size, x, labels } = readCifar(read, place);
  checkLabels(labels, classes, source);
  const targets = numberedClasses(labels, classes, { source });
  return taskData({ size, x, scaling: GREY_VALUES, input: CIFAR_INPUT, ...targets }, given, source);
}

/** Pixels that are read as a class are what files of another sort give. */
function checkLabels(labels: Uint8Array, classes: number, source: string): void {
  const bad = labels.findIndex((label) => label >= classes);
  if (bad < 0) return;
  throw dataError('bad-value', source, {
    place: `row ${bad} (counted from 0)`,
    expected: `a class from 0 to ${classes - 1}`,
    came: String(labels[bad]),
    remedy: 'Name a .bin file of CIFAR-10 or CIFAR-100, and check the option "labels"',
  });
}

import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { FileSource, Task, TaskData } from '@isthmus/contract';
import { classCount } from './classes.js';
import { labelledImages } from './labelled-images.js';
import { paths, readAll } from './paths.js';
import { splits, taskData } from './splits.js';
import { standardize } from './standardize.js';

const options = z.strictObject({
  images: paths('IDX file of the inputs, such as train-images-idx3-ubyte.gz'),
  labels: paths('IDX file of the classes 0, 1, 2 …, such as train-labels-idx1-ubyte.gz'),
  classes: classCount
    .optional()
    .describe('How many classes there are; the largest label plus 1 where left out.'),
  standardize,
  splits,
});

/**
 * Images and classes from IDX files, the format of MNIST. Images `[N, h, w]` become inputs
 * `[h, w, 1]`, other shapes stay; bytes are divided by 255 (but not where all are 0 or 1); targets
 * are one-hot. Without `splits` all rows are train and all are probe, and test is empty.
 */
export const idx = define({
  kind: 'task',
  name: 'core/idx',
  summary: 'Images and classes from IDX files, the format of MNIST; pixels are scaled to [0, 1].',
  sources: [],
  options,
  create: (given): Task => ({ load: (files) => loadIdx(given, files) }),
});

async function loadIdx(given: z.output<typeof options>, files: FileSource): Promise<TaskData> {
  const images = await readAll(files, given.images);
  const labels = await readAll(files, given.labels);
  const source = images.map(({ name }) => name).join(' and ');
  return taskData(labelledImages(images, labels, given.classes), given, source);
}

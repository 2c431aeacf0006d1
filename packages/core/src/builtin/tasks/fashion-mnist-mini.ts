import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { Task } from '@isthmus/contract';
import { readEmbedded } from './embedded.js';
import type { NamedFile } from './labelled-images.js';
import { labelledImages } from './labelled-images.js';
import type { Splits } from './splits.js';
import { splitsOr, taskData } from './splits.js';

const options = z.strictObject({
  splits: splitsOr({ train: [0, 400], probe: [400, 500], test: [500, 700] }),
});

/**
 * A class-balanced part of Fashion-MNIST: 700 images as inputs `[28, 28, 1]` in [0, 1], targets
 * `[10]` one-hot. Rows 0..499 come from the training part of the source, rows 500..699 from its test
 * part; any ten rows that begin at a multiple of ten hold each class once. By default 400 rows train,
 * 100 probe, 200 test.
 */
export const fashionMnistMini = define({
  kind: 'task',
  name: 'core/fashion-mnist-mini',
  summary: 'Clothes, 700 images of 28 x 28 pixels in 10 balanced classes; comes with Isthmus.',
  sources: ['arXiv:1708.07747'],
  options,
  create: (given): Task => ({ load: () => loadClothes(given.splits) }),
});

async function loadClothes(given: Splits) {
  const images = await Promise.all(['train', 'test'].map((part) => file(`${part}-images`)));
  const labels = await Promise.all(['train', 'test'].map((part) => file(`${part}-labels`)));
  return taskData(labelledImages(images, labels, 10), { splits: given }, 'fashion-mnist-mini');
}

async function file(part: string): Promise<NamedFile> {
  const name = `fashion-mnist-mini-${part}.idx.gz`;
  return { name, bytes: await readEmbedded(name) };
}

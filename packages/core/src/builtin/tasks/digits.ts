import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { Task } from '@isthmus/contract';
import { readCsv } from '@isthmus/files/internal';
import { readEmbedded } from './embedded.js';
import { numberedClasses } from './classes.js';
import { splitsOr, taskData } from './splits.js';

const FILE = 'digits.csv.gz';
const PIXELS = 64;
const LARGEST_PIXEL = 16;

const options = z.strictObject({
  splits: splitsOr({ train: [0, 1200], probe: [1200, 1437], test: [1437, 1797] }),
  shape: z
    .enum(['row', 'image'])
    .optional()
    .describe(
      'The shape of an input: row, [64], unless given; image, [8, 8, 1], as convolutions take it.',
    ),
});

/**
 * Handwritten digits: 1797 images of 8 x 8 pixels as inputs `[64]` (row by row) or `[8, 8, 1]` in [0, 1],
 * targets `[10]` one-hot, in the order of the source. By default 1200 rows train, 237 probe, 360 test.
 */
export const digits = define({
  kind: 'task',
  name: 'core/digits',
  summary: 'Handwritten digits, 1797 images of 8 x 8 pixels in 10 classes; comes with Isthmus.',
  sources: ['doi:10.24432/C50P49'],
  options,
  create: (given): Task => ({ load: () => loadDigits(given) }),
});

async function loadDigits({ splits, shape: form }: z.output<typeof options>) {
  const { data, shape } = readCsv(await readEmbedded(FILE), FILE, { header: false });
  const [size, columns] = shape;
  const labels = data.filter((_, i) => i % columns === PIXELS);
  const pixels = data.filter((_, i) => i % columns !== PIXELS);
  const targets = numberedClasses(labels, 10, { source: FILE });
  const x = Float32Array.from(pixels, (value) => value / LARGEST_PIXEL);
  const scaling = { from: null, mean: [0], deviation: [LARGEST_PIXEL] };
  const input = form === 'image' ? [8, 8, 1] : [PIXELS];
  return taskData({ input, size, x, scaling, ...targets }, { splits }, FILE);
}

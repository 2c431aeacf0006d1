import { z } from 'zod';
import { define } from '../../contract/plugin.js';
import type { FileSource, Task, TaskData } from '../../contract/task.js';
import type { CsvNumbers } from '../../io/formats/csv.js';
import { readCsv } from '../../io/formats/csv.js';
import { oneHot, toFloat32 } from './numbers.js';
import { classCount } from './paths.js';
import type { Samples } from './splits.js';
import { splits, taskData } from './splits.js';

const columns = z
  .array(
    z.union([z.string().min(1), z.int().min(0)], 'expected the name of a column, or its index'),
  )
  .min(1);

const options = z
  .strictObject({
    file: z.string().min(1).describe('The file; a path relative to the config; gzip is unpacked.'),
    inputs: columns.describe('Columns of the inputs, by name or by index from 0, in this order.'),
    targets: columns.describe('Columns of the targets, by name or by index from 0, in this order.'),
    classes: classCount
      .optional()
      .describe('Makes classes of the one target column: its numbers 0, 1, 2 … become one-hot.'),
    delimiter: z
      .string()
      .length(1)
      .default(',')
      .describe('What stands between the cells of a row.'),
    header: z.boolean().default(true).describe('Whether the first row holds names of the columns.'),
    splits,
  })
  .superRefine(({ classes, targets }, context) => {
    if (classes !== undefined && targets.length !== 1)
      context.addIssue({
        code: 'custom',
        path: ['targets'],
        message: 'expected one column of class numbers, for "classes" is set',
      });
  });

/**
 * Inputs `[inputs]` and targets `[targets]` from columns of a CSV file, taken as they stand; with
 * `classes` targets are one-hot. Without `splits` all rows are train and all are probe, and test is
 * empty.
 */
export const csv = define({
  kind: 'task',
  name: 'core/csv',
  summary: 'Inputs and targets from columns of a CSV file.',
  sources: [],
  options,
  create: (given): Task => ({ load: (files) => loadCsv(given, files) }),
});

async function loadCsv(given: z.output<typeof options>, files: FileSource): Promise<TaskData> {
  const { file, inputs, targets, classes, delimiter, header } = given;
  const table = readCsv(await files.read(file), file, {
    columns: [...inputs, ...targets],
    delimiter,
    header,
  });
  const x = pickColumns(table, 0, inputs.length, file);
  const y = pickColumns(table, inputs.length, targets.length, file);
  const samples: Samples = {
    size: table.shape[0],
    input: [inputs.length],
    x,
    ...(classes === undefined
      ? { output: [targets.length], y, targets: 'values' }
      : { output: [classes], y: oneHot(y, classes, file).y, targets: 'classes' }),
  };
  return taskData(samples, given.splits, file);
}

/** `count` columns of a table, in float32. */
function pickColumns(table: CsvNumbers, from: number, count: number, file: string): Float32Array {
  const { names, data } = table;
  const [rows, width] = table.shape;
  const picked = Float64Array.from({ length: rows * count }, (_, i) => {
    const row = Math.floor(i / count);
    return data[row * width + from + (i % count)]!;
  });
  return toFloat32(picked, file, (i) => {
    const column = names[from + (i % count)];
    return `row ${Math.floor(i / count)} (counted from 0, without the header), column "${column}"`;
  });
}

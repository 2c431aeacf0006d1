import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { FileSource, Task, TaskData, WarningRecord } from '@isthmus/contract';
import type { CsvNumbers } from '@isthmus/files/internal';
import { quote, readCsv } from '@isthmus/files/internal';
import { classNames, namedClasses } from './classes.js';
import { roundedNumbers, toFloat32 } from './numbers.js';
import type { Samples } from './splits.js';
import { splits, taskData } from './splits.js';
import { standardize } from './standardize.js';

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
    classes: classNames
      .optional()
      .describe(
        'Makes classes of the one target column, which become one-hot: how many there are, or a list of their names. Numbers 0, 1, 2 … are the classes themselves; other texts are numbered in sorted order, or as the list has them.',
      ),
    delimiter: z
      .string()
      .length(1)
      .default(',')
      .describe('What stands between the cells of a row.'),
    decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of numbers.'),
    missing: z
      .enum(['refuse', 'drop'])
      .default('refuse')
      .describe(
        'What becomes of a row in which a column that is used has no value (empty, NA, N/A, #N/A, <NA>, NaN, null, \\N or ?; among numbers also -, ., None and missing): it is refused, or left out and counted.',
      ),
    header: z.boolean().default(true).describe('Whether the first row holds names of the columns.'),
    standardize,
    splits,
  })
  .superRefine(({ classes, targets }, context) => {
    if (classes !== undefined && targets.length !== 1)
      context.addIssue({
        code: 'custom',
        path: ['targets'],
        message: 'expected one column of classes, for "classes" is set',
      });
  });

/**
 * Inputs `[inputs]` and targets `[targets]` from columns of a CSV file, taken as they stand unless
 * `standardize` is set; with `classes` targets are one-hot, and the record keeps the order of their
 * names. Without `splits` all rows are train and all are probe, and test is empty.
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
  const { file, inputs, targets, classes, splits: dealt, standardize: scales, ...dialect } = given;
  const [target] = targets;
  const table = readCsv(await files.read(file), file, {
    ...dialect,
    ...(classes === undefined
      ? { columns: [...inputs, ...targets] }
      : { columns: inputs, labels: target }),
  });
  const x = pickColumns(table, 0, inputs.length, file);
  const y =
    classes === undefined
      ? valueTargets(pickColumns(table, inputs.length, targets.length, file), targets.length)
      : namedClasses(table.labels!, classes, { source: file, placeOf: lineOf(table) });
  const samples: Samples = {
    size: table.shape[0],
    input: [inputs.length],
    x: x.values,
    exact: x.exact,
    columns: table.names.slice(0, inputs.length),
    ...y,
    dropped: table.dropped,
    warnings: [...readingWarnings(table, file), ...(scales ? [] : x.warnings), ...y.warnings],
  };
  return taskData(samples, { splits: dealt, standardize: scales }, file);
}

function lineOf({ lines }: CsvNumbers): (row: number) => string {
  return (row) => `line ${lines[row]}`;
}

/** Numbers in float32, with what is to be said about them. */
interface Picked {
  readonly values: Float32Array;
  /** The same before rounding. */
  readonly exact: Float64Array;
  readonly warnings: readonly WarningRecord[];
}

function valueTargets({ values, warnings }: Picked, width: number) {
  return { output: [width], y: values, targets: 'values', warnings } as const;
}

/** `count` columns of a table, in float32. */
function pickColumns(table: CsvNumbers, from: number, count: number, file: string): Picked {
  const { names, data } = table;
  const [rows, width] = table.shape;
  const picked = Float64Array.from({ length: rows * count }, (_, i) => {
    const row = Math.floor(i / count);
    return data[row * width + from + (i % count)]!;
  });
  const place = (i: number) =>
    `${lineOf(table)(Math.floor(i / count))}, column ${quote(names[from + (i % count)]!)}`;
  return {
    values: toFloat32(picked, file, place),
    exact: picked,
    warnings: roundedNumbers(picked, file, place),
  };
}

/** What was passed over when the file was read. */
function readingWarnings(
  { sepLine, dropped, shape: [rows] }: CsvNumbers,
  file: string,
): readonly WarningRecord[] {
  const warnings: WarningRecord[] = [];
  if (sepLine !== null)
    warnings.push({
      code: 'data/sep-line',
      message: `${file}: its first line is Excel's "sep=${sepLine}", which was passed over.`,
    });
  if (dropped > 0)
    warnings.push({
      code: 'data/dropped',
      message: `${file}: ${dropped} of ${rows + dropped} rows are left out, for they lack a value in a column that is used ("missing": "drop").`,
    });
  return warnings;
}

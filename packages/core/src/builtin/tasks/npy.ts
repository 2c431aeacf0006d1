import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { FileSource, Task, TaskData, WarningRecord } from '@isthmus/contract';
import {
  arrayName,
  dataError,
  isMissing,
  npzArray,
  quote,
  readNpyArray,
} from '@isthmus/files/internal';
import type { NumericFile, TextArray } from '@isthmus/files/internal';
import { sizeOf } from '@isthmus/contract/parameters';
import { classNames, namedClasses, numberedClasses } from './classes.js';
import { paths } from './paths.js';
import type { NamedArray } from './rows.js';
import { checkRowCounts, joinRows, plainValues, scaledInputs } from './rows.js';
import type { Samples } from './splits.js';
import { splits, taskData } from './splits.js';
import { standardize } from './standardize.js';

const options = z.strictObject({
  inputs: paths(
    '.npy file of the inputs, one sample a row (first axis), or an array in an archive, as "data.npz:x"',
  ),
  targets: paths('.npy file of the targets, one a row, or an array in an archive, as "data.npz:y"'),
  classes: classNames
    .optional()
    .describe(
      'Makes classes of the targets, one a row, which become one-hot: how many there are, or a list of their names. Whole numbers from 0 are the classes themselves; texts are numbered in sorted order, or as the list has them.',
    ),
  standardize,
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
  summary: 'Inputs and targets from NumPy .npy or .npz files; unsigned bytes are scaled to [0, 1].',
  sources: [],
  options,
  create: (given): Task => ({ load: (files) => loadNpy(given, files) }),
});

async function loadNpy(given: z.output<typeof options>, files: FileSource): Promise<TaskData> {
  const { classes } = given;
  const inputs = joinRows((await readArrays(files, given.inputs)).map(numbersOf));
  const targets = await readArrays(files, given.targets);
  const { rows, ...samples } =
    classes === undefined
      ? valueTargets(joinRows(targets.map(numbersOf)))
      : classTargets(targets, classes);
  checkRowCounts(inputs, rows);
  const { warnings, ...numbers } = scaledInputs(inputs);
  return taskData(
    {
      ...samples,
      size: inputs.shape[0]!,
      input: rowShape(inputs),
      ...numbers,
      warnings: [...(given.standardize ? [] : warnings), ...samples.warnings],
    },
    given,
    inputs.name,
  );
}

/** An array of a file or of an archive, and the name that the config has for it. */
interface Named {
  readonly name: string;
  readonly array: NumericFile | TextArray;
}

async function readArrays(
  files: FileSource,
  named: string | readonly string[],
): Promise<readonly Named[]> {
  const names = typeof named === 'string' ? [named] : named;
  return Promise.all(
    names.map(async (name) => {
      const { file, array } = arrayName(name);
      const bytes = npzArray(await files.read(file), array, name);
      return { name, array: readNpyArray(bytes, name) };
    }),
  );
}

function numbersOf({ name, array }: Named): NamedArray {
  if ('data' in array) return { name, ...array };
  throw dataError('unsupported', name, {
    expected: 'an array of numbers',
    came: 'an array of texts',
    remedy:
      'Texts can only be the names of classes: as targets, with "classes" set to how many there are',
  });
}

/** What a file says about the targets, and how many rows it has. */
type Targets = Pick<Samples, 'output' | 'y' | 'targets' | 'classes'> & {
  readonly warnings: readonly WarningRecord[];
  readonly rows: Pick<NamedArray, 'name' | 'shape'>;
};

function valueTargets(rows: NamedArray): Targets {
  const { x: y, warnings } = plainValues(rows);
  return { output: rowShape(rows), y, targets: 'values', warnings, rows };
}

function classTargets(arrays: readonly Named[], classes: number | readonly string[]): Targets {
  const texts = arrays.filter(({ array }) => 'names' in array);
  if (texts.length > 0) return textTargets(arrays, classes);
  const rows = joinRows(arrays.map(numbersOf));
  if (sizeOf(rowShape(rows)) !== 1) throw notLabels(rows);
  if (typeof classes !== 'number') throw namesOfNumbers(rows.name);
  return { ...numberedClasses(rows.data, classes, { source: rows.name }), rows };
}

/** The names of all files put together. */
function textTargets(arrays: readonly Named[], classes: number | readonly string[]): Targets {
  const known = new Map<string, number>();
  const codes: number[] = [];
  for (const { name, array } of arrays) {
    if ('data' in array) throw mixed(name);
    if (sizeOf(array.shape.slice(1)) !== 1 || array.shape.length === 0)
      throw notLabels({ name, ...array });
    const listed = typeof classes === 'number' ? [] : classes;
    const missing = array.names.find((text) => isMissing(text) && !listed.includes(text));
    if (missing !== undefined) throw missingName(name, missing);
    for (const code of array.codes) {
      const text = array.names[code]!;
      const number = known.get(text) ?? known.size;
      known.set(text, number);
      codes.push(number);
    }
  }
  const source = arrays.map(({ name }) => name).join(' and ');
  const labels = { names: [...known.keys()], codes: Float64Array.from(codes) };
  const rows = { name: source, shape: [codes.length] };
  return { ...namedClasses(labels, classes, { source }), rows };
}

function rowShape({ shape }: NamedArray): readonly number[] {
  return shape.length === 1 ? [1] : shape.slice(1);
}

function notLabels({ name, shape }: Pick<NamedArray, 'name' | 'shape'>): Error {
  return dataError('bad-value', name, {
    expected: 'one class a row, for "classes" is set',
    came: `rows of shape [${shape.slice(1).join(', ')}]`,
    remedy: 'Save the class numbers (numpy.argmax(targets, axis=1)), or leave "classes" out',
  });
}

function namesOfNumbers(source: string): Error {
  return dataError('bad-value', source, {
    expected: 'an array of texts, for "classes" is a list of names',
    came: 'an array of numbers',
    remedy: 'Set "classes" to how many there are',
  });
}

function mixed(source: string): Error {
  return dataError('bad-value', source, {
    expected: 'names of classes, as the other files have',
    came: 'numbers',
    remedy: 'Name files of one sort',
  });
}

function missingName(source: string, text: string): Error {
  return dataError('bad-value', source, {
    expected: 'the name of a class in every row',
    came: text === '' ? 'an empty text' : `${quote(text)}, which stands for a missing value`,
    remedy:
      text === ''
        ? 'Leave such rows out before writing the file'
        : 'Leave such rows out before writing the file, or list the names of all classes under "classes" if it is one',
  });
}

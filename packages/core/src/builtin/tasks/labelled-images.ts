import { dataError, readIdx } from '@isthmus/files/internal';
import { numberedClasses } from './classes.js';
import type { NamedArray } from './rows.js';
import { checkRowCounts, joinRows, scaledInputs } from './rows.js';
import type { Samples } from './splits.js';

/** A file's name, for messages, and its content. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Samples from IDX files of images and of labels; several files of one sort are read one after the
 * other. Images `[N, h, w]` become inputs `[h, w, 1]`; bytes are scaled to [0, 1].
 *
 * @param classes how many there are; the largest label plus 1 where left out
 * @throws `data/…` naming the file and what is wrong in it
 */
export function labelledImages(
  images: readonly NamedFile[],
  labels: readonly NamedFile[],
  classes: number | undefined,
): Samples {
  const read = ({ name, bytes }: NamedFile) => ({ name, ...readIdx(bytes, name) });
  const inputs = joinRows(images.map(read));
  const marks = joinRows(labels.map(read));
  if (marks.shape.length !== 1) throw notLabels(marks);
  checkRowCounts(inputs, marks);
  const targets = numberedClasses(marks.data, classes, { source: marks.name });
  const { warnings, ...numbers } = scaledInputs(inputs);
  return {
    size: inputs.shape[0]!,
    input: imageShape(inputs.shape.slice(1)),
    ...targets,
    ...numbers,
    warnings: [...warnings, ...targets.warnings],
  };
}

/** Convolutions want a channel axis; a list of numbers per row has none. */
function imageShape(row: readonly number[]): readonly number[] {
  if (row.length === 0) return [1];
  return row.length === 2 ? [...row, 1] : row;
}

function notLabels({ name, shape }: NamedArray): Error {
  return dataError('bad-value', name, {
    expected: 'one label a row, an array with one axis',
    came: `the shape [${shape.join(', ')}]`,
    remedy: 'Name the file of the labels, such as train-labels-idx1-ubyte.gz',
  });
}

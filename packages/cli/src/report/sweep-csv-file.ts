import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { visibleText } from '@isthmus/charts/internal';
import { IsthmusError, messageOf } from '@isthmus/core';

/**
 * The table of a sweep, a line for each trial, pair and strategy: it is written beside `sweep.json` while
 * the sweep runs, from the records of the trials, and kept current.
 *
 * @throws `io/read-failed`
 */
export async function storedSweepCsv(folder: string): Promise<string> {
  try {
    const text = await readFile(join(folder, 'sweep.csv'), 'utf8');
    // Names in it come from experiments: none may steer the terminal that it is printed on.
    return text.split('\r\n').map(visibleText).join('\r\n');
  } catch (cause) {
    throw new IsthmusError(
      'io/read-failed',
      `${join(folder, 'sweep.csv')}: cannot be read: ${messageOf(cause)}. Continue the sweep by its command with --out and --resume: that writes it anew.`,
      { folder },
      { cause },
    );
  }
}

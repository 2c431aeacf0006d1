import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { NAME_PATTERN, parseConfigText, valueAt } from '@isthmus/core';

/**
 * The name of an experiment, read without loading its plugins. A file that cannot be read is called
 * after itself: what is wrong with it is said where it is run.
 */
export async function experimentName(file: string): Promise<string> {
  try {
    const name = valueAt(parseConfigText(await readFile(file, 'utf8'), file), ['name']);
    if (typeof name === 'string' && NAME_PATTERN.test(name)) return name;
  } catch {
    // Said by the run itself, with line and column.
  }
  return basename(file)
    .split('.')[0]!
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '-');
}

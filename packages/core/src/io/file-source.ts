import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { IsthmusError, messageOf } from '../base/errors.js';
import type { FileSource } from '../contract/task.js';

/** Reads files by paths relative to a folder: the folder of the config. */
export function fileSourceIn(folder: string): FileSource {
  return {
    async read(path) {
      try {
        return await readFile(resolve(folder, path));
      } catch (cause) {
        throw new IsthmusError(
          'data/missing',
          `${path}: cannot be read (${reasonOf(cause)}). Paths are relative to the config's folder, ${folder}.`,
          { path },
          { cause },
        );
      }
    },
  };
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: unknown }).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(cause);
}

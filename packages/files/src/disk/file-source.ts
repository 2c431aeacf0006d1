import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { IsthmusError } from '@isthmus/contract/base';
import type { FileSource } from '@isthmus/contract';
import { fileReason } from '../io/file-error.js';

/**
 * Reads files by paths relative to a folder: the folder of the config. Only regular files are read;
 * a device or a pipe may never end.
 *
 * @example
 * const files = fileSourceIn('examples');
 * (await files.read('data/t1.csv')).length > 0; // true
 * await files.read('data/t2.csv'); // throws data/missing
 */
export function fileSourceIn(folder: string): FileSource {
  return {
    async read(path) {
      const file = resolve(folder, path);
      try {
        const kind = await stat(file);
        if (kind.isFile()) return await readFile(file);
        throw missing(
          path,
          folder,
          kind.isDirectory() ? 'it is a folder' : 'it is no regular file',
        );
      } catch (cause) {
        throw cause instanceof IsthmusError
          ? cause
          : missing(path, folder, fileReason(cause), cause);
      }
    },
  };
}

function missing(path: string, folder: string, reason: string, cause?: unknown): IsthmusError {
  const remedy = /^[a-z]+:\/\//i.test(path)
    ? 'It looks like a URL: nothing is fetched, so save the file and name it by its path.'
    : `Paths are relative to the config's folder, ${folder}.`;
  return new IsthmusError(
    'data/missing',
    `${path}: cannot be read (${reason}). ${remedy}`,
    { path },
    { cause },
  );
}

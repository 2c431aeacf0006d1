import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IsthmusError } from '../../base/errors.js';

/**
 * Reads a file of the data that come with Isthmus.
 *
 * @throws `data/missing` naming the folders that were looked in
 */
export async function readEmbedded(name: string): Promise<Uint8Array> {
  const folders = dataFolders();
  for (const folder of folders) {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    if (bytes !== null) return bytes;
  }
  throw new IsthmusError(
    'data/missing',
    `${name}: not found among the data that come with Isthmus; looked in ${folders.join(' and ')}. Install the package again; a bundle keeps the folder "data" of @isthmus/core beside it.`,
    { file: name, folders },
  );
}

/**
 * Where the data may lie: in the folder `data` of this package, or, when the code was bundled,
 * beside the bundle. A bundle in the format of CommonJS does not know where it lies; the program
 * that was started does.
 */
function dataFolders(): readonly string[] {
  const here = import.meta.url;
  const program = process.argv[1];
  return [
    ...(here
      ? [fileURLToPath(new URL('./data', here)), fileURLToPath(new URL('../../../data', here))]
      : []),
    ...(program === undefined ? [] : [join(dirname(resolve(program)), 'data')]),
  ];
}

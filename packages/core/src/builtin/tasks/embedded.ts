import { platform } from '#platform';
import { IsthmusError } from '@isthmus/contract/base';

/**
 * Reads a file of the data that come with Isthmus.
 *
 * @throws `data/missing` naming the folders that were looked in
 */
export async function readEmbedded(name: string): Promise<Uint8Array> {
  const { bytes, folders } = await platform.readOwnData(name);
  if (bytes !== null) return bytes;
  throw new IsthmusError(
    'data/missing',
    `${name}: not found among the data that come with Isthmus; looked in ${folders.join(' and ')}. Install the package again; a bundle keeps the folder "data" of @isthmus/core beside it.`,
    { file: name, folders },
  );
}

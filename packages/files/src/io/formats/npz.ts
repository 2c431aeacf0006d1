import { firstMemberName, isZip, zipDirectory } from '../what-is/zip-directory.js';
import { dataError, listed, quote } from './data-error.js';
import { defaultMaxBytes } from './gunzip.js';
import { unzipMember } from './zip.js';

/** A file as a config names it, and the array in it where it is an archive: `data.npz:x`. */
export interface ArrayName {
  readonly file: string;
  readonly array: string | null;
}

/** Splits `data.npz:x` into the file and the name of the array in it. */
export function arrayName(name: string): ArrayName {
  const [, file, array] = /^(.+\.npz):([^:]+)$/i.exec(name) ?? [];
  return file === undefined || array === undefined ? { file: name, array: null } : { file, array };
}

/**
 * The .npy file of an array in an .npz archive; any other bytes as they are, where no array is asked for.
 *
 * @param array the array's name; null: the only one
 * @throws `data/bad-value` for an unknown name, or none where there are several arrays;
 *   `data/truncated` for an archive of arrays without its directory; `data/bad-magic` for an array of what is no archive; those of `unzipMember`
 */
export function npzArray(
  bytes: Uint8Array,
  array: string | null,
  source: string,
  maxBytes: number = defaultMaxBytes,
): Uint8Array {
  if (array === null && !isZip(bytes)) return bytes;
  const directory = zipDirectory(bytes);
  if (directory === null && isZip(bytes) && firstMemberName(bytes)?.endsWith('.npy') === true)
    throw brokenArchive(source);
  const members = directory?.filter(({ name }) => name.endsWith('.npy')) ?? [];
  // What it is instead is for the reader of .npy files to say.
  if (members.length === 0) return bytes;
  const names = members.map(({ name }) => name.slice(0, -'.npy'.length));
  const chosen = array === null ? oneOf(names, source) : array;
  const member = members[names.indexOf(chosen)];
  if (member !== undefined) return unzipMember(bytes, member, source, maxBytes);
  throw dataError('bad-value', source, {
    expected: `an array that the archive has: ${listed(names)}`,
    came: quote(chosen),
    remedy: 'Name one of them behind the colon',
  });
}

function oneOf(names: readonly string[], source: string): string {
  if (names.length === 1) return names[0]!;
  throw dataError('bad-value', source, {
    expected: 'the name of an array in the archive',
    came: `none, and the archive has ${listed(names)}`,
    remedy: `Name one behind a colon, as in ${quote(`${source}:${names[0]}`)}`,
  });
}

/** The directory stands at the very end, so that an archive that breaks off has none. */
function brokenArchive(source: string): Error {
  return dataError('truncated', source, {
    expected: 'an .npz archive that ends with the list of its arrays',
    came: 'one that breaks off, or has something behind its end',
    remedy: 'Copy, download or write the file again',
  });
}

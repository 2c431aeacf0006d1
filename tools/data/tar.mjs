import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * The files of a gzipped tar archive, as npm packs them, by their paths without the first folder.
 * Links and devices are left out: nothing is written to where an archive says.
 *
 * @param {Uint8Array} packed
 * @param {(path: string) => boolean} isWanted
 * @returns {ReadonlyMap<string, Buffer>} path, such as `data/a.txt`, to content
 * @throws an `Error` for an archive that is cut off or has a header with a wrong sum
 */
export function filesInTarball(packed, isWanted) {
  const archive = gunzipSync(packed);
  const files = new Map();
  let longName = null;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const header = headerAt(archive, at);
    const content = archive.subarray(at + BLOCK, at + BLOCK + header.size);
    if (content.length < header.size) throw new Error('the archive is cut off');
    if (header.type === 'x') longName = pathOfExtension(content);
    else {
      const path = (longName ?? header.path).replace(/^[^/]*\//, '');
      if (header.type === '0' && isWanted(path)) files.set(path, content);
      longName = null;
    }
    at += BLOCK + Math.ceil(header.size / BLOCK) * BLOCK;
  }
  return files;
}

function headerAt(archive, at) {
  const block = archive.subarray(at, at + BLOCK);
  if (sumOf(block) !== octal(block, 148, 8))
    throw new Error(`the archive has a wrong header at byte ${at}`);
  const [name, prefix] = [text(block, 0, 100), text(block, 345, 155)];
  const isUstar = text(block, 257, 5) === 'ustar';
  return {
    path: isUstar && prefix !== '' ? `${prefix}/${name}` : name,
    size: octal(block, 124, 12),
    // Old archives mark a file by a zero byte.
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]),
  };
}

/** The sum of a header's bytes, with spaces for the sum itself. */
function sumOf(block) {
  return block.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

function text(block, from, length) {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function octal(block, from, length) {
  return Number.parseInt(text(block, from, length).trim() || '0', 8);
}

/** Paths that do not fit into a header stand before it, in lines `LENGTH path=…`. */
function pathOfExtension(content) {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1] ?? null;
}

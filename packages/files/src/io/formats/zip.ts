import { platform } from '#platform';
import { dataError } from './data-error.js';
import type { ZipMember } from '../what-is/zip-directory.js';

/**
 * The content of a member of a zip archive, stored or deflated. It is checked against the size and the
 * checksum that the archive says; more than that size is never unpacked.
 *
 * @param maxBytes most bytes of content, so that a small file cannot fill the memory
 * @throws `data/too-large`, `data/unsupported` (encrypted, another compression),
 *   `data/truncated`, `data/bad-value` (a damaged member)
 */
export function unzipMember(
  archive: Uint8Array,
  member: ZipMember,
  source: string,
  maxBytes: number,
): Uint8Array {
  if (member.size > maxBytes)
    throw dataError('too-large', source, {
      expected: `at most ${maxBytes} bytes of content`,
      came: String(member.size),
      remedy: 'Take a part of the data',
    });
  if (member.encrypted || (member.method !== STORED && member.method !== DEFLATED))
    throw dataError('unsupported', source, {
      expected: 'a member that is stored or deflated',
      came: member.encrypted ? 'an encrypted one' : `one of compression method ${member.method}`,
      remedy: 'Write it again with numpy.savez or numpy.savez_compressed',
    });
  const packed = packedBytes(archive, member, source);
  const content = member.method === STORED ? packed : inflated(packed, member.size, source);
  if (content.length !== member.size || platform.crc32(content) !== member.crc32)
    throw damaged(source);
  return content;
}

const STORED = 0;
const DEFLATED = 8;

const LOCAL_HEADER = 0x04034b50;
const LOCAL_BYTES = 30;

/** Behind the local header, whose name and extra field may be longer than those in the directory. */
function packedBytes(archive: Uint8Array, { offset, packed }: ZipMember, source: string) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  if (offset + LOCAL_BYTES > archive.length || view.getUint32(offset, true) !== LOCAL_HEADER)
    throw damaged(source);
  const [name, extra] = [26, 28].map((field) => view.getUint16(offset + field, true));
  const start = offset + LOCAL_BYTES + name! + extra!;
  if (start + packed <= archive.length) return archive.subarray(start, start + packed);
  throw dataError('truncated', source, {
    expected: `${packed} bytes of a member of the archive`,
    came: String(Math.max(0, archive.length - start)),
    remedy: 'Copy or download the file again',
  });
}

function inflated(packed: Uint8Array, size: number, source: string): Uint8Array {
  try {
    // Empty content would mean no bound at all.
    return platform.inflate(packed, Math.max(1, size));
  } catch (cause) {
    throw damaged(source, cause);
  }
}

function damaged(source: string, cause?: unknown): Error {
  return dataError(
    'bad-value',
    source,
    {
      expected: 'an intact zip archive',
      came: 'a member that differs from what the archive says of it',
      remedy: 'Copy or write the file again',
    },
    { cause },
  );
}

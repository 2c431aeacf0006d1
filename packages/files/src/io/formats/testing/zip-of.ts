import { crc32 as zlibCrc32, deflateRawSync } from 'node:zlib';

/** What a test may make wrong about every member of an archive. */
export interface ZipFaults {
  readonly deflated?: boolean;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** What stands in place of the packed content. */
  readonly packed?: Uint8Array;
}

/** A zip archive with these members, its checksums made by Node. */
export function zipOf(
  members: Readonly<Record<string, Uint8Array>>,
  { deflated = false, method = deflated ? 8 : 0, flags = 0, crc, packed }: ZipFaults = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(members)) {
    const data = Buffer.from(packed ?? (deflated ? deflateRawSync(content) : content));
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc ?? zlibCrc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, title, data]);
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, offset, title]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, listed, end]));
}

/** A member of a zip archive as the central directory describes it. */
export interface ZipMember {
  readonly name: string;
  /** 0: stored as it is; 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** More members than any archive of arrays has; a list of millions would be a trap. */
const MOST_MEMBERS = 65_536;

const END_RECORD = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MEMBER_RECORD = 0x02014b50;
const MEMBER_BYTES = 46;

/** Whether a file begins as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

/**
 * The members of a zip archive, read from its central directory; null where that is missing, damaged,
 * or of the 64-bit form that only archives above 4 GiB need. Nothing is unpacked, and no more is read
 * than the file has.
 */
export function zipDirectory(bytes: Uint8Array): readonly ZipMember[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  if (count > MOST_MEMBERS) return null;
  const members: ZipMember[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    const length = memberLength(view, at);
    if (length === null) return null;
    members.push(memberAt(view, bytes, at));
    at += length;
  }
  return members;
}

const LOCAL_BYTES = 30;

/** The name of the first member, which stands behind its local header; null where that is cut off. */
export function firstMemberName(bytes: Uint8Array): string | null {
  if (bytes.length < LOCAL_BYTES) return null;
  const length = bytes[26]! + 256 * bytes[27]!;
  const name = bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + length);
  return length === 0 || name.length < length ? null : new TextDecoder().decode(name);
}

/** Where the end record begins; it stands last, before a comment that is mostly empty. */
function endRecord(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END_RECORD && view.getUint16(at + 20, true) === last - at)
      return at;
  return null;
}

/** Null unless a whole record stands there. */
function memberLength(view: DataView, at: number): number | null {
  if (at + MEMBER_BYTES > view.byteLength || view.getUint32(at, true) !== MEMBER_RECORD)
    return null;
  const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const length = MEMBER_BYTES + name! + extra! + comment!;
  return at + length > view.byteLength ? null : length;
}

function memberAt(view: DataView, bytes: Uint8Array, at: number): ZipMember {
  const nameLength = view.getUint16(at + 28, true);
  const name = bytes.subarray(at + MEMBER_BYTES, at + MEMBER_BYTES + nameLength);
  return {
    name: new TextDecoder().decode(name),
    encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

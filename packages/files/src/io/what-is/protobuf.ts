/** How many fields of a message are looked at; what tells the formats apart stands at its beginning. */
const MOST_FIELDS = 64;

/**
 * The numbers of the top-level fields of a protobuf message, in order, as far as the bytes are one;
 * only fields of the wire types 0 (a number) and 2 (bytes) are followed.
 */
export function protobufFields(bytes: Uint8Array): readonly number[] {
  const fields: number[] = [];
  let at = 0;
  while (at < bytes.length && fields.length < MOST_FIELDS) {
    const tag = readNumber(bytes, at);
    if (tag === null || tag.value < 8) break;
    const next = skipField(bytes, tag.end, tag.value % 8);
    if (next === null) break;
    fields.push(Math.floor(tag.value / 8));
    at = next;
  }
  return fields;
}

/** Where the next field begins; null where this one is of another type or longer than the file. */
function skipField(bytes: Uint8Array, at: number, wireType: number): number | null {
  const number = readNumber(bytes, at);
  if (number === null) return null;
  if (wireType === 0) return number.end;
  const end = number.end + number.value;
  return wireType === 2 && end <= bytes.length ? end : null;
}

/** A number in groups of seven bits, the lowest first. */
function readNumber(bytes: Uint8Array, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return null;
}

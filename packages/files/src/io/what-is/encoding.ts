/** How the characters of a text are written as bytes, other than UTF-8. */
export interface WideEncoding {
  readonly name: 'UTF-16' | 'UTF-32';
  readonly littleEndian: boolean;
  /** Whether a byte order mark says so; else it is a guess from where the zeros stand. */
  readonly marked: boolean;
}

/** How much of a file is looked at. */
const SAMPLE = 1024;

/**
 * UTF-16 or UTF-32, by its byte order mark or by zeros beside plain ASCII; null for anything else.
 *
 * @example
 * wideEncodingOf(Uint8Array.of(0xff, 0xfe, 0x7b, 0)); // { name: 'UTF-16', littleEndian: true, marked: true }
 * wideEncodingOf(new TextEncoder().encode('{}')); // null
 */
export function wideEncodingOf(bytes: Uint8Array): WideEncoding | null {
  return markedEncoding(bytes) ?? guessedEncoding(bytes.subarray(0, SAMPLE));
}

function markedEncoding(bytes: Uint8Array): WideEncoding | null {
  const [a, b, c, d] = bytes;
  const marked = true;
  // The mark of UTF-32 begins with that of UTF-16, which a NUL as the first character could follow.
  if (a === 0xff && b === 0xfe && c === 0 && d === 0 && bytes.length % 4 === 0)
    return { name: 'UTF-32', littleEndian: true, marked };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff)
    return { name: 'UTF-32', littleEndian: false, marked };
  if (a === 0xff && b === 0xfe) return { name: 'UTF-16', littleEndian: true, marked };
  if (a === 0xfe && b === 0xff) return { name: 'UTF-16', littleEndian: false, marked };
  return null;
}

const GUESSES = [
  { name: 'UTF-16', width: 2, at: 0, littleEndian: true },
  { name: 'UTF-16', width: 2, at: 1, littleEndian: false },
  { name: 'UTF-32', width: 4, at: 0, littleEndian: true },
  { name: 'UTF-32', width: 4, at: 3, littleEndian: false },
] as const;

/** Every unit of the sample is an ASCII character with zeros around it. */
function guessedEncoding(sample: Uint8Array): WideEncoding | null {
  for (const { name, width, at, littleEndian } of GUESSES) {
    const units = Math.floor(sample.length / width);
    const whole = sample.subarray(0, units * width);
    const fits = whole.every((byte, i) => (i % width === at ? isPlain(byte) : byte === 0));
    if (units >= 2 && fits) return { name, littleEndian, marked: false };
  }
  return null;
}

function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/**
 * The text of a file in UTF-8, or in UTF-16 where its byte order mark says so; a mark is left out. What
 * is no UTF-8 comes as U+FFFD.
 */
export function textOf(bytes: Uint8Array): string {
  const encoding = markedEncoding(bytes);
  if (encoding?.name !== 'UTF-16') return new TextDecoder('utf-8').decode(bytes);
  return new TextDecoder(encoding.littleEndian ? 'utf-16le' : 'utf-16be').decode(bytes);
}

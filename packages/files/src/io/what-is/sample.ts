import { firstMemberName, isZip, zipDirectory } from './zip-directory.js';

/** How much of a file's beginning is looked at; enough for the names in a long JSON header. */
const START = 65_536;

/** What a format is recognised by. */
export interface FileSample {
  readonly bytes: Uint8Array;
  /** The first bytes as characters of one byte each. */
  readonly start: string;
  /** The same from the first character that is no blank on; empty where the bytes are no text. */
  readonly text: string;
  /** Names of the members of a zip archive; of one that breaks off the first one's. */
  readonly members: readonly string[];
}

/** What is looked at of a file: its beginning, and the names in a zip archive. */
export function sampleOf(bytes: Uint8Array): FileSample {
  const first = bytes.subarray(0, START);
  const start = charactersOf(first);
  return {
    bytes,
    start,
    text: isText(start, first) ? start.replace(/^ï»¿/, '').trimStart() : '',
    members: isZip(bytes) ? memberNames(bytes) : [],
  };
}

function memberNames(bytes: Uint8Array): readonly string[] {
  const directory = zipDirectory(bytes);
  if (directory !== null) return directory.map(({ name }) => name);
  const first = firstMemberName(bytes);
  return first === null ? [] : [first];
}

/**
 * No control characters but blanks, form feeds and the escape of terminal colours; in UTF-8, or mostly
 * ASCII, as texts in older encodings are.
 */
function isText(start: string, bytes: Uint8Array): boolean {
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(start)) return false;
  const ascii = bytes.reduce((count, byte) => count + Number(byte < 0x80), 0);
  return ascii > 0.7 * bytes.length || isUtf8(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // The last character may be cut off.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The last character of the file that is no blank, within its last bytes. */
export function lastCharacter({ bytes }: FileSample): string {
  return charactersOf(bytes.subarray(Math.max(0, bytes.length - 1024)))
    .trimEnd()
    .slice(-1);
}

/**
 * Whether a file that is no text begins with these bytes, written as characters of one byte each. A
 * table may well have a first column called "PAR1".
 */
export function beginsWith(...starts: readonly string[]): (sample: FileSample) => boolean {
  return ({ start, text }) => text === '' && starts.some((each) => start.startsWith(each));
}

/** A character a byte; TextDecoder knows no encoding that keeps all of them. */
function charactersOf(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  return parts.join('');
}

import { dataError } from './data-error.js';
import { checkSize, countOf, rowByRow } from './elements.js';
import type { NpyHeader } from './npy-header.js';

/** An array of texts read from a file: the texts that occur, and which of them each element is. */
export interface TextArray {
  readonly shape: readonly number[];
  /** In the order in which they first occur in the file. */
  readonly names: readonly string[];
  /** Row-major. */
  readonly codes: Float64Array;
}

/** How NumPy stores texts: `U` in four bytes a character, `S` as bytes; both padded with zeros. */
export interface TextKind {
  /** Bytes of an element. */
  readonly bytes: number;
  readonly decode: (element: Uint8Array) => string;
}

/** The kind of texts that a dtype such as `<U10` or `|S3` stands for; null for any other dtype. */
export function textKind(descr: string): TextKind | null {
  const [, order, letter, digits] = /^([<>|])([US])(\d{1,9})$/.exec(descr) ?? [];
  const length = Number(digits);
  if (letter === 'S') return { bytes: length, decode: decodeBytes };
  if (letter !== 'U' || order === '|') return null;
  return { bytes: 4 * length, decode: (element) => decodeWide(element, order === '<') };
}

/** Reads the texts behind a header that ends at `offset`. */
export function readTexts(
  content: Uint8Array,
  offset: number,
  { shape, fortranOrder, kind }: NpyHeader & { readonly kind: TextKind },
  source: string,
): TextArray {
  const { bytes, decode } = kind;
  const count = countOf(shape);
  // Texts that are all empty take no bytes, so that the file's size says nothing about their number.
  if (bytes === 0) throw badText(source, 'texts without characters');
  checkSize(source, shape, count * bytes, content.length - offset);
  const known = new Map<string, number>();
  const codes = Float64Array.from({ length: count }, (_, i) => {
    const from = offset + i * bytes;
    const text = decoded(content.subarray(from, from + bytes), decode, source);
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    return code;
  });
  const ordered = fortranOrder && shape.length > 1 ? rowByRow(codes, shape) : codes;
  return { shape, names: [...known.keys()], codes: ordered };
}

function decoded(
  element: Uint8Array,
  decode: (element: Uint8Array) => string,
  source: string,
): string {
  try {
    return decode(element);
  } catch {
    throw badText(source, 'bytes that are no characters');
  }
}

function badText(source: string, came: string): Error {
  return dataError('bad-value', source, {
    expected: 'texts',
    came,
    remedy: "Save array.astype('U') instead",
  });
}

function decodeBytes(element: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(element).replace(/\0+$/, '');
}

function decodeWide(element: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  const points: number[] = [];
  for (let at = 0; at < element.length; at += 4) points.push(view.getUint32(at, littleEndian));
  const end = points.findLastIndex((point) => point !== 0) + 1;
  return points
    .slice(0, end)
    .map((point) => String.fromCodePoint(point))
    .join('');
}

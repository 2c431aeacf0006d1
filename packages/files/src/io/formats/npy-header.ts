import { dataError, quote } from './data-error.js';

/** The three entries of an .npy header, as written. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

// One entry of the dict literal that NumPy writes; nothing else of Python is understood, or run.
const entry =
  /\s*(['"])(?<key>\w+)\1\s*:\s*(?:(['"])(?<text>[^'"\\]*)\3|(?<flag>True|False)|\((?<tuple>[^()]*)\))\s*(?:,|$)/y;

/** NumPy 2 allows 64 axes, NumPy 1 half of that. */
const maxAxes = 64;

/**
 * Parses the text of an .npy header.
 *
 * @throws `data/bad-value` for anything but exactly `descr`, `fortran_order` and `shape`;
 *   `data/unsupported` for a structured dtype
 * @example
 * parseNpyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 'x.npy');
 * // { descr: '<f4', fortranOrder: false, shape: [2, 3] }
 */
export function parseNpyHeader(text: string, source: string): NpyHeader {
  if (/['"]descr['"]\s*:\s*[[(]/.test(text)) throw structured(source);
  const entries = readEntries(text, source);
  const descr = entries.get('descr')?.['text'];
  const flag = entries.get('fortran_order')?.['flag'];
  const shape = readShape(entries.get('shape')?.['tuple']);
  if (entries.size !== 3 || descr === undefined || flag === undefined || shape === undefined) {
    throw badHeader(text, source);
  }
  return { descr, fortranOrder: flag === 'True', shape };
}

type Entry = Readonly<Record<string, string | undefined>>;

function readEntries(text: string, source: string): Map<string, Entry> {
  const body = /^\s*\{(?<body>[^{}]*)\}\s*$/.exec(text)?.groups?.['body']?.trimEnd();
  if (body === undefined) throw badHeader(text, source);
  const entries = new Map<string, Entry>();
  for (let at = 0; at < body.length; at = entry.lastIndex) {
    entry.lastIndex = at;
    const found: Entry | undefined = entry.exec(body)?.groups;
    const key = found?.['key'];
    if (found === undefined || key === undefined || entries.has(key)) throw badHeader(text, source);
    entries.set(key, found);
  }
  return entries;
}

/** A Python tuple of sizes: `()`, `(3,)`, `(3, 4)`, in Python 2 also `(3L,)`; without a comma it is no tuple. */
function readShape(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === '') return [];
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length < 2 || parts.length > maxAxes + 1) return undefined;
  if (parts.at(-1) === '') parts.pop();
  const sizes = parts.map((part) => (/^\d+L?$/.test(part) ? Number.parseInt(part, 10) : NaN));
  return sizes.every(Number.isSafeInteger) ? sizes : undefined;
}

function badHeader(text: string, source: string): Error {
  return dataError('bad-value', source, {
    expected: "a header of 'descr', 'fortran_order' and 'shape'",
    came: quote(text.trim()),
    remedy: 'Write the file again with numpy.save',
  });
}

function structured(source: string): Error {
  return dataError('unsupported', source, {
    expected: 'an array of plain numbers',
    came: 'a structured dtype (named fields)',
    remedy: 'Save one field at a time with numpy.save',
  });
}

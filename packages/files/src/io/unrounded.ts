import type { Params } from '@isthmus/contract/parameters';
import { widened, type WidePoint } from '@isthmus/contract/parameters';
import { parseHeader } from './safetensors-header.js';

/** Parts of 24 binary digits that hold the 53 of a float64 number. */
const PARTS = 3;

/**
 * The parameters of a file in float64, before they are rounded to float32, by whatever reads it: what
 * rounding left out is read from a file of the same header as the numbers themselves, so that names and
 * axes are treated alike.
 *
 * @param read gives the parameters of such a file, rounded to float32
 * @returns null where float32 holds every number of the file
 * @throws what `read` throws
 * @example
 * unroundedPoint(encodeModel(a), 'a.safetensors', () => a); // null
 */
export function unroundedPoint(
  bytes: Uint8Array,
  source: string,
  read: (bytes: Uint8Array) => Params,
): WidePoint | null {
  let rest = restOf(bytes, source);
  if (rest === null) return null;
  const point = widened(read(bytes));
  for (let part = 1; part < PARTS && rest !== null; part++) {
    const more = read(rest);
    for (const [name, { data }] of Object.entries(point))
      for (let i = 0; i < data.length; i++) data[i]! += more[name]!.data[i]!;
    rest = restOf(rest, source);
  }
  return point;
}

/**
 * The file with what rounding to float32 leaves out in place of each number: exact, as the difference of
 * a number and its rounding is a float64 number. Null where all of it is 0.
 */
function restOf(bytes: Uint8Array, source: string): Uint8Array | null {
  const { entries, dataStart } = parseHeader(bytes, source);
  const rest = new Uint8Array(bytes.length);
  rest.set(bytes.subarray(0, dataStart));
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const to = new DataView(rest.buffer);
  let found = false;
  for (const { dtype, begin, end } of entries)
    if (dtype === 'F64')
      for (let at = dataStart + begin; at + 8 <= dataStart + end; at += 8) {
        const value = from.getFloat64(at, true);
        const left = value - Math.fround(value);
        if (!Number.isFinite(left)) continue;
        to.setFloat64(at, left, true);
        found ||= left !== 0;
      }
  return found ? rest : null;
}

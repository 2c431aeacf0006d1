import type { InputScaling, WarningRecord } from '@isthmus/contract';
import { dataError } from '@isthmus/files/internal';
import type { NumericArray } from '@isthmus/files/internal';

/**
 * Rounds numbers to float32.
 *
 * @param placeOf where entry i stands in the file, for messages
 * @throws `data/bad-value` for a number beyond float32, which would become an infinity
 */
export function toFloat32(
  values: NumericArray,
  source: string,
  placeOf: (index: number) => string,
): Float32Array {
  const data = Float32Array.from(values);
  const lost = data.findIndex((value) => !Number.isFinite(value));
  if (lost < 0) return data;
  throw dataError('bad-value', source, {
    place: placeOf(lost),
    expected: 'a number that float32 can hold, at most 3.4e38 in size',
    came: String(values[lost]),
    remedy: 'Scale the data before writing the file',
  });
}

/** Whole numbers above this are not all float32 numbers, and of others the fraction is lost. */
const WHOLE_IN_FLOAT32 = 2 ** 24;

/**
 * Says where numbers such as times, money or identifiers are rounded to float32 by a whole or more, and
 * where small ones become 0: that the last digits of a fraction are rounded is expected of every number.
 */
export function roundedNumbers(
  values: NumericArray,
  source: string,
  placeOf: (index: number) => string,
): readonly WarningRecord[] {
  // All numbers of the other kinds are float32 numbers.
  const isWide = values instanceof Float64Array || values.BYTES_PER_ELEMENT === 4;
  if (!isWide || values instanceof Float32Array) return [];
  const isRounded = (value: number) => {
    const kept = Math.fround(value);
    return kept !== value && (Math.abs(value) > WHOLE_IN_FLOAT32 || kept === 0);
  };
  const first = values.findIndex(isRounded);
  if (first < 0) return [];
  let count = 0;
  for (const value of values) if (isRounded(value)) count++;
  return [
    {
      code: 'data/rounded',
      message: `${source}: ${count} number${count === 1 ? '' : 's'} above 2^24 or too small for float32 ${count === 1 ? 'is' : 'are'} rounded; the first is ${values[first]}, at ${placeOf(first)}, which becomes ${Math.fround(values[first]!)}. Subtract an offset or scale the numbers before writing the file, if their last digits matter.`,
    },
  ];
}

/** Whether bytes are grey values 0..255; bytes that are all 0 or 1 are a mask or a flag already. */
export function arePixels(data: NumericArray): boolean {
  return data instanceof Uint8Array && data.some((value) => value > 1);
}

/** How grey values of bytes become numbers in [0, 1]. */
export const GREY_VALUES: InputScaling = { from: null, mean: [0], deviation: [255] };

/** Divides grey values 0..255 in place, so that they lie in [0, 1]. */
export function scalePixels(data: Float32Array): Float32Array {
  for (let i = 0; i < data.length; i++) data[i]! /= 255;
  return data;
}

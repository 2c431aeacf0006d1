const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/**
 * An amount of memory for a person, in powers of 1000.
 *
 * @example
 * bytesInWords(4_000_000_000_000); // '4 TB'
 * bytesInWords(1536); // '1.54 kB'
 */
export function bytesInWords(bytes: number): string {
  const power = Math.floor(Math.log10(Math.max(bytes, 1)) / 3);
  const place = Math.min(power, UNITS.length - 1);
  const value = bytes / 1000 ** place;
  return `${value >= 1e4 ? value.toExponential(1) : Number(value.toPrecision(3))} ${UNITS[place]}`;
}

/**
 * A count with commas between the thousands; from 10^15 on rounded.
 *
 * @example
 * countInWords(1_000_003); // '1,000,003'
 * countInWords(8e30); // '8.0e+30'
 */
export function countInWords(count: number): string {
  return count < 1e15 ? count.toLocaleString('en-US') : count.toExponential(1);
}

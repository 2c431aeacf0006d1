import { shownLevel } from '@isthmus/charts/level';

/** A loss for a person: four digits, and the non-finite by name. */
export function loss(value: number | string, digits = 4): string {
  const number = Number(value);
  if (typeof value === 'string' || !Number.isFinite(number)) return String(value);
  const size = Math.abs(number);
  return number === 0 || (size >= 1e-4 && size < 1e4)
    ? String(Number(number.toPrecision(digits)))
    : number.toExponential(digits - 1);
}

/**
 * A level, as `shownLevel` rounds it: one that was given keeps all its digits.
 *
 * @param beside a loss that is shown beside it; a level below that is never rounded up to it
 */
export function level(value: number | string, beside?: number | string): string {
  if (typeof value === 'string' || !Number.isFinite(value)) return String(value);
  const bound = beside === undefined ? undefined : Number(beside);
  const shown = shownLevel(value, bound);
  return loss(shown, Math.max(4, digitsOf(shown)));
}

function digitsOf(value: number): number {
  const [mantissa = ''] = String(Math.abs(value)).split('e');
  return Math.min(17, mantissa.replace('.', '').replace(/^0+/, '').length);
}

/** A loss with as many digits as tell it from a level: a peak just above it never reads as equal to it. */
export function lossBeside(value: number | string, other: number | string): string {
  if (typeof value === 'string' || typeof other === 'string') return loss(value);
  if (value === other) return level(value);
  const bound = level(other, value);
  for (let digits = 4; digits < 17; digits++) {
    const text = loss(value, digits);
    if (text !== loss(other, digits) && text !== bound) return text;
  }
  return loss(value, 17);
}

/** A ratio such as a normalized length: three decimals while it is of a usual size. */
export function ratio(value: number | string): string {
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e4 ? number.toFixed(3) : loss(value);
}

/** A count with commas between the thousands: 12,345. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A sentence of the report with its numbers as the terminal writes them: 5,580 and 1e-7. */
export function plainNumbers(text: string): string {
  return text.replaceAll(/(?<=\d)\u202f(?=\d{3})/g, ',').replaceAll(/\u2212(?=\d)/g, '-');
}

/** `1 bead`, `2 beads`; `2 searches` with the ending `es`. */
export function counted(value: number, noun: string, ending = 's'): string {
  return `${count(value)} ${noun}${value === 1 ? '' : ending}`;
}

import { digitsApart, isGiven, shownLevel, shownLevels } from './level.js';

/** A number as records hold it: in JSON, NaN and the infinities are strings. */
export type RecordedNumber = number | string;

/** What stands where there is no number. */
export const NO_VALUE = '–';

/** Enough for a level that is shown: those that were found are rounded before. */
const ALL_DIGITS = 17;

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

/**
 * Reads a recorded number; the strings "NaN", "Infinity" and "-Infinity" become what they name.
 *
 * @example
 * toNumber('Infinity'); // Infinity
 * toNumber(0.5); // 0.5
 */
export function toNumber(value: RecordedNumber): number {
  return typeof value === 'number' ? value : Number(value);
}

/**
 * A number to a few significant digits, without padding zeros; below 1e-4 and from 1e6 on with an
 * exponent.
 *
 * @example
 * formatNumber(0.00098765) // '0.0009877'
 * formatNumber(-0.0000123) // '−1.23e−5'
 * formatNumber('Infinity') // '∞'
 */
export function formatNumber(value: RecordedNumber | null, digits = 4): string {
  if (value === null) return NO_VALUE;
  const number = toNumber(value);
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : `${MINUS}∞`;
  return withMinus(significant(number, digits));
}

/**
 * A number beside a level, with as many digits as tell it from one that was given, so that a loss just above
 * it never looks equal to it. Below a level that was found, and is shown rounded up, a few digits suffice.
 *
 * @example
 * formatBeside(0.00100004, 0.001) // '0.00100004'
 * formatBeside(0.0138805293011, 0.0138805294026) // '0.01388'
 */
export function formatBeside(value: RecordedNumber, other: number | null, digits = 4): string {
  const number = toNumber(value);
  if (number === other) return formatLevel(number);
  if (other === null || (number < other && !isGiven(other))) return formatNumber(number, digits);
  const level = formatLevel(other, number);
  for (let more = digits; more < ALL_DIGITS; more++) {
    const text = formatNumber(number, more);
    if (text !== formatNumber(other, more) && text !== level) return text;
  }
  return formatNumber(number, ALL_DIGITS);
}

/**
 * A level with all the digits that a person gave it; one that was found to a few, rounded up. Next to it,
 * `formatBeside` keeps the order: a loss below the level never reads as one above it.
 *
 * @param beside a loss that is shown beside it; a level below that is never rounded up to it
 * @example
 * formatLevel(0.00123456); // '0.00123456'
 * formatLevel(0.0138805294026); // '0.01389'
 */
export function formatLevel(level: RecordedNumber, beside?: RecordedNumber): string {
  const bound = beside === undefined ? undefined : toNumber(beside);
  return formatNumber(shownLevel(toNumber(level), bound), ALL_DIGITS);
}

/**
 * Levels of one table or drawing, each with as few digits as tell it from the others.
 *
 * @example
 * formatLevels([0.0138805294026, 0.0138815200077, null]); // ['0.013881', '0.013882', '–']
 */
export function formatLevels(
  levels: readonly (RecordedNumber | null)[],
  digits = 4,
): readonly string[] {
  const known = levels.flatMap((level) => (level === null ? [] : [toNumber(level)]));
  const shown = new Map(shownLevels(known, digits).map((level, i) => [known[i], level]));
  return levels.map((level) =>
    level === null ? NO_VALUE : formatNumber(shown.get(toNumber(level)) ?? level, ALL_DIGITS),
  );
}

/**
 * Numbers of one column, each with as few digits as tell it from the others.
 *
 * @example
 * formatApart([0.5, 0.51736114, 0.51736118], 4); // ['0.5', '0.5173611', '0.5173612']
 */
export function formatApart(values: readonly number[], digits: number): readonly string[] {
  return digitsApart(values, formatNumber, digits);
}

/**
 * A count, in groups of three digits: `12 345`.
 *
 * @example
 * formatCount(12345); // '12\u202f345'
 */
export function formatCount(value: number): string {
  return withMinus(String(value).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE));
}

/**
 * A fraction as a percentage: `97.6 %`.
 *
 * @example
 * formatFraction(0.976); // '97.6\u202f%'
 * formatFraction(null); // '–'
 */
export function formatFraction(value: RecordedNumber | null): string {
  if (value === null) return NO_VALUE;
  const percent = toNumber(value) * 100;
  return Number.isFinite(percent) ? `${formatNumber(percent, 4)}${NARROW_SPACE}%` : String(percent);
}

/**
 * A time: `0.42 s`, `12.3 s`, `3 min 20 s`, `2 h 5 min`.
 *
 * @example
 * formatSeconds(0.4213); // '0.421 s'
 * formatSeconds(200); // '3 min 20 s'
 */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return NO_VALUE;
  if (seconds < 99.5) return `${formatNumber(seconds, 3)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * A word with its count: `1 bead`, `5 beads`.
 *
 * @example
 * plural(1, 'bead'); // '1 bead'
 * plural(5, 'vertex', 'vertices'); // '5 vertices'
 */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : words}`;
}

function significant(value: number, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    // All digits are those that identify it; seventeen would show what no decimal fraction can help.
    return trimExponent(
      digits < ALL_DIGITS ? rounded.toExponential(digits - 1) : rounded.toExponential(),
    );
  }
  return String(rounded);
}

/** `1.20e-5` to `1.2e-5`, `1e+9` to `1e9`. */
function trimExponent(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${short}e${exponent.replace('+', '')}`;
}

function withMinus(text: string): string {
  return text.replaceAll('-', MINUS);
}

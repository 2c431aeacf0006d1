/**
 * Text that is safe to show on a terminal or in a log: control characters (line breaks and the escape
 * that begins terminal commands among them) and invisible formatting characters (such as those that
 * turn the direction of writing) become `\u{…}`.
 *
 * @example
 * printable('red \u001b[31m'); // 'red \\u{1b}[31m'
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** A line of a message may be so long; what is longer shows a value, not what is wrong with it. */
const MAX_LINE = 2000;
/** And a message may have so many lines. */
const MAX_LINES = 100;

/**
 * A text that is cut where it is long, with how much is missing.
 *
 * @param limit how many characters (UTF-16 units) are kept at most
 * @example
 * clamped('abcdef', 4); // 'abcd… (2 more characters)'
 */
export function clamped(text: string, limit = MAX_LINE): string {
  if (text.length <= limit) return text;
  // Half of a pair would be no character.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/**
 * A message of bounded size, whatever it quotes: its lines cut where they are long, and of many the
 * first hundred.
 *
 * @example
 * bounded('short'); // 'short'
 * bounded('x'.repeat(5000)).length; // 2024
 */
export function bounded(message: string): string {
  if (message.length <= MAX_LINE) return message;
  const lines = message.split('\n');
  const more = lines.length - MAX_LINES;
  const first = lines.slice(0, MAX_LINES).map((line) => clamped(line));
  return [...first, ...(more > 0 ? [`… (${more} more lines)`] : [])].join('\n');
}

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

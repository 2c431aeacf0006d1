import { stripVTControlCharacters } from 'node:util';

/**
 * A text without anything that steers a terminal: names come from files that others wrote, and none
 * of them may move the cursor, set colours, ring, or turn the direction of what follows. Line breaks
 * stay.
 */
export function printableText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', ' ')
    .replaceAll(/[\u2028\u2029]/g, '\n')
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
}

/** The same in one line. */
export function cleanLine(text: string): string {
  return printableText(text).replaceAll('\n', ' ');
}

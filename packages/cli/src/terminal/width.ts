import { stripVTControlCharacters } from 'node:util';
import fastStringWidth from 'fast-string-width';

/** The width that is taken where a terminal does not say one. */
const USUAL_COLUMNS = 80;

/** The height that is taken where a terminal does not say one. */
const USUAL_ROWS = 24;

/** How many columns of a terminal a line takes: a Han character or an emoji two, a combining mark none. */
export function widthOfLine(line: string): number {
  if (ASCII.test(line)) return line.length;
  if (!COMPOSED.test(line)) return fastStringWidth(line);
  const written = graphemes(stripVTControlCharacters(line).normalize('NFC'));
  return written.reduce((sum, part) => sum + widthOfGrapheme(part), 0);
}

const ASCII = /^[ -~]*$/;

/** Marks, what is written as nothing, Hangul in parts, and the vowels AM of Thai and Lao. */
const COMPOSED =
  /[\p{Default_Ignorable_Code_Point}\p{Format}\p{M}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u0e33\u0eb3]/u;

/**
 * The columns of what is written as one: those of its first character that is seen, and of marks that
 * take a place of their own. Of a sequence of emoji, those of the sequence.
 */
function widthOfGrapheme(part: string): number {
  if (EMOJI.test(part)) return fastStringWidth(part);
  const [first = '', ...rest] = part.replaceAll(UNSEEN, '');
  const spaced = rest.filter((character) => SPACED.test(character));
  // By itself a mark counts as none in the library.
  return (SPACED.test(first) ? 1 : fastStringWidth(first)) + spaced.length;
}

const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Format}\p{Mn}\p{Me}]/gu;

const SPACED = /\p{Mc}/u;

/** How many columns the widest line of a text takes. */
export function widthOf(text: string): number {
  return text.split('\n').reduce((most, line) => Math.max(most, widthOfLine(line)), 0);
}

/** The size of a terminal; one that claims to have no columns, or no number of them, has the usual. */
export function sizeOf({
  columns,
  rows,
}: {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}): { readonly columns: number; readonly rows: number } {
  return { columns: stated(columns, USUAL_COLUMNS), rows: stated(rows, USUAL_ROWS) };
}

/** How wide a text for a stream may be: without bound where nobody reads it on a terminal. */
export function roomOf(stream: {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}): number {
  return stream.isTTY === true ? sizeOf(stream).columns : Infinity;
}

function stated(size: number | undefined, usual: number): number {
  return size !== undefined && size >= 1 ? Math.floor(size) : usual;
}

/** A text with spaces on one side, so that it takes so many columns. */
export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOfLine(text)));
  return align === 'left' ? text + space : space + text;
}

/** The start of a line that takes at most so many columns, with `…` where it goes on. */
export function clipped(line: string, width: number): string {
  if (widthOfLine(line) <= width) return line;
  const parts = graphemes(line);
  let kept = '';
  for (const part of parts) {
    if (widthOfLine(`${kept}${part}…`) > width) break;
    kept += part;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** A text in lines of at most so many columns, broken between words, and within one that is longer. */
export function wrapped(text: string, width: number): readonly string[] {
  if (widthOfLine(text) <= width) return [text];
  const words = text.split(' ').flatMap((word) => broken(word, width));
  return words.reduce<string[]>((lines, word) => {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    return lines.length > 0 && widthOfLine(longer) <= width
      ? [...lines.slice(0, -1), longer]
      : [...lines, word];
  }, []);
}

/** A text in lines of at most so many columns; what goes on is set in, so that the next text stands out. */
export function hanging(text: string, width: number): string {
  const room = Math.max(1, width - INDENT.length);
  const lines = text.split('\n').flatMap((line) => {
    if (widthOfLine(line) <= width) return [line];
    const [first = '', ...rest] = wrapped(line, room);
    return [first, ...rest.map((more) => INDENT + more)];
  });
  return lines.join('\n');
}

const INDENT = '  ';

function broken(word: string, width: number): readonly string[] {
  if (widthOfLine(word) <= width) return [word];
  return graphemes(word).reduce<string[]>((parts, part) => {
    const longer = (parts.at(-1) ?? '') + part;
    return parts.length > 0 && widthOfLine(longer) <= width
      ? [...parts.slice(0, -1), longer]
      : [...parts, part];
  }, []);
}

const SEGMENTER = new Intl.Segmenter();

function graphemes(text: string): readonly string[] {
  return [...SEGMENTER.segment(text)].map(({ segment }) => segment);
}

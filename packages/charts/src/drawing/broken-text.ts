/**
 * A text in lines of fewer than so many characters, broken between words; a longer word has a line of its own.
 *
 * @example
 * brokenText('not found within budget', 12); // ['not found', 'within', 'budget']
 */
export function brokenText(text: string, most: number): readonly string[] {
  return text.split(' ').reduce<readonly string[]>((lines, word) => {
    const joined = `${lines.at(-1) ?? ''} ${word}`;
    return lines.length > 0 && joined.length < most
      ? [...lines.slice(0, -1), joined]
      : [...lines, word];
  }, []);
}

import { blocks, pages } from './pages.mjs';

/**
 * A piece of code from the documentation.
 *
 * @typedef {object} Example
 * @property {string} file where it stands, from the workspace's folder
 * @property {number} line of its first line, from 1
 * @property {string} code
 * @property {'ts' | 'js'} language
 * @property {string | null} name the file that it says it is, so that others on its page import it
 * @property {boolean} standsAlone whether it writes out all of its imports, as on a page it must
 * @property {string | null} specifier the entry whose names it means first
 */

/**
 * The examples in doc comments, as they follow `@example`.
 *
 * @param {readonly import('./exported.mjs').Exported[]} exported
 * @returns {readonly Example[]}
 */
export function docExamples(exported) {
  const seen = new Set();
  return exported.flatMap(({ comments, specifier }) =>
    comments.flatMap((comment) => {
      const place = `${comment.file}:${comment.line}`;
      if (seen.has(place)) return [];
      seen.add(place);
      return examplesIn(comment).map(({ line, code }) => ({
        file: comment.file,
        line,
        code,
        language: 'ts',
        name: null,
        standsAlone: false,
        specifier,
      }));
    }),
  );
}

/** From `@example` to the next tag, or the end of the comment. */
export function examplesIn({ line, text }) {
  const lines = text
    .split('\n')
    .map((each) => each.replace(/^\s*(\/\*\*|\*\/|\* ?)|\s*\*\/$/g, ''));
  const starts = lines.flatMap((each, i) => (each.startsWith('@example') ? [i] : []));
  return starts.map((start) => {
    const next = lines.findIndex((each, i) => i > start && /^@\w/.test(each));
    const code = lines
      .slice(start + 1, next < 0 ? undefined : next)
      .join('\n')
      .trimEnd();
    return { line: line + start + 1, code };
  });
}

/**
 * The blocks of code on pages. A first line `// NAME.mjs …` says which file a block is.
 *
 * @returns {readonly Example[]}
 */
export function pageExamples() {
  return pages().flatMap(({ page, text }) =>
    blocks(text)
      .filter(({ language }) => language === 'ts' || language === 'js')
      .map(({ language, line, code }) => ({
        file: page,
        line,
        code,
        language,
        name: /^\/\/ ([\w-]+\.m?[jt]s)\b/.exec(code)?.[1] ?? null,
        standsAlone: true,
        specifier: null,
      })),
  );
}

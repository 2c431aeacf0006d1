import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';

const IGNORED = /(^|[\\/])(node_modules|dist|out|runs|\.[^\\/]+)[\\/]/;

/**
 * Every Markdown page of the workspace.
 *
 * @returns {readonly { page: string, text: string }[]} page: its path from the workspace's folder
 */
export function pages() {
  const folders = ['.', 'docs', 'examples', 'packages'];
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '.', encoding: 'utf8' }).map(
        (file) => (folder === '.' ? file : `${folder}/${file.replaceAll('\\', '/')}`),
      ),
    )
    .filter((file) => file.endsWith('.md') && !IGNORED.test(file))
    .map((page) => ({ page, text: readFileSync(join(root, page), 'utf8') }));
}

/**
 * The fenced blocks of a page.
 *
 * @param {string} text
 * @returns {readonly { language: string, line: number, code: string }[]} line: of the first line of
 *   code, from 1
 */
export function blocks(text) {
  const found = [];
  let open = null;
  text.split('\n').forEach((line, i) => {
    const fence = /^\s*```(\w*)\s*$/.exec(line);
    if (open === null && fence !== null) open = { language: fence[1], line: i + 2, lines: [] };
    else if (fence !== null) {
      found.push({ language: open.language, line: open.line, code: open.lines.join('\n') });
      open = null;
    } else open?.lines.push(line);
  });
  return found;
}

/** A page without its fenced blocks; lines stay where they are. */
export function prose(text) {
  return text.replace(/^\s*```[\s\S]*?^\s*```$/gm, (block) => block.replace(/[^\n]/g, ''));
}

/**
 * The words in code font of a page's prose, with their lines from 1.
 *
 * @param {string} text
 */
export function inlineCode(text) {
  return prose(text)
    .split('\n')
    .flatMap((line, i) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => ({ code, line: i + 1 })),
    );
}

/**
 * The rows of the first table below a heading, as cells of text, the heading row left out.
 *
 * @param {string} text
 * @param {string} heading
 * @returns {readonly { line: number, cells: readonly string[] }[]}
 */
export function tableBelow(text, heading) {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(` ${heading}`));
  return from < 0
    ? []
    : tableFrom(
        lines,
        lines.findIndex((line, i) => i > from && line.startsWith('|')),
      );
}

/** The rows of the first table whose first column has that name. */
export function tableWith(text, column) {
  const lines = text.split('\n');
  return tableFrom(
    lines,
    lines.findIndex((line) => cellsOf(line)[0] === column),
  );
}

function tableFrom(lines, top) {
  if (top < 0) return [];
  const end = lines.findIndex((line, i) => i > top && !line.startsWith('|'));
  return lines
    .slice(top + 2, end < 0 ? undefined : end)
    .map((line, i) => ({ line: top + 3 + i, cells: cellsOf(line) }));
}

function cellsOf(line) {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

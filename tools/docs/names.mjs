import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inlineCode, pages } from './pages.mjs';
import { root } from './places.mjs';

const PLUGIN = /(?<![\w/@.-])(core|dss|symmetry|cli)\/[a-z0-9-]+(?![\w/.-])/g;
const CAMEL_CASE = /\b[a-z]+(?:[A-Z][a-z0-9]*)+\b/g;

/**
 * Names on pages that mean nothing in the product, as lines: plugins that are not there, and words
 * in code font, such as `aboveEnds`, that no source knows.
 *
 * @param {ReadonlySet<string>} plugins the names of all plugins
 */
export function nameFaults(plugins) {
  const known = sourceWords();
  return pages().flatMap(({ page, text }) => [
    ...pluginsIn(text)
      .filter(({ name }) => !plugins.has(name))
      .map(({ name, line }) => `${page}:${line}: no plugin is called "${name}"`),
    ...inlineCode(text).flatMap(({ code, line }) =>
      [...code.matchAll(CAMEL_CASE)]
        .filter(([word]) => !known.has(word))
        .map(([word]) => `${page}:${line}: no source knows the name "${word}"`),
    ),
  ]);
}

/** The plugins that a page names, in its text and in its blocks. */
function pluginsIn(text) {
  return text
    .split('\n')
    .flatMap((line, i) => [...line.matchAll(PLUGIN)].map(([name]) => ({ name, line: i + 1 })));
}

/** Every word of the packages' sources, those of their kernels too. */
function sourceWords() {
  const folders = readdirSync(join(root, 'packages')).flatMap((name) =>
    ['src', 'kernels'].map((part) => join(root, 'packages', name, part)),
  );
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
  const words = new Set();
  for (const file of files.filter((each) => each.endsWith('.ts')))
    for (const [word] of readFileSync(file, 'utf8').matchAll(/\w+/g)) words.add(word);
  return words;
}

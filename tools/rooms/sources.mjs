import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tests may reach across: they compare what the product keeps apart. */
const isTest = (file) => /\.test(-d)?\.ts$|(^|\/)testing\//.test(file);

/** The packages in the order of package.json's `references`, each above those that it is made of. */
export function packageNames() {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references.map(({ path }) => path.replace('./packages/', ''));
}

/**
 * A source file and what it imports.
 *
 * @typedef {object} Source
 * @property {string} pkg
 * @property {string} room the folder of `src` that it lies in; '' for a file directly in `src`
 * @property {string} file from the workspace's folder
 * @property {number} lines
 * @property {readonly string[]} files imported by relative path, from the workspace's folder
 * @property {readonly string[]} modules imported by name
 */

/** @returns {readonly Source[]} of one package, its tests left out */
export function sourcesOf(pkg) {
  const src = join(root, 'packages', pkg, 'src');
  if (!existsSync(src)) return [];
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !isTest(file))
    .sort()
    .map((file) => sourceAt(pkg, src, file));
}

function sourceAt(pkg, src, file) {
  const path = join(src, file);
  const text = readFileSync(path, 'utf8');
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const relativeTo = (name) =>
    relative(root, resolve(dirname(path), name).replace(/\.js$/, '.ts')).replaceAll('\\', '/');
  return {
    pkg,
    room: file.includes('/') ? file.slice(0, file.indexOf('/')) : '',
    file: relative(root, path).replaceAll('\\', '/'),
    lines: text.split('\n').length - 1,
    files: names.filter((name) => name.startsWith('.')).map(relativeTo),
    modules: names.filter((name) => !name.startsWith('.')),
  };
}

/**
 * What a package's `rooms.json` says: what each room holds, which rooms and packages of the house it
 * may import, and whether it may use Node.
 *
 * @typedef {Record<string, { holds: string, imports: readonly string[], node?: true }>} Rooms
 */

/** @returns {Rooms} */
export function roomsOf(pkg) {
  return JSON.parse(readFileSync(join(root, 'packages', pkg, 'rooms.json'), 'utf8'));
}

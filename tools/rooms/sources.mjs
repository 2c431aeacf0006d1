import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { importsIn, isCode, isNode, isTest } from './imports.mjs';
import { roomsIn } from './lists.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The packages in the order of tsconfig.json's `references`, each above those that it is made of. */
export function packageNames() {
  const { references = [] } = configAt('tsconfig.json');
  return references.map(({ path }) => path.replace('./packages/', ''));
}

/** The folders of `packages` that hold one, whoever lists them. */
export function packageFolders() {
  const packages = join(root, 'packages');
  return readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));
}

/**
 * A source file and what it imports.
 *
 * @typedef {object} Source
 * @property {string} pkg
 * @property {string} room the folder of `src` that it lies in; its own name for a file directly in `src`
 * @property {string} file from the workspace's folder
 * @property {number} lines
 * @property {readonly string[]} files imported by relative path, from the workspace's folder
 * @property {readonly string[]} modules imported by name
 * @property {readonly string[]} hidden see `Imports`
 */

/** @returns {readonly Source[]} of one package, its tests left out */
export function sourcesOf(pkg) {
  const src = join(root, 'packages', pkg, 'src');
  if (!existsSync(src)) return [];
  const { imports } = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8'));
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => isCode(file) && !isTest(file))
    .sort()
    .map((file) => sourceAt(pkg, src, file, imports));
}

function sourceAt(pkg, src, file, imports) {
  const path = join(src, file);
  const text = readFileSync(path, 'utf8');
  const { names, hidden } = importsIn(text, file);
  const asked = names.flatMap((name) =>
    name.startsWith('#')
      ? chosenBy(name, imports).map((target) => ({ from: join(src, '..'), name: target }))
      : [{ from: dirname(path), name }],
  );
  const isFile = ({ name }) => name.startsWith('.');
  return {
    pkg,
    room: file.split('/')[0],
    file: inRoot(path),
    lines: text.split('\n').length - 1,
    files: asked.filter(isFile).map(({ from, name }) => inRoot(sourceFor(resolve(from, name)))),
    modules: asked.filter((one) => !isFile(one)).map(({ name }) => name),
    hidden,
  };
}

/**
 * What a `#name` stands for under any condition: sources of the package, by their paths from its folder,
 * and other packages; not what is Node's, since that is chosen in Node alone.
 *
 * @returns {readonly string[]} the name itself where it stands for nothing
 */
export function chosenBy(name, imports = {}) {
  const { [SOURCE]: source, ...built } = imports[name] ?? {};
  const targets = Object.values(typeof source === 'string' ? { source } : (source ?? built));
  return targets.length > 0 ? targets.filter((target) => !isNode(target)) : [name];
}

const SOURCE = '@isthmus/source';

const inRoot = (path) => relative(root, path).replaceAll('\\', '/');

/** The TypeScript that an import of JavaScript means where that does not stand there itself. */
const sourceFor = (path) => (existsSync(path) ? path : path.replace(/\.([cm]?)js$/, '.$1ts'));

/** @returns {ReturnType<typeof roomsIn>} */
export function listOf(pkg) {
  const place = `packages/${pkg}/rooms.json`;
  const path = join(root, place);
  return roomsIn(place, existsSync(path) ? readFileSync(path, 'utf8') : null);
}

/** @returns {import('./lists.mjs').Rooms} */
export const roomsOf = (pkg) => listOf(pkg).rooms;

/** What is known of a package beside its sources. */
export function manifestOf(pkg) {
  const folder = join(root, 'packages', pkg);
  const configs = readdirSync(folder).filter((file) => /^tsconfig\.(?!spec\.).+\.json$/.test(file));
  const referenced = configs.flatMap(
    (file) => configAt(`packages/${pkg}/${file}`).references ?? [],
  );
  return {
    ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    referenced: referenced.flatMap(({ path }) => /^\.\.\/([^/]+)/.exec(path)?.[1] ?? []),
  };
}

/** A tsconfig, which may hold comments. */
function configAt(place) {
  const { config, error } = ts.readConfigFile(join(root, place), (file) => readFileSync(file, 'utf8')); // prettier-ignore
  if (error === undefined) return config;
  throw new Error(`${place} cannot be read: ${ts.flattenDiagnosticMessageText(error.messageText, '\n')}`); // prettier-ignore
}

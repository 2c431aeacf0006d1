import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { doctest, isDeclared, toJavaScript } from './doctest.mjs';
import { WORK } from './fixture.mjs';
import { cache } from './places.mjs';

const PRELUDE = new URL('./prelude.ts', import.meta.url);

/**
 * An example written out as a module.
 *
 * @typedef {object} Module
 * @property {import('./examples.mjs').Example} example
 * @property {string} checked the file to be type-checked
 * @property {string | null} run the file to be run; null where it asks for what only its reader has
 * @property {number} header lines before the example's own
 * @property {number} values expressions whose value it states
 */

/**
 * Writes examples out as modules, with the imports that they leave to the reader; those that say which
 * file they are lie in the folder in which all of them run, too.
 *
 * @param {readonly import('./examples.mjs').Example[]} examples
 * @param {readonly import('./exported.mjs').Exported[]} exported
 * @returns {{ modules: readonly Module[], faults: readonly string[] }}
 */
export function writeModules(examples, exported) {
  write(join(cache, 'package.json'), '{ "type": "module" }\n');
  const prelude = readFileSync(PRELUDE, 'utf8');
  write(join(cache, 'checked/prelude.ts'), prelude);
  write(join(cache, 'run/prelude.js'), toJavaScript(prelude));
  const assumed = namesOf(prelude);
  const faults = [];
  const modules = examples.map((example) => {
    const header = example.standsAlone ? '' : importsOf(example, exported, assumed);
    const { code, values, faults: wrong } = doctest(example.code);
    faults.push(
      ...wrong.map(({ line, message }) => `${example.file}:${example.line + line}: ${message}`),
    );
    const checked = join(cache, 'checked', fileOf(example));
    write(checked, `${header}${example.code}\n`);
    const run = join(cache, 'run', fileOf(example).replace(/\.ts$/, '.js'));
    write(run, `${header === '' ? '' : toJavaScript(header)}${code}`);
    if (example.name !== null) write(join(WORK, example.name), code);
    const declared = isDeclared(example.code);
    return { example, checked, run: declared ? null : run, header: header === '' ? 0 : 1, values };
  });
  return { modules, faults };
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Blocks of one page lie in one folder, so that they can import each other by name. */
function fileOf({ file, line, name, language }) {
  const folder = file.replaceAll(/[^\w-]+/g, '-');
  return `${folder}/${name ?? `line-${line}.${language}`}`;
}

/** The names that `prelude.ts` exports. */
function namesOf(prelude) {
  return new Set(
    [...prelude.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name),
  );
}

/** One line that imports the exported names which an example uses and does not declare. */
function importsOf({ code, specifier }, exported, assumed) {
  const free = freeNames(code);
  const lines = [...free].flatMap((name) => {
    const [found] = exported
      .filter((one) => one.name === name)
      .sort((a, b) => Number(b.specifier === specifier) - Number(a.specifier === specifier));
    if (found !== undefined)
      return [`import { ${found.isType ? 'type ' : ''}${name} } from '${found.specifier}';`];
    return assumed.has(name) ? [`import { ${name} } from '../prelude.js';`] : [];
  });
  return `export {}; ${lines.join(' ')}\n`;
}

/** The names that a piece of code uses and declares nowhere, those of properties left out. */
export function freeNames(code) {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const names = { used: new Set(), declared: new Set(), property: new Set() };
  const visit = (node) => {
    if (ts.isIdentifier(node)) names[roleOf(node)].add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Set([...names.used].filter((name) => !names.declared.has(name)));
}

function roleOf(node) {
  const { parent } = node;
  if (parent.propertyName === node || parent.right === node) return roleOnTheRight(parent);
  if (parent.name !== node || ts.isShorthandPropertyAssignment(parent)) return 'used';
  const isMember =
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent);
  return isMember ? 'property' : 'declared';
}

/** `a` in `{ a: b } = c` and in `N.a` is a property's name, in `b + a` a value. */
function roleOnTheRight(parent) {
  return ts.isBinaryExpression(parent) ? 'used' : 'property';
}

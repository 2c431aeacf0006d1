// Reads what kernel sources (AssemblyScript) export, so that nobody writes it down a second time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The exported functions of a source: name, type parameters, parameters, result, and doc comment.
 *
 * @param {string} text
 */
export function exportedFunctions(text) {
  const pattern =
    /(\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?(?:\/\/ @ts-ignore: decorator\s*)?(?:@inline\s*)?export function (\w+)(<\w+>)?\(([^)]*)\): (\w+)/g;
  return [...text.matchAll(pattern)].map(([, doc, name, generic, list, result]) => ({
    name,
    doc: doc?.trim() ?? null,
    generic: generic ?? '',
    parameters: parametersOf(list),
    result,
  }));
}

function parametersOf(list) {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => {
      const [name, type] = each.split(/:\s*/);
      return { name, type };
    });
}

/** The exported constants of a source and their values, in their order. */
export function exportedConstants(text) {
  const pattern = /^export const (\w+): \w+ = ([^;]+);/gm;
  return [...text.matchAll(pattern)].map(([, name, value]) => ({ name, value }));
}

/** The operations of one kind: each is a file of that folder, which is called like it. */
export function operationsIn(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -3);
      const text = readFileSync(join(folder, file), 'utf8');
      const functions = new Map(exportedFunctions(text).map((each) => [each.name, each]));
      return { name, functions, constants: exportedConstants(text) };
    });
}

/** `leaky-relu` as `leakyRelu` and as `LEAKY_RELU`. */
export const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
export const capital = (name) => name.replaceAll('-', '_').toUpperCase();

/** `WEIGHT_DECAY` as `weightDecay`. */
export const camelOfCapital = (name) => camel(name.toLowerCase().replaceAll('_', '-'));

/** The first line of every file that is made. */
export const MADE = '// Made by tools/make-kernels.mjs; not for editing.\n';

/** One `if` after the other, the last case as `else`. */
export function branches(cases, indent = '  ') {
  return cases
    .map(([condition, body], i) => {
      if (i === cases.length - 1) return i === 0 ? `${indent}${body}` : ` else ${body}`;
      return `${i === 0 ? indent : ' else '}if (${condition}) ${body}`;
    })
    .join('');
}

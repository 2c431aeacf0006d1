import { builtinModules } from 'node:module';
import ts from 'typescript';
import { GET_BUILTIN, nodeGlobals } from './globals.mjs';

/**
 * What a source file asks for.
 *
 * @typedef {object} Imports
 * @property {readonly string[]} names every name that is imported, also by `import()`, `require()` and in types
 * @property {readonly string[]} hidden how it reaches Node without naming a module: `getBuiltinModule`,
 *   `import()` or `require()` of what is computed, and globals of Node's (`nodeGlobals`)
 */

/** @returns {Imports} */
export function importsIn(text, file = 'source.ts') {
  const names = [];
  const hidden = new Set();
  const visit = (node) => {
    const asked = askedBy(node);
    if (asked !== undefined && ts.isStringLiteralLike(asked)) names.push(asked.text);
    else if (asked !== undefined) hidden.add(node.expression.getText() + '(computed)');
    if (isWord(node) && node.text === GET_BUILTIN) hidden.add(GET_BUILTIN);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return { names, hidden: [...hidden, ...nodeGlobals(source)] };
}

const isWord = (node) => ts.isIdentifier(node) || ts.isStringLiteralLike(node);

/** The expression that says which module a piece of syntax asks for. */
function askedBy(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return node.argument.literal;
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return node.name;
  return ts.isCallExpression(node) && isLoader(node.expression) ? node.arguments[0] : undefined;
}

const isLoader = (called) =>
  called.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(called) && called.text === 'require');

/** Whether a name is Node's, or that of an entry of the house which needs Node. */
export const isNode = (name) =>
  name.startsWith('node:') || BUILTIN.has(name) || /^@isthmus\/[^/]+\/node$/.test(name);

const BUILTIN = new Set(builtinModules);

const EXTENSION = /\.[cm]?[jt]sx?$/;

/** Whether a file is code, in whichever of its languages. */
export const isCode = (file) => EXTENSION.test(file);

/** Whether a file is a test or made for tests: they may reach across, the product must not reach to them. */
export const isTest = (file) =>
  /\.test(-d)?(\.[cm]?[jt]sx?)?$|(^|\/)(testing|__snapshots__)(\/|$)/.test(file);

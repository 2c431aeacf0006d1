import { relative } from 'node:path';
import ts from 'typescript';
import { entries, root } from './places.mjs';

/**
 * A name that a package exports.
 *
 * @typedef {object} Exported
 * @property {string} name
 * @property {string} specifier the entry to import it from
 * @property {boolean} isType whether it exists for the compiler only
 * @property {boolean} isCallable a function or a class
 * @property {boolean} isDescribed whether it has a doc comment
 * @property {string} file its source, from the workspace's folder
 * @property {readonly Comment[]} comments its doc comments, those of its members included
 */

/**
 * A doc comment as it stands in its file.
 *
 * @typedef {{ file: string, line: number, text: string }} Comment line: from 1
 */

/**
 * Every name that the packages export, once for each thing, by the first entry that has it.
 *
 * @param {ts.Program} program
 * @returns {readonly Exported[]}
 */
export function exportedNames(program) {
  const checker = program.getTypeChecker();
  const seen = new Set();
  return entries().flatMap(({ specifier, source }) => {
    const file = program.getSourceFile(source);
    const module = file && checker.getSymbolAtLocation(file);
    const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
    return symbols.flatMap((exported) => {
      const symbol = resolved(checker, exported);
      if (seen.has(symbol)) return [];
      seen.add(symbol);
      return [describe(checker, symbol, { name: exported.name, specifier })];
    });
  });
}

function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function describe(checker, symbol, place) {
  const declarations = symbol.declarations ?? [];
  const isType = !(symbol.flags & ts.SymbolFlags.Value);
  return {
    ...place,
    isType,
    isCallable:
      Boolean(symbol.flags & ts.SymbolFlags.Class) ||
      (!isType && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0),
    isDescribed: symbol.getDocumentationComment(checker).length > 0,
    file: relative(root, declarations[0]?.getSourceFile().fileName ?? ''),
    comments: declarations.flatMap(commentsOf),
  };
}

/** The doc comments of a declaration: the one before it and those of its members. */
function commentsOf(declaration) {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const source = node.getSourceFile();
  const start = node.getFullStart();
  const text = source.text.slice(start, node.end);
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].map(({ 0: comment, index }) => ({
    file: relative(root, source.fileName),
    line: source.getLineAndCharacterOfPosition(start + index).line + 1,
    text: comment,
  }));
}

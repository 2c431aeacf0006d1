// Checks the documentation: every name that a package exports has a doc comment, and every relative
// link in a Markdown file leads somewhere. Usage: node tools/check-docs.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const IGNORED = /node_modules|dist|\.nx|\.vscode-host|[\\/]out[\\/]|runs[\\/]/;

/** The source files that a package's `exports` name. */
function entryFiles() {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = join(root, 'packages', name);
    const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.values(exports)
      .map((target) => target['@isthmus/source'])
      .filter((file) => file !== undefined)
      .map((file) => join(folder, file));
  });
}

/** Exported names without a doc comment, as lines. */
function undocumented() {
  const files = entryFiles();
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    customConditions: ['@isthmus/source'],
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  };
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const seen = new Set();
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    return (module === undefined ? [] : checker.getExportsOfModule(module)).flatMap((exported) => {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (seen.has(symbol) || symbol.getDocumentationComment(checker).length > 0) return [];
      seen.add(symbol);
      const at = symbol.declarations?.[0]?.getSourceFile().fileName ?? file;
      return [`${relative(root, at)}: "${exported.name}" is exported without a doc comment`];
    });
  });
}

/** Relative links that lead nowhere, as lines. */
function deadLinks() {
  const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && !IGNORED.test(file),
  );
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target]) => target)
      .filter((target) => !existsSync(resolve(root, dirname(page), decodeURI(target))))
      .map((target) => `${page}: the link to "${target}" leads nowhere`);
  });
}

const faults = [...undocumented(), ...deadLinks()];
console.log(
  faults.length === 0
    ? 'docs: every exported name is described, every link leads somewhere'
    : faults.join('\n'),
);
process.exitCode = faults.length === 0 ? 0 : 1;

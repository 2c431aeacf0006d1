import { join } from 'node:path';
import ts from 'typescript';
import { root } from './places.mjs';

/** The workspace's own options, less what is about emitting and about code that is left unused. */
function options() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options: base } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  return {
    ...base,
    composite: false,
    declarationMap: false,
    noEmit: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    // An example that reads its second entry says nothing about how its reader checks bounds.
    noUncheckedIndexedAccess: false,
    allowJs: true,
    checkJs: true,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
}

/**
 * Gives a function that makes programs over the packages' sources; files that two of them share are
 * parsed once.
 *
 * @returns {(files: readonly string[]) => ts.Program}
 */
export function programs() {
  const settings = options();
  const host = ts.createCompilerHost(settings, true);
  const read = host.getSourceFile.bind(host);
  const known = new Map();
  host.getSourceFile = (file, ...rest) => {
    if (!known.has(file)) known.set(file, read(file, ...rest));
    return known.get(file);
  };
  return (files) => ts.createProgram([...files], settings, host);
}

// Bundles each package, from its sources into its `dist`: one file an entry and a few that entries share,
// in place of one a module. Node resolves and reads every module at each start, which took twice as long as
// all that `isthmus list` does. Types are tsc's, also in `dist`. Other packages stay imports, so that
// plugins and the command share one of each. See docs/decisions/0015-bundled-packages.md.
//
// Usage: node tools/bundle.mjs [FOLDER ...]      folders of packages; all that have entries unless named
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SOURCE = '@isthmus/source';

/**
 * The entries of a package: what `exports` and `imports` of its manifest name with a source and a built
 * file, by each condition on its own.
 *
 * @returns {readonly { in: string, out: string }[]} sources, and built files without their extension
 */
export function entriesOf({ exports = {}, imports = {} }) {
  const named = [...Object.values(exports), ...Object.values(imports)];
  const pairs = named.flatMap(
    ({ [SOURCE]: source, ...built }) =>
    typeof source === 'object' ? Object.keys(source).map((condition) => [source[condition], built[condition]]) : [[source, built.default]], // prettier-ignore
  );
  return pairs
    .filter(([source, built]) => source !== undefined && built !== undefined)
    .map(([source, built]) => ({ in: source, out: built.replace(/^\.\/dist\/|\.js$/g, '') }));
}

/**
 * Where what entries share lies. A file that the command starts by its address (a child process, a
 * thread) lies beside the code that starts it, which may be such a shared one.
 */
const sharedFolder = (name) => (name === '@isthmus/cli' ? 'runner' : 'shared');

/** Of a package without side effects, what is imported of another package and not used is not loaded. */
const UNUSED_IMPORTS = {
  name: 'unused-imports',
  setup({ onResolve }) {
    onResolve({ filter: /^@isthmus\// }, ({ path }) => ({
      path,
      external: true,
      sideEffects: false,
    }));
  },
};

const IMPORTS_AT_THE_HEAD = /^(?:import (?:[^"]* from )?"[^"]*";\n)*/;

/**
 * Code without the bare imports of what its package shares, which keep modules in order that have side
 * effects. Where there are none, users' bundlers would warn of each. Its lines stay, for the source map.
 */
export function withoutBareImports(code) {
  return code.replace(IMPORTS_AT_THE_HEAD, (head) => head.replace(/^import "\.[^"]*";$/gm, ''));
}

/** Bundles one package, and takes away what an earlier build left. */
export async function bundlePackage(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entryPoints = entriesOf(manifest);
  if (entryPoints.length === 0) return;
  const dist = join(folder, 'dist');
  const hasEffects = manifest.sideEffects !== false;
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints,
    outdir: dist,
    chunkNames: `${sharedFolder(manifest.name)}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    packages: 'external',
    // What package.json chooses by condition is chosen when it is imported.
    external: ['#*'],
    plugins: hasEffects ? [] : [UNUSED_IMPORTS],
    sourcemap: true,
    // The sources are in the package.
    sourcesContent: false,
    write: false,
    logLevel: 'warning',
  });
  const made = new Set(outputFiles.map(({ path }) => path));
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, hasEffects ? text : withoutBareImports(text));
  }
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
    if (/\.js(\.map)?$/.test(file) && !made.has(join(dist, file))) rmSync(join(dist, file));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const packages = fileURLToPath(new URL('../packages', import.meta.url));
  const named = process.argv.slice(2).map((folder) => resolve(folder));
  const all = readdirSync(packages).map((name) => join(packages, name));
  const folders = (named.length > 0 ? named : all).filter((one) => existsSync(join(one, 'package.json'))); // prettier-ignore
  await Promise.all(folders.map(bundlePackage));
}

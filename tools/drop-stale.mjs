// Removes declarations from the `dist` of packages whose source is gone. tsc leaves them there, nx keeps
// them in its cache, and a package would be published with them.
//
// Usage: node tools/drop-stale.mjs
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const DECLARATION = /\.d\.ts(\.map)?$/;

/**
 * The declarations in a package's `dist` that no source in its `src` stands behind.
 *
 * @returns {readonly string[]} their names, relative to `dist`
 */
export function staleDeclarations(folder) {
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      DECLARATION.test(file) && !existsSync(join(folder, 'src', file.replace(DECLARATION, '.ts'))),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const packages = fileURLToPath(new URL('../packages', import.meta.url));
  for (const name of readdirSync(packages)) {
    const folder = join(packages, name);
    for (const file of staleDeclarations(folder)) rmSync(join(folder, 'dist', file));
  }
}

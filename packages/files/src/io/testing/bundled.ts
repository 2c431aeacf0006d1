import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/**
 * One module of the source as a file that plain Node can import: what a test needs to run it in a
 * process of its own.
 *
 * @param module its source
 * @returns the file's URL
 */
export function bundled(module: URL, folder: string): string {
  const entry = fileURLToPath(module);
  const outfile = join(folder, `${basename(entry)}.mjs`);
  buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@isthmus/source'],
    // Some packages have a second, old form that only Node's own loader can follow.
    mainFields: ['module', 'main'],
    // Others ask for modules of Node in the old way.
    banner: { js: REQUIRE },
    outfile,
  });
  return pathToFileURL(outfile).href;
}

import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * One module of the source as a file that plain Node can import: what a test needs to run it in a
 * process of its own.
 *
 * @param module its path in `src`
 * @returns the file's URL
 */
export function bundled(module: string, folder: string): string {
  const entry = fileURLToPath(new URL(`../../${module}`, import.meta.url));
  const outfile = join(folder, `${module.replaceAll('/', '-')}.mjs`);
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile });
  return pathToFileURL(outfile).href;
}

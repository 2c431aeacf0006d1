import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');
const SERVERS = { isthmus: 'isthmus.mjs', tfjs: 'tfjs.mjs', peak: 'peak.mjs' };

/**
 * Bundles the contenders that run on Node from the sources as they are, so that no stale build is
 * measured. tfjs stays a package, as it is for our users.
 *
 * @returns the files, and `remove`
 */
export async function bundleServers() {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'isthmus-bench-'));
  await build({
    entryPoints: Object.values(SERVERS).map((file) => join(import.meta.dirname, 'servers', file)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@isthmus/source'],
    mainFields: ['module', 'main'],
    external: ['@tensorflow/*'],
    logLevel: 'error',
  });
  cpSync(join(ROOT, 'packages', 'core', 'data'), join(folder, 'data'), { recursive: true });
  const files = Object.entries(SERVERS).map(([name, file]) => [name, join(folder, file)]);
  return {
    ...Object.fromEntries(files),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Bundling {
  buildRunner(outdir: string): Promise<unknown>;
}

/** Bundles the runner into a folder, as the package of the extension has it, with the manifest above. */
export async function bundledRunner(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('../../runner-bundle.mjs', import.meta.url));
  const { buildRunner } = (await import(script)) as Bundling;
  await buildRunner(folder);
  const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));
  cpSync(manifest, join(dirname(folder), 'package.json'));
}

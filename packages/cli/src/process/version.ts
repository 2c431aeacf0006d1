import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of this package, or of the extension that it is bundled into. */
export const VERSION: string = versionIn(ownManifest(new URL('.', import.meta.url)));

/** Versions of the packages that computed, for the record. */
export function packageVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'].flatMap((name) => {
      const version = installedVersion(name);
      return version === null ? [] : [[name, version] as const];
    }),
  );
}

function installedVersion(name: string): string | null {
  try {
    return versionIn(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    // Bundled into the extension there is no package to ask; the engine's own name holds its version.
    return null;
  }
}

/** The nearest `package.json` above this module: a bundle lies deeper than the sources do. */
function ownManifest(folder: URL): URL {
  const manifest = new URL('package.json', folder);
  return existsSync(manifest) ? manifest : ownManifest(new URL('..', folder));
}

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of this package. */
export const VERSION: string = versionIn(new URL('../package.json', import.meta.url));

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

function versionIn(file: string | URL): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IsthmusError } from '@isthmus/contract/base';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** One of the binaries; the others lie beside it. */
const BINARY = 'tfjs-backend-wasm-simd.wasm';

/**
 * Imports the package, which registers the tfjs backend `wasm`, and tells it where its binaries lie.
 *
 * @returns its version; null where it or its binaries are not installed
 */
export async function importWasm(): Promise<string | null> {
  // The name is written out, so that a bundler sees it.
  const module = await orNull(() => import('@tensorflow/tfjs-backend-wasm'));
  const folder = module === null ? null : binariesFolder();
  if (module === null || folder === null) return null;
  module.setWasmPaths(folder + sep);
  return module.version_wasm;
}

/**
 * The value of an import, or null where the module is not installed. Any other failure is thrown:
 * a broken installation is not an absent one.
 *
 * @throws `tfjs/wasm-import` with the cause
 */
export async function orNull<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch (cause) {
    if (isNotFound(cause)) return null;
    throw new IsthmusError(
      'tfjs/wasm-import',
      `${PACKAGE} is installed but cannot be imported: reinstall it, or remove it to use the tfjs backend "cpu".`,
      {},
      { cause },
    );
  }
}

function isNotFound(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/**
 * Where the binaries lie. A bundle ships them beside itself, and those must win over a package that
 * may also be installed there, perhaps in another version than the bundled code.
 */
function binariesFolder(): string | null {
  // In a bundle in CommonJS form there is no such address, whatever the type says.
  const here: string | undefined = import.meta.url;
  if (here === undefined) return null;
  const beside = dirname(fileURLToPath(here));
  return existsSync(`${beside}${sep}${BINARY}`) ? beside : packageFolder(here);
}

function packageFolder(from: string): string | null {
  try {
    return dirname(createRequire(from).resolve(`${PACKAGE}/dist/${BINARY}`));
  } catch {
    return null;
  }
}

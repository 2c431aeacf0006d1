import { binariesFolder } from '#binaries';
import { IsthmusError } from '@isthmus/contract/base';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

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
  module.setWasmPaths(folder);
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

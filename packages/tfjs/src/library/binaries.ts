import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** One of the binaries; the others lie beside it. */
const BINARY = 'tfjs-backend-wasm-simd.wasm';

/**
 * Where the binaries lie, as a path that ends with a separator. A bundle ships them beside itself, and those must win over a package that
 * may also be installed there, perhaps in another version than the bundled code.
 */
export function binariesFolder(): string | null {
  // In a bundle in CommonJS form there is no such address, whatever the type says.
  const here: string | undefined = import.meta.url;
  if (here === undefined) return null;
  const beside = dirname(fileURLToPath(here));
  return existsSync(`${beside}${sep}${BINARY}`) ? beside + sep : packageFolder(here);
}

function packageFolder(from: string): string | null {
  try {
    return dirname(createRequire(from).resolve(`${PACKAGE}/dist/${BINARY}`)) + sep;
  } catch {
    return null;
  }
}

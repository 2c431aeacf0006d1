import process from 'node:process';
import type { Registry } from '@isthmus/core';
import { isIsthmusError, IsthmusError } from '@isthmus/core';
import { builtInRegistry, registryFor } from './plugins.js';

/**
 * The registry of a command that takes `--plugin`: the product's plugins and those named, which are
 * looked up from the working folder.
 *
 * @throws an `IsthmusError` that names the option
 */
export async function registryWith(names: readonly string[]): Promise<Registry> {
  if (names.length === 0) return builtInRegistry();
  try {
    return await registryFor(names, process.cwd());
  } catch (thrown) {
    if (!isIsthmusError(thrown)) throw thrown;
    // The pointer into a config's list means nothing here; the message itself names the plugin.
    const message = thrown.message.replace(/^\/plugins\/\d+: /, '');
    throw new IsthmusError(thrown.code, `--plugin: ${message}`, thrown.data, { cause: thrown });
  }
}

import { Registry } from '@isthmus/core';
import { loadPlugins } from '@isthmus/core/node';
import { core } from '@isthmus/core/builtin';
import type { Definition } from '@isthmus/core/contract';
import { dss } from '@isthmus/dss';
import { symmetry } from '@isthmus/symmetry';
import { htmlReporter } from '../report/reporter.js';

/** Everything that the product brings, bundle by bundle. */
const BUILT_IN: readonly (readonly Definition[])[] = [core, dss, symmetry, [htmlReporter]];

/**
 * Everything that the product brings, without a user's plugins.
 *
 * @example
 * builtInRegistry().list('reporter').map(({ name }) => name); // ['cli/html']
 */
export function builtInRegistry(): Registry {
  return Registry.of(...BUILT_IN);
}

/**
 * The registry of an experiment: the product's plugins and those that the config names.
 *
 * @param names the config's `plugins`
 * @param folder the config's folder
 * @throws `ConfigError` when a plugin cannot be loaded; `registry/duplicate`
 * @example
 * const registry = await registryFor(['./my-arch.mjs'], process.cwd());
 * registry.list('architecture').at(-1)?.name; // 'mine/two-layer'
 */
export async function registryFor(names: readonly string[], folder: string): Promise<Registry> {
  return Registry.of(...BUILT_IN, ...(await loadPlugins(names, folder)));
}

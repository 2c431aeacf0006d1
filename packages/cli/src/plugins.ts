import { loadPlugins, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import type { Definition } from '@isthmus/core/contract';
import { dss } from '@isthmus/dss';
import { symmetry } from '@isthmus/symmetry';
import { htmlReporter } from './report/reporter.js';

/** The reporters that come with the command. */
const reporters: readonly Definition[] = [htmlReporter];

/** Everything that the product brings, without a user's plugins. */
export function builtInRegistry(): Registry {
  return Registry.of(core, dss, symmetry, reporters);
}

/**
 * The registry of an experiment: the product's plugins and those that the config names.
 *
 * @param names the config's `plugins`
 * @param folder the config's folder
 */
export async function registryFor(names: readonly string[], folder: string): Promise<Registry> {
  return Registry.of(core, dss, symmetry, reporters, ...(await loadPlugins(names, folder)));
}

import process from 'node:process';
import { experimentJsonSchema } from '@isthmus/core';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';
import { builtInRegistry, registryFor } from '../plugins.js';

/** Prints the JSON Schema of experiments, with the options of every plugin. */
export async function schemaCommand({
  plugin = [],
}: {
  readonly plugin?: readonly string[];
}): Promise<ExitCode> {
  const registry =
    plugin.length === 0 ? builtInRegistry() : await registryFor(plugin, process.cwd());
  process.stdout.write(`${JSON.stringify(experimentJsonSchema(registry), null, 2)}\n`);
  return EXIT.finished;
}

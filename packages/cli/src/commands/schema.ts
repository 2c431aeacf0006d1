import process from 'node:process';
import { experimentJsonSchema } from '@isthmus/core';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import { registryWith } from '../experiment/named-plugins.js';

/** Prints the JSON Schema of experiments, with the options of every plugin. */
export async function schemaCommand({
  plugin = [],
}: {
  /** Plugins to include, as a config names them. */
  readonly plugin?: readonly string[];
}): Promise<ExitCode> {
  const registry = await registryWith(plugin);
  process.stdout.write(`${JSON.stringify(experimentJsonSchema(registry), null, 2)}\n`);
  return EXIT.finished;
}

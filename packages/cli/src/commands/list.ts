import process from 'node:process';
import { optionsJsonSchema, toJson } from '@isthmus/core';
import type { Kind } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';
import { builtInRegistry, registryFor } from '../plugins.js';
import { textTable } from '../terminal/table.js';

/** The options of `isthmus list`. */
export interface ListCommandOptions {
  readonly json?: boolean;
  /** Plugins to list too, as a config names them. */
  readonly plugin?: readonly string[];
}

/** Lists the plugins of a kind, or of all kinds. */
export async function listCommand(
  kind: Kind | undefined,
  { json, plugin = [] }: ListCommandOptions,
): Promise<ExitCode> {
  const registry =
    plugin.length === 0 ? builtInRegistry() : await registryFor(plugin, process.cwd());
  const kinds = kind === undefined ? KINDS : [kind];
  const rows = kinds.flatMap((k) => registry.list(k));
  process.stdout.write(
    json
      ? `${toJson(
          rows.map(({ kind: of, name, summary, sources, ...definition }) => ({
            kind: of,
            name,
            summary,
            sources,
            options: optionsJsonSchema({ kind: of, name, summary, sources, ...definition }),
          })),
          2,
        )}\n`
      : `${textTable(
          [
            { title: 'kind', align: 'left', text: (row) => row.kind },
            { title: 'name', align: 'left', text: (row) => row.name },
            { title: 'summary', align: 'left', text: (row) => row.summary },
          ],
          rows,
        )}\n`,
  );
  return EXIT.finished;
}

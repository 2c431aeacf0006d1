import process from 'node:process';
import type { Registry } from '@isthmus/core';
import { optionsJsonSchema } from '@isthmus/core/internal';
import { toJson } from '@isthmus/contract/internal';
import type { Definition, Kind } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import { registryWith } from '../experiment/named-plugins.js';
import type { Column } from '../terminal/table.js';
import { textTable } from '../terminal/table.js';
import { roomOf } from '../terminal/width.js';

/** The width of a list that is read elsewhere than on a terminal; programs read `--json`. */
const PIPED_WIDTH = 120;

/** The options of `isthmus list`. */
export interface ListCommandOptions {
  readonly json?: boolean;
  /** Plugins to list too, as a config names them. */
  readonly plugin?: readonly string[];
}

/** Lists the plugins of a kind, or of all kinds. */
export async function listCommand(
  kind: Kind | undefined,
  { json = false, plugin = [] }: ListCommandOptions,
): Promise<ExitCode> {
  const registry = await registryWith(plugin);
  const definitions = definitionsOf(registry, kind === undefined ? KINDS : [kind]);
  const text = json ? toJson(definitions.map(described), 2) : listed(definitions, kind);
  process.stdout.write(`${text}\n`);
  return EXIT.finished;
}

function definitionsOf(registry: Registry, kinds: readonly Kind[]): readonly Definition[] {
  return kinds.flatMap((kind) => registry.list(kind));
}

function described(definition: Definition) {
  const { kind, name, summary, sources } = definition;
  return { kind, name, summary, sources, options: optionsJsonSchema(definition) };
}

function listed(definitions: readonly Definition[], kind: Kind | undefined): string {
  if (definitions.length === 0) return `No plugin is of the kind ${kind ?? 'asked for'}.`;
  const columns: readonly Column<Definition>[] = [
    { title: 'kind', align: 'left', text: (row) => row.kind },
    { title: 'name', align: 'left', text: (row) => row.name },
    { title: 'summary', align: 'left', text: (row) => row.summary },
  ];
  return textTable(kind === undefined ? columns : columns.slice(1), definitions, {
    wrapAt: process.stdout.isTTY ? roomOf(process.stdout) : PIPED_WIDTH,
  });
}

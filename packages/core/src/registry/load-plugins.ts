import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../base/errors.js';
import type { Definition } from '../contract/plugin.js';
import { KINDS } from '../contract/plugin.js';
import { ConfigError } from './issues.js';

/**
 * Loads the plugins that a config names: files beside it (`./my-arch.mjs`) or npm packages found
 * from its folder. Loading runs their code, so callers ask for trust first.
 *
 * A module exports its bundle as `plugins` or as its default export: a list of definitions.
 *
 * @param folder the config's folder
 * @throws `ConfigError` naming the entry, and what to export or install
 */
export async function loadPlugins(
  names: readonly string[],
  folder: string,
): Promise<readonly (readonly Definition[])[]> {
  const bundles: (readonly Definition[])[] = [];
  for (const [i, name] of names.entries())
    bundles.push(await loadBundle(name, folder, `/plugins/${i}`));
  return bundles;
}

async function loadBundle(
  name: string,
  folder: string,
  at: string,
): Promise<readonly Definition[]> {
  const file = locate(name, folder, at);
  const module = await importModule(file, name, at);
  const bundle = module['plugins'] ?? module['default'];
  if (!Array.isArray(bundle) || bundle.length === 0)
    throw fault(
      at,
      `"${name}" exports no plugins. Export a list of definitions: export const plugins = [ … ].`,
    );
  for (const [i, definition] of bundle.entries())
    checkDefinition(definition, `${name}, plugin ${i}`, at);
  return bundle as readonly Definition[];
}

function locate(name: string, folder: string, at: string): string {
  if (name.startsWith('.') || isAbsolute(name)) {
    const file = resolve(folder, name);
    if (existsSync(file)) return file;
    throw fault(at, `the file "${name}" does not exist beside the config (looked for ${file}).`);
  }
  try {
    return createRequire(join(folder, 'config.json')).resolve(name);
  } catch (cause) {
    throw fault(
      at,
      `the package "${name}" is not installed where the config can see it. Run npm install ${name} there.`,
      cause,
    );
  }
}

async function importModule(
  file: string,
  name: string,
  at: string,
): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw fault(at, `"${name}" fails while it is loaded: ${messageOf(cause)}`, cause);
  }
}

function checkDefinition(value: unknown, what: string, at: string): void {
  const missing = DEFINITION_FIELDS.filter(({ fits }) => !fits(value as Partial<Definition>));
  if (typeof value !== 'object' || value === null || missing.length > 0)
    throw fault(
      at,
      `${what}: not a definition; it lacks ${missing.map(({ name }) => name).join(', ') || 'everything'}. Make it with define({ … }).`,
    );
}

const DEFINITION_FIELDS: readonly {
  readonly name: string;
  fits(value: Partial<Definition>): boolean;
}[] = [
  {
    name: `kind (one of ${KINDS.join(', ')})`,
    fits: (d) => KINDS.some((kind) => kind === d?.kind),
  },
  { name: 'name ("scope/name")', fits: (d) => /^[^/\s]+\/[^/\s]+$/.test(String(d?.name)) },
  { name: 'summary', fits: (d) => typeof d?.summary === 'string' },
  {
    name: 'options (a Standard Schema)',
    fits: (d) => typeof d?.options?.['~standard']?.validate === 'function',
  },
  { name: 'create', fits: (d) => typeof d?.create === 'function' },
];

function fault(pointer: string, message: string, cause?: unknown): ConfigError {
  const error = new ConfigError([{ code: 'config/plugin', pointer, message }]);
  if (cause !== undefined) error.cause = cause;
  return error;
}

import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Definition, PluginName } from '@isthmus/contract';
import { KINDS } from '@isthmus/contract';
import { isPluginFile, PLUGIN_NAME_PATTERN } from '../registry/plugin-name.js';

/** The version of the field `isthmus` that is understood. */
const API_VERSION = 1;

/** A list of plugins is text for an editor; more is read by nobody. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_PLUGINS = 1000;
const MAX_TEXT = 10_000;

const text = z.string().max(MAX_TEXT);

const description = z.object({
  kind: z.enum(KINDS),
  name: z.custom<PluginName>((name) => typeof name === 'string' && PLUGIN_NAME_PATTERN.test(name)),
  summary: text.default(''),
  sources: z.array(text).default([]),
  options: z.record(z.string(), z.unknown()).nullable().default(null),
});

const descriptions = z.array(description).max(MAX_PLUGINS);

const field = z.object({
  apiVersion: z.literal(API_VERSION),
  plugins: z.union([text, descriptions]),
});

/** A plugin as its package describes it, its code left alone. */
export type PluginDescription = z.output<typeof description>;

/**
 * What an installed package says of its plugins in the field `isthmus` of its package.json: their kinds,
 * names and the JSON Schemas of their options, or the name of a file in the package that lists them as
 * `isthmus list --json` does. Nothing of the package is run.
 *
 * @param name as an experiment names it
 * @param folder where the search for `node_modules` begins
 * @returns null where no such package is found, or where it says nothing that is understood
 * @example
 * describedPlugins('not-installed', process.cwd()); // null
 */
export function describedPlugins(
  name: string,
  folder: string,
): readonly PluginDescription[] | null {
  const home = isPluginFile(name) ? null : packageFolder(name, folder);
  if (home === null) return null;
  const found = field.safeParse(jsonIn(join(home, 'package.json'), 'isthmus'));
  if (!found.success) return null;
  const { plugins } = found.data;
  if (typeof plugins !== 'string') return plugins;
  const file = resolve(home, plugins);
  const below = relative(home, file);
  if (below.startsWith('..') || isAbsolute(below)) return null;
  const listed = descriptions.safeParse(jsonIn(file));
  return listed.success ? listed.data : null;
}

/** The folder of an installed package, found as Node finds it; null without one. */
function packageFolder(name: string, from: string): string | null {
  const [own] = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*/.exec(name) ?? [];
  if (own === undefined) return null;
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', own);
    if (jsonIn(join(home, 'package.json')) !== undefined) return home;
    if (dirname(folder) === folder) return null;
  }
}

/** What a JSON file holds, or one key of it; undefined where it cannot be read. */
function jsonIn(file: string, key?: string): unknown {
  try {
    const document = JSON.parse(boundedText(file)) as unknown;
    if (key === undefined) return document;
    return Object.entries(document ?? {}).find(([own]) => own === key)?.[1] as unknown;
  } catch {
    return undefined;
  }
}

function boundedText(path: string): string {
  const stat = statSync(path);
  // A pipe or a device would be read without end.
  if (!stat.isFile() || stat.size > MAX_BYTES) throw new Error(`${path} is not read.`);
  return readFileSync(path, 'utf8');
}

/**
 * A definition that checks options by their JSON Schema: for experiments that are checked and not run.
 *
 * @param stub what it makes, the least that is asked of a plugin of its kind
 * @example
 * const slow = { summary: 'Slow.', sources: [], options: null };
 * definitionOf({ kind: 'optimizer', name: 'foo/slow', ...slow }, {}).name; // 'foo/slow'
 */
export function definitionOf(description: PluginDescription, stub: object): Definition {
  const { options, ...rest } = description;
  const schema = schemaOf(options);
  const validate = (value: unknown) => schema['~standard'].validate(value);
  const print = () => options ?? { type: 'object' };
  const jsonSchema = { input: print, output: print };
  const standard = { version: 1, vendor: 'isthmus-description', validate, jsonSchema };
  const definition = { ...rest, options: { '~standard': standard }, create: () => stub };
  return definition as unknown as Definition;
}

/** What its JSON Schema says that is not understood is not checked. */
function schemaOf(options: PluginDescription['options']): z.ZodType {
  try {
    if (options !== null) return z.fromJSONSchema(options as never);
  } catch {
    // Such as a reference to elsewhere.
  }
  return z.record(z.string(), z.unknown());
}

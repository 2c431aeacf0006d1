import { isBuiltin } from 'node:module';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inAsyncCall, inCall, mendIntrinsics, type PluginCall } from '@isthmus/contract/internal';
import { IsthmusError, messageOf } from '@isthmus/contract/base';
import type { Definition } from '@isthmus/contract';
import { KINDS } from '@isthmus/contract';
import { changedWords } from '../registry/guard/guard.js';
import { guardedDefinition } from '../registry/guard/guarded-definition.js';
import type { ConfigIssue } from '../registry/issues.js';
import { ConfigError } from '../registry/issues.js';
import { missingPackageRemedy } from './missing-package.js';
import { isPluginFile, PLUGIN_NAME_PATTERN } from '../registry/plugin-name.js';
import { placeOf } from './syntax-place.js';

/**
 * Loads the plugins that a config names: files beside it (`./my-arch.mjs`) or npm packages found
 * from its folder. Loading runs their code, so callers ask for trust first.
 *
 * A module exports its bundle as `plugins` or as its default export: a list of definitions.
 *
 * @param folder the config's folder
 * @throws `ConfigError` naming the entry, and what to export or install
 * @example
 * const bundles = await loadPlugins(['./my-arch.mjs'], process.cwd());
 * bundles.flat().map(({ name }) => name); // ['mine/two-layer']
 * await loadPlugins(['./not-there.mjs'], process.cwd()); // throws config/plugin
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
  const file = isPluginFile(name)
    ? locateFile(name, folder, at)
    : await locatePackage(name, folder, at);
  const module = await importModule(file, name, at);
  const bundle = module['plugins'] ?? module['default'];
  if (!Array.isArray(bundle) || bundle.length === 0)
    throw fault(
      at,
      `"${name}" exports no plugins. Export a list of definitions: export const plugins = [define({ … })].`,
    );
  const definitions: readonly unknown[] = bundle;
  return definitions.map((value, i) =>
    inImport(name, at, () => {
      checkDefinition(value, name, i, at);
      return guardedDefinition(value as Definition);
    }),
  );
}

function locateFile(name: string, folder: string, at: string): string {
  const file = resolve(folder, name);
  if (!existsSync(file)) throw fault(at, `the file "${name}" does not exist (looked for ${file}).`);
  if (!statSync(file).isFile())
    throw fault(at, `"${name}" is a folder; name the file in it that exports the plugins.`);
  return file;
}

async function locatePackage(name: string, folder: string, at: string): Promise<string> {
  // Loaded where a package is named, which is seldom.
  const { resolvePackage } = await import('./resolve-package.js');
  try {
    const file = resolvePackage(name, folder);
    if (file !== null) return file;
  } catch (cause) {
    throw fault(at, `the package "${name}" has no entry to load: ${messageOf(cause)}`, cause);
  }
  if (isBuiltin(name))
    throw fault(at, `"${name}" is part of Node, and holds no plugins; the name of a file begins with "./".`); // prettier-ignore
  throw new ConfigError([notInstalled(name, folder, at)]);
}

function notInstalled(name: string, folder: string, pointer: string): ConfigIssue {
  const [installed] = PACKAGE_NAME.exec(name) ?? [];
  const advice = installed === undefined ? 'The' : `Run npm install ${installed} there; the`;
  return {
    code: 'config/plugin',
    pointer,
    message: `the package "${name}" is not installed (looked from ${folder} upwards). ${advice} name of a file begins with "./".`,
    ...(installed === undefined ? {} : { absentPackage: installed }),
  };
}

/** Of a name, what npm installs: it takes `a/b` for a repository of GitHub's, and a URL for a file. */
const PACKAGE_NAME = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?=$|\/)/;

async function importModule(
  file: string,
  name: string,
  at: string,
): Promise<Record<string, unknown>> {
  try {
    const imported = await inAsyncCall(
      importCall(name),
      async () => {
        const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
        // A promise that it leaves rejected is told by now, while it is known whose it is.
        await new Promise((resolve) => setImmediate(resolve));
        return loaded as Record<string, unknown>;
      },
      (seconds) =>
        new IsthmusError(
          'run/silent',
          `its import has not ended after ${seconds} s. If it needs longer, raise /limits/silenceSeconds.`,
        ),
    );
    const changed = mendIntrinsics();
    if (changed !== null) throw new IsthmusError('config/plugin', changedWords(changed));
    return imported;
  } catch (cause) {
    // Before anything is said: words are made with the very objects that it may have changed.
    mendIntrinsics();
    const where = cause instanceof SyntaxError ? await placeOf(cause, file) : null;
    const what = where === null ? messageOf(cause) : `${where}: ${messageOf(cause)}`;
    const remedy = missingPackageRemedy(cause);
    throw fault(at, `"${name}" fails while it is loaded: ${what}${remedy}`, cause);
  }
}

function importCall(name: string): PluginCall {
  const what = isPluginFile(name) ? 'plugin file' : 'plugin package';
  return { who: `${what} "${name}"`, phase: 'import', foreign: true };
}

/** Looks at what a module exports, which may be code of its own too. */
function inImport<T>(name: string, at: string, action: () => T): T {
  try {
    return inCall(importCall(name), action);
  } catch (cause) {
    throw cause instanceof ConfigError
      ? cause
      : fault(at, `"${name}" fails while it is loaded: ${messageOf(cause)}`, cause);
  }
}

function checkDefinition(value: unknown, bundle: string, index: number, at: string): void {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Definition>;
  const wrong = DEFINITION_FIELDS.filter(({ fits }) => !fits(given));
  if (wrong.length === 0) return;
  const called = typeof given.name === 'string' ? ` ("${given.name}")` : '';
  throw fault(
    at,
    `plugin ${index} of "${bundle}"${called} is no definition; missing or wrong: ${wrong.map(({ name }) => name).join(', ')}. Make it with define({ … }).`,
  );
}

const DEFINITION_FIELDS: readonly {
  readonly name: string;
  fits(value: Partial<Definition>): boolean;
}[] = [
  { name: `kind (one of ${KINDS.join(', ')})`, fits: (d) => KINDS.some((kind) => kind === d.kind) },
  {
    name: 'name ("scope/name")',
    fits: (d) => typeof d.name === 'string' && PLUGIN_NAME_PATTERN.test(d.name),
  },
  { name: 'summary (a text)', fits: (d) => typeof d.summary === 'string' },
  { name: 'sources (a list of texts)', fits: (d) => Array.isArray(d.sources) },
  {
    name: 'options (a Standard Schema)',
    fits: (d) => typeof d.options?.['~standard']?.validate === 'function',
  },
  { name: 'create (a function)', fits: (d) => typeof d.create === 'function' },
];

function fault(pointer: string, message: string, cause?: unknown): ConfigError {
  return new ConfigError([{ code: 'config/plugin', pointer, message }], { cause });
}

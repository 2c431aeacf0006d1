import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { IsthmusError } from '@isthmus/contract/base';
import { valueAt } from '../registry/pointer.js';

/** The conditions of a package's exports that apply to an ES module import in Node. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync', 'default']);

/**
 * The file that `import name` would load from a folder, or null when no such package is installed.
 * (Node resolves imports from the importing file only, and `require.resolve` does not see packages
 * that are ES modules alone.)
 *
 * @param name a package, or a part of one that it exports (`pkg/part`)
 * @param folder where the search for `node_modules` begins
 * @throws `config/plugin` when the package is there and exports no such entry
 */
export function resolvePackage(name: string, folder: string): string | null {
  const from = createRequire(join(folder, 'config.json'));
  const [, packageName, rest] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(name) ?? [];
  if (packageName === undefined || packageName.startsWith('.')) return null;
  const roots = (from.resolve.paths(packageName) ?? []).map((root) => join(root, packageName));
  const root = roots.find((path) => existsSync(join(path, 'package.json')));
  if (root === undefined) return null;
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as unknown;
  const exported = valueAt(manifest, ['exports']);
  // Packages without exports: every file can be named, and main is the entry.
  if (exported === undefined || exported === null) return from.resolve(name);
  const entry = rest === undefined ? '.' : `./${rest}`;
  const target = targetOf(exportOf(exported, entry));
  const file = target === null ? null : resolve(root, target);
  if (file === null || !file.startsWith(root + sep))
    throw new IsthmusError('config/plugin', `its package.json exports no "${entry}" for import.`);
  return file;
}

/** The target of an entry; exports without entries of their own are those of `.`. */
function exportOf(exported: unknown, entry: string): unknown {
  const hasEntries =
    typeof exported === 'object' &&
    exported !== null &&
    Object.keys(exported).some((key) => key.startsWith('.'));
  if (hasEntries) return valueAt(exported, [entry]);
  return entry === '.' ? exported : undefined;
}

/** The first condition that applies decides, as in Node; a list holds fallbacks. */
function targetOf(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return null;
  const options = Array.isArray(target)
    ? (target as readonly unknown[])
    : Object.entries(target).flatMap(([key, value]) =>
        CONDITIONS.has(key) ? [value as unknown] : [],
      );
  for (const option of options) {
    const found = targetOf(option);
    if (found !== null) return found;
  }
  return null;
}

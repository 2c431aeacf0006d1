import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { IsthmusError } from '@isthmus/contract/base';

/** The conditions of a package's exports that apply to an ES module import in Node. */
const CONDITIONS: ReadonlySet<string> = new Set(['node', 'import', 'module-sync']);

/**
 * The file that `import name` would load from a folder, or null when no such package is installed.
 * (Node itself resolves imports from the importing file only.)
 *
 * @param name a package, or a part of one that it exports (`pkg/part`)
 * @param folder where the search for `node_modules` begins
 * @throws `config/plugin` when the package is there and exports no such entry
 */
export function resolvePackage(name: string, folder: string): string | null {
  const from = pathToFileURL(join(folder, 'config.json'));
  try {
    const { protocol, href } = moduleResolve(name, from, new Set(CONDITIONS));
    // A module of Node itself is no package.
    return protocol === 'file:' ? fileURLToPath(href) : null;
  } catch (cause) {
    return whereNot(cause, name);
  }
}

/** What Node says of entries that are not exported, or lead out of their package. */
const NO_ENTRY = new Set(['ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_INVALID_PACKAGE_TARGET']);

/** What a name that cannot be resolved means. */
function whereNot(cause: unknown, name: string): string | null {
  const { code, message, url } = cause as { code?: string; message?: string; url?: string };
  if (code === 'ERR_INVALID_MODULE_SPECIFIER') return null;
  if (code === 'ERR_MODULE_NOT_FOUND')
    // The package may be there, and the file that it names not: its import will say so.
    return message?.startsWith('Cannot find package') === false && url ? fileURLToPath(url) : null;
  if (!NO_ENTRY.has(code ?? '')) throw cause;
  const entry = name.replace(/^(?:@[^/]+\/)?[^/]+/, '.');
  throw new IsthmusError(
    'config/plugin',
    `its package.json exports no "${entry}" for import.`,
    {},
    { cause },
  );
}

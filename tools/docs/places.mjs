import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where examples are written and run: outside the sources, and never committed. */
export const cache = join(root, 'node_modules/.cache/isthmus-docs');

/**
 * What the packages export: the specifier to import it by, its source and its built file.
 *
 * @returns {readonly { specifier: string, source: string, built: string }[]}
 */
export function entries() {
  return named().filter(({ source }) => existsSync(source));
}

/** Exports of packages that lead to no source, as lines. */
export function entryFaults() {
  return named()
    .filter(({ source }) => !existsSync(source))
    .map(
      ({ specifier, source }) =>
        `"${specifier}" is exported, but ${relative(root, source)} is not there`,
    );
}

/** For the other packages of the house, or for its tests alone: nobody else imports from there. */
const OURS = /^\.\/(internal|testing)$/;

function named() {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const path = join(root, 'packages', folder);
    const { name, exports = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return Object.entries(exports)
      .filter(([key, target]) => target['@isthmus/source'] !== undefined && !OURS.test(key))
      .map(([key, target]) => ({
        specifier: `${name}${key.slice(1)}`,
        source: join(path, target['@isthmus/source']),
        built: join(path, target.default),
      }));
  });
}

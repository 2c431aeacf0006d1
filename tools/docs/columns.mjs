import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableBelow } from './pages.mjs';
import { root } from './places.mjs';

/**
 * Where the first column of a table and the names that it must hold differ, as lines.
 *
 * @param {string} page
 * @param {string} heading the one that the table stands below
 * @param {readonly string[]} names
 */
export function columnFaults(page, heading, names) {
  const rows = tableBelow(readFileSync(join(root, page), 'utf8'), heading);
  const present = rows.map(({ cells: [name = ''] }) => name.replaceAll('`', ''));
  const place = `${page}: the table below "${heading}"`;
  return [
    ...names.filter((name) => !present.includes(name)).map((name) => `${place} lacks "${name}"`),
    ...present
      .filter((name) => !names.includes(name))
      .map((name) => `${place} has "${name}", which is none of ${names.join(', ')}`),
  ];
}

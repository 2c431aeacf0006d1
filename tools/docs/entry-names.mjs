import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inlineCode, pages, tableWith } from './pages.mjs';
import { entries, root } from './places.mjs';

const SPECIFIER = /^@isthmus\/[a-z0-9-]+(?:\/[a-z0-9/-]+)?$/;

/**
 * Entries of packages that a README does not list under "entry", or lists and there is none such, and
 * words in code font on any page that name an entry that is not there; as lines.
 */
export function entryNameFaults() {
  const listed = entries().map(({ specifier }) => specifier);
  const manifests = readdirSync(join(root, 'packages')).map((folder) => {
    const page = `packages/${folder}/README.md`;
    const file = join(root, page);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
    return { page, text, ...JSON.parse(manifest) };
  });
  return [...manifests.flatMap((one) => listFaults(one, listed)), ...wordFaults(manifests)];
}

/**
 * What is wrong with the table of entries of one README. A package with one entry needs none, as its
 * own name says where that is.
 *
 * @param {{ name: string, page: string, text: string }} readme
 * @param {readonly string[]} listed the entries of all packages
 */
export function listFaults({ name, page, text }, listed) {
  const own = listed.filter((each) => each === name || each.startsWith(`${name}/`));
  const rows = tableWith(text, 'entry').map(({ cells: [cell] }) => cell.replaceAll('`', ''));
  if (own.length <= 1 && rows.length === 0)
    return own
      .filter((each) => !text.includes(each))
      .map((each) => `${page} does not name its entry "${each}"`);
  return [
    ...own
      .filter((each) => !rows.includes(each))
      .map((each) => `${page}: the table of entries lacks "${each}"`),
    ...rows
      .filter((each) => !own.includes(each))
      .map((each) => `${page}: the table of entries has "${each}", which is not exported`),
  ];
}

function wordFaults(manifests) {
  const exported = new Set(
    // A package may be named that exports nothing, for its command.
    manifests.flatMap(({ name, exports = {} }) =>
      ['.', ...Object.keys(exports)].map((key) => `${name}${key.slice(1)}`),
    ),
  );
  return pages().flatMap(({ page, text }) =>
    inlineCode(text)
      .filter(({ code }) => SPECIFIER.test(code) && !exported.has(code))
      .map(({ code, line }) => `${page}:${line}: no package exports "${code}"`),
  );
}

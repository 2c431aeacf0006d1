import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cifarBatches } from './cifar.mjs';
import { faultsIn, writeSet, writeWhole } from './folder.mjs';
import { filesOfDebian, filesOfNpm } from './packages.mjs';

/**
 * Puts a data set into a folder, unless it is there already.
 *
 * @param {string} name
 * @param {import('./sets.mjs').DataSet} set
 * @param {string} folder
 * @param {(line: string) => void} tell
 */
export function fetchSet(name, set, folder, tell) {
  const faults = faultsIn(folder, set);
  if (faults.length === 0) tell(`${name}: all files are in ${folder} and as they should be.`);
  else {
    for (const fault of faults) tell(`${name}: ${fault}`);
    tell(`${name}: fetching ${set.source.npm ?? `the Debian package ${set.source.debian}`} …`);
    writeSet(folder, set, made(set));
    writeWhole(join(folder, 'SOURCE.md'), sourceText(set));
    tell(`${name}: wrote ${folder}; every file has the checksum that it should have.`);
  }
  tell(`${name}: ${set.licence}`);
  tell(`${name}: cite ${set.cite}.`);
}

/** The files of a set from its package, in a temporary folder that is removed again. */
function made(set) {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-data-'));
  try {
    const isWanted = (path) => set.wanted.some((pattern) => pattern.test(path));
    const fetched = (set.source.npm === undefined ? filesOfDebian : filesOfNpm)(set.source, isWanted, folder); // prettier-ignore
    return HOW[set.how](fetched);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nameOf = (path) => path.split('/').at(-1);

const HOW = {
  copy: (files) => new Map([...files].map(([path, bytes]) => [nameOf(path), bytes])),
  gunzip: (files) =>
    new Map([...files].map(([path, bytes]) => [nameOf(path).replace(/\.gz$/, ''), gunzipSync(bytes)])), // prettier-ignore
  cifar: cifarBatches,
};

function sourceText({ title, source, licence, cite }) {
  const from = source.npm ?? `the Debian package ${source.debian}`;
  return `# ${title}\n\n- From ${from}\n- Licence: ${licence}\n- Cite: ${cite}\n`;
}

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** What is wrong with a set's files, as lines; none where all of them are there and as they should be. */
export function faultsOf(set, contentOf, names) {
  if (set.texts !== undefined) return faultsOfTexts(set.texts, contentOf, names);
  return set.files.flatMap(({ name, ...expected }) =>
    names.includes(name) ? faultsOfFile(name, expected, contentOf(name)) : [`${name} is missing`],
  );
}

function faultsOfFile(name, { bytes, sha256, md5 }, content) {
  if (content.length !== bytes) return [`${name} has ${content.length} bytes in place of ${bytes}`];
  if (md5 !== undefined && digest('md5', [content]) !== md5)
    return [`${name} has another MD5 than ${md5}`];
  const sum = digest('sha256', [content]);
  return sum === sha256 ? [] : [`${name} has the sha256 ${sum} in place of ${sha256}`];
}

function faultsOfTexts({ pattern, count, sha256 }, contentOf, names) {
  const texts = names.filter((name) => pattern.test(name)).sort();
  if (texts.length !== count) return [`there are ${texts.length} files in place of ${count}`];
  const sum = digest('sha256', texts.map(contentOf));
  return sum === sha256 ? [] : [`all files together have the sha256 ${sum} in place of ${sha256}`];
}

function digest(algorithm, parts) {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** What is wrong with a set as it stands in a folder. */
export function faultsIn(folder, set) {
  if (!existsSync(folder)) return [`there is no ${folder}`];
  return faultsOf(set, (name) => readFileSync(join(folder, name)), readdirSync(folder));
}

/**
 * Writes checked files into a folder, each whole or not at all; nothing is written unless all of them
 * are as they should be.
 *
 * @param {string} folder is made where it is not there
 * @param {ReadonlyMap<string, Uint8Array>} files
 */
export function writeSet(folder, set, files) {
  const faults = faultsOf(set, (name) => files.get(name), [...files.keys()]);
  if (faults.length > 0)
    throw new Error(
      `what was fetched is not as expected, so nothing was written:\n${faults.join('\n')}`,
    );
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeWhole(join(folder, name), content);
}

/** Writes a file beside its place and then renames it. */
export function writeWhole(file, content) {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, content);
  renameSync(part, file);
}

// Runs every example with the command of this checkout, and says where its record differs from one made
// before: for changes that must not change a result. Records are compared byte by byte, without
// `environment` and `seconds`, on one machine and one Node.
//
// Usage: node tools/same-results.mjs OUT [BEFORE]     OUT and BEFORE: folders of run folders; without
// BEFORE the examples are run only. What lies in OUT is not run again.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [out, before] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node tools/same-results.mjs OUT [BEFORE]');

const names = readdirSync(join(root, 'examples'))
  .filter((file) => file.endsWith('.isthmus.json'))
  .map((file) => file.replace('.isthmus.json', ''));
const faults = names.map(faultOf).filter((fault) => fault !== null);
console.log(faults.length === 0 ? `all ${names.length} examples: the same` : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

function faultOf(name) {
  const folder = join(out, name);
  if (!existsSync(folder)) {
    const command = [join(root, 'packages/cli/bin/isthmus.mjs'), 'run', join(root, 'examples', `${name}.isthmus.json`)]; // prettier-ignore
    const { status } = spawnSync(process.execPath, [...command, '--out', folder, '--quiet'], { stdio: 'inherit' }); // prettier-ignore
    if (status !== 0) return `${name}: exit code ${status}`;
  }
  if (before === undefined) return null;
  const [now, then] = [folder, join(before, name)].map(recordsIn);
  const differ = Object.keys({ ...now, ...then }).filter((file) => now[file] !== then[file]);
  return differ.length === 0 ? null : `${name}: ${differ.join(', ')} differ`;
}

/** The records of a run, or of a sweep and its trials, by their place. */
function recordsIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const records = files.filter((file) => /(^|[\\/])(result|sweep)\.json$/.test(file));
  return Object.fromEntries(records.map((file) => [file, comparable(join(folder, file))]));
}

function comparable(file) {
  const left = new Set(['environment', 'seconds']);
  return JSON.stringify(JSON.parse(readFileSync(file, 'utf8'), (key, value) => (left.has(key) ? undefined : value))); // prettier-ignore
}

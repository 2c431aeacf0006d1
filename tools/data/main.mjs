// Fetches data sets into data/NAME, which is not under version control.
//
//   npm run data                     what there is
//   npm run data -- mnist cifar10    fetch; does nothing where the files are there and as they should be
//   npm run data -- check mnist      the accuracy of the nearest centroid, against what it should be
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { BASELINES, baselineOf } from './check.mjs';
import { fetchSet } from './fetch.mjs';
import { faultsIn } from './folder.mjs';
import { SETS, setNamed } from './sets.mjs';

const DATA = fileURLToPath(new URL('../../data', import.meta.url));
const tell = (line) => console.error(line);

try {
  main(process.argv.slice(2));
} catch (error) {
  tell(error.message);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}

function main(words) {
  if (words.length === 0 || words.includes('--help')) return usage();
  const [first, ...rest] = words;
  if (first === 'check') return checkAll(rest);
  // A wrong name is told before anything is fetched.
  const chosen = words.map((name) => [name, setNamed(name)]);
  for (const [name, set] of chosen) fetchSet(name, set, join(DATA, name), tell);
}

function usage() {
  tell('usage: npm run data -- NAME…, or npm run data -- check NAME…');
  for (const [name, { title }] of Object.entries(SETS)) tell(`  ${name.padEnd(14)} ${title}`);
}

function checkAll(names) {
  const chosen = names.map((name) => [name, setNamed(name)]);
  if (chosen.length === 0) throw new TypeError('Name what to check: npm run data -- check mnist');
  for (const [name, set] of chosen) check(name, set, join(DATA, name));
}

function check(name, set, folder) {
  const faults = faultsIn(folder, set);
  if (faults.length > 0)
    throw new Error(`${name}: ${faults.join('; ')}. Fetch it: npm run data -- ${name}`);
  tell(`${name}: all files are as they should be.`);
  const expected = BASELINES[name];
  if (expected === undefined) return;
  const found = baselineOf(name, folder);
  tell(`${name}: the nearest centroid tells ${found} of the test images right.`);
  if (Math.abs(found - expected) > 5e-5)
    throw new Error(`${name}: expected ${expected}; the files are not read as they should be.`);
}

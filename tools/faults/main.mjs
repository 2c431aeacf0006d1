// Runs faulty plugins by the built command and tells how each was dealt with; --help says how.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogue, share } from './catalogue.mjs';
import { prepared, SILENCE_SECONDS } from './cases.mjs';
import { faultsOf, lineOf, runCommand } from './run-case.mjs';
import { writeTable } from './table.mjs';

const LIMIT_MS = 120_000;

const USAGE = `npm run faults                      the whole catalogue
npm run faults -- --share           every misdeed and every function once
npm run faults -- --only step       cases whose name holds this
npm run faults -- --cases DIR       the experiments of a folder, each with its plugin beside it
npm run faults -- --jobs 2          so many at once
npm run faults -- --write           the table into docs/reliability.md`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    cases: { type: 'string' },
    only: { type: 'string', default: '' },
    share: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(Math.max(1, Math.floor(availableParallelism() / 2))) },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit();
}

const root = mkdtempSync(join(tmpdir(), 'isthmus-faults-'));
try {
  const todo = (values.cases === undefined ? ownCases() : casesIn(values.cases)).filter(
    ({ name }) => name.includes(values.only),
  );
  const results = await inLanes(todo, Number(values.jobs), runOne);
  const bad = results.filter(({ faults }) => faults.length > 0);
  console.log(
    `\n${results.length} cases, ${results.length - bad.length} dealt with, ${bad.length} not.`,
  );
  for (const { name, faults } of bad) console.log(`  ${name}: ${faults.join('; ')}`);
  if (values.write) await writeTable(results);
  process.exitCode = bad.length === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

function ownCases() {
  return (values.share ? share() : catalogue()).map((one, i) => {
    const folder = join(root, String(i));
    const out = join(folder, 'out');
    const name = `${one.form} ${one.phase} ${one.misdeed}`;
    return { ...one, name, folder, out, ...prepared(folder, one, out), set: [] };
  });
}

/** Their plugins look for the packages beside them, so they are run from a copy. */
function casesIn(folder) {
  const copy = join(root, 'cases');
  cpSync(folder, copy, { recursive: true });
  symlinkSync(
    fileURLToPath(new URL('../../node_modules', import.meta.url)),
    join(copy, 'node_modules'),
  );
  return readdirSync(copy)
    .filter((name) => name.endsWith('.isthmus.json'))
    .map((file) => {
      const name = file.replace('.isthmus.json', '');
      const text = readFileSync(join(copy, file), 'utf8');
      const reports = JSON.parse(text).report?.length ?? 0;
      // While a module is loaded, nobody knows yet what its plugins are called.
      const called = [/"(fault\/[^"]*)"/.exec(text)?.[1], ...(JSON.parse(text).plugins ?? [])];
      const expected = { names: [called.filter(Boolean)], isReport: reports > 1 };
      const out = join(root, `out-${name}`);
      const set = ['--set', `/limits={"silenceSeconds":${SILENCE_SECONDS}}`];
      return { name, folder: copy, out, file, expected, set, tolerant: true };
    });
}

async function runOne({ name, folder, out, file, expected, set, tolerant, ...facts }) {
  mkdirSync(folder, { recursive: true });
  const run = await runCommand([file, '--out', out, '--quiet', ...set], folder, LIMIT_MS);
  const isEndedWell = tolerant && run.code === 0;
  const faults = faultsOf(run, out, isEndedWell ? { harmless: true } : expected);
  const line = run.code === 0 ? 'finished' : lineOf(run);
  rmSync(out, { recursive: true, force: true });
  console.log(
    `${faults.length === 0 ? 'ok ' : 'BAD'} ${run.seconds.toFixed(1).padStart(5)} s  ${run.code}  ${name}: ${line}`,
  );
  return { name, faults, line, seconds: run.seconds, code: run.code, ...facts };
}

async function inLanes(items, lanes, action) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const place = next++;
      results[place] = await action(items[place]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

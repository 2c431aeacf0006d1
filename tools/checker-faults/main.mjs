// Plants faults in the checker of certificates, and in what the certifier certifies without leaves, one at a time, and sees whether its tests fail with each: a
// check that cannot fail proves nothing. The files stay as they are; what the tests are given is changed.
//
// Usage: node tools/checker-faults/main.mjs [NUMBER ...]     of the faults in faults.mjs; all unless named
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const named = process.argv.slice(2).map(Number);
const chosen = named.length > 0 ? named : [-1, ...FAULTS.keys()];

let missed = 0;
for (const place of chosen) {
  const result = tested(place);
  if (result.wrong) missed++;
  console.log(
    `${result.wrong ? 'MISSED' : 'caught'}  ${String(place).padStart(3)}  ${result.what}: ${result.words}`,
  );
}
console.log(
  missed === 0 ? `${chosen.length} runs, as they should be` : `${missed} faults were missed`,
);
process.exitCode = missed === 0 ? 0 : 1;

/** Runs the tests with one fault; with none (-1) they must pass, or a failure would prove nothing. */
function tested(place) {
  const fault = FAULTS[place];
  if (fault !== undefined) {
    const text = readFileSync(join(root, 'packages/core/src', fault.room, fault.file), 'utf8');
    const times = text.split(fault.from).length - 1;
    if (times !== 1)
      return {
        wrong: true,
        what: fault.what,
        words: `its text stands ${times} times in ${fault.file}`,
      };
  }
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(root, 'tools/checker-faults/vitest.config.mjs'),
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CHECKER_FAULT: String(place) },
      maxBuffer: 2 ** 28,
    },
  );
  const first = firstFailure(stdout);
  if (fault === undefined)
    return {
      wrong: status !== 0,
      what: 'no fault',
      words: status === 0 ? 'all tests pass' : first,
    };
  return {
    wrong: status === 0 || first === null,
    what: fault.what,
    words: first ?? 'all tests pass',
  };
}

/** The name of the first test that failed; null where none is told of, as where the code does not load. */
function firstFailure(stdout) {
  try {
    const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .find(({ status }) => status === 'failed');
    return failed?.fullName.trim() ?? null;
  } catch {
    return null;
  }
}

// Runs one experiment by the built command, as a user would, and judges what came of it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/isthmus.mjs', import.meta.url));

/** A variable of the environment that no plugin may see. */
const SECRET = 'a-secret-of-the-shell';

/** Runs the command in a group of its own, which is killed when it takes too long. */
export function runCommand(args, cwd, limitMs) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [BIN, 'run', ...args], {
      cwd,
      detached: true,
      env: { ...process.env, SHELL_SECRET: SECRET },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-1e5)));
    const late = setTimeout(() => killGroup(child.pid), limitMs);
    child.once('close', async (code) => {
      clearTimeout(late);
      const seconds = (performance.now() - begun) / 1000;
      resolve({ code, stderr, seconds, left: await groupLeft(child.pid) });
    });
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether anything of the group is there seconds later. */
async function groupLeft(pid) {
  for (let i = 0; i < 40; i++) {
    try {
      process.kill(-pid, 0);
    } catch {
      return false;
    }
    await new Promise((ok) => setTimeout(ok, 250));
  }
  killGroup(pid);
  return true;
}

/**
 * What is wrong with how a faulty plugin was dealt with; nothing where all is well.
 *
 * @param expected `names`: what the message must say; `harmless`: the run must end as without the fault;
 *   `found`: endpoints that must stand in the record all the same
 */
export function faultsOf({ code, stderr, left }, out, { names, harmless, found = 0, isReport }) {
  const record = readRecord(out);
  const faults = [];
  const ask = (holds, fault) => {
    if (!holds) faults.push(fault);
  };
  ask(!left, 'processes were left');
  ask(!stderr.includes(SECRET), 'a secret was told');
  ask(!/please report it|\n +at /.test(stderr), 'told as a fault of the product');
  if (harmless) {
    ask(code === 0 && record?.status === 'finished', `code ${code}, record ${record?.status}`);
    return faults;
  }
  ask(code === 2 || code === 3, `exit code ${code}`);
  for (const name of names)
    ask(stderr.toLowerCase().includes(name.toLowerCase()), `not named: ${name}`);
  if (code === 2) ask(record === null, 'refused, and yet written');
  if (isReport) ask(record?.status === 'finished', `record ${record?.status}`);
  else if (code === 3 && record !== null)
    ask(record.status === 'failed', `record ${record.status}`);
  ask(
    (record?.endpoints?.length ?? 0) >= found,
    `${record?.endpoints?.length} endpoints in the record`,
  );
  ask(record !== 'damaged', 'the record is damaged');
  return faults;
}

function readRecord(out) {
  const file = join(out, 'result.json');
  if (!existsSync(file)) return null;
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'));
    return record.format === 'isthmus/result@1' ? record : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** The one line of a message that tells most. */
export function lineOf({ stderr }) {
  const lines = stderr
    .split('\n')
    .filter((line) => / failed in |no sign of life|refused|expected|is no |fails while/.test(line));
  return (lines.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '').slice(0, 200);
}

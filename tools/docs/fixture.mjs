import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cache, root } from './places.mjs';

/** The folder in which examples run. */
export const WORK = join(cache, 'work');

/**
 * Makes the folder in which examples run: a copy of `examples`, and a finished run of the linear
 * regression, made by the command as a user makes it.
 *
 * @returns {Promise<readonly string[]>} what went wrong
 */
export function makeFixture() {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync(join(root, 'examples'), join(WORK, 'examples'), { recursive: true });
  const args = ['run', 'examples/linear-regression.isthmus.json', '--quiet'];
  const child = spawn(
    process.execPath,
    [join(root, 'packages/cli/bin/isthmus.mjs'), ...args, '--out', 'runs/linear-regression'],
    { cwd: WORK, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const printed = [];
  child.stderr.on('data', (chunk) => printed.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const words = Buffer.concat(printed).toString();
      resolve(code === 0 ? [] : [`isthmus ${args.join(' ')}: exit code ${code}. ${words}`]);
    });
  });
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cache, root } from './places.mjs';

/** The folder in which examples run. */
export const WORK = join(cache, 'work');

/**
 * Fills the folder in which examples run: a copy of `examples`, and a finished run of the linear
 * regression, made by the command as a user makes it.
 *
 * @returns {readonly string[]} what went wrong
 */
export function makeFixture() {
  mkdirSync(WORK, { recursive: true });
  cpSync(join(root, 'examples'), join(WORK, 'examples'), { recursive: true });
  const args = ['run', 'examples/linear-regression.isthmus.json', '--quiet'];
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'packages/cli/bin/isthmus.mjs'), ...args, '--out', 'runs/linear-regression'],
    { cwd: WORK, encoding: 'utf8' },
  );
  return status === 0 ? [] : [`isthmus ${args.join(' ')}: exit code ${status}. ${stderr}`];
}

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cache, root } from './places.mjs';

/** The folder in which examples run. */
export const WORK = join(cache, 'work');

/**
 * Makes the folder in which examples run: a copy of `examples`, and finished runs of the linear
 * regression and of the experiments that pages show with claims, made by the command as a user makes
 * them; the claims must be met.
 *
 * @param {readonly { code: string }[]} experiments those that pages show
 * @returns {Promise<readonly string[]>} what went wrong
 */
export function makeFixture(experiments) {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync(join(root, 'examples'), join(WORK, 'examples'), { recursive: true });
  const claiming = experiments.filter(({ code }) => /^\s*\{[^]*"expect"/.test(code));
  const shown = claiming.map(({ code }, i) => {
    writeFileSync(join(WORK, `shown-${i}.isthmus.json`), code);
    return `shown-${i}.isthmus.json`;
  });
  const args = [
    'run',
    'examples/linear-regression.isthmus.json',
    ...shown,
    '--quiet',
    '--workers',
    '1',
  ];
  const child = spawn(
    process.execPath,
    [
      join(root, 'packages/cli/bin/isthmus.mjs'),
      ...args,
      '--out',
      shown.length === 0 ? 'runs/linear-regression' : 'runs',
    ],
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

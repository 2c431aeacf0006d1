import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isthmus,
  PATIENCE_MS,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from '../testing/command.js';

/** A plugin file that leaves a mark beside it when its code runs. */
const MARKING = `
import { writeFileSync } from 'node:fs';
writeFileSync(new URL('ran', import.meta.url), 'x');
const options = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
export const plugins = [{
  kind: 'loss', name: 'mine/half', summary: 'Half of the squares.', sources: [], options,
  create: () => ({ on: 'parameters', value: () => 0, gradient: () => ({}) }),
}];`;

describe('isthmus validate', { timeout: PATIENCE_MS }, () => {
  it('takes what the command line sets', async () => {
    const folder = temporaryFolder();
    writeExperiment(folder, SMALL);
    const sound = await isthmus(['validate', 'x.isthmus.json', '--seed', '7'], folder);
    expect([sound.stdout, sound.stderr, sound.code]).toEqual(['x.isthmus.json: valid\n', '', 0]);
    const args = ['validate', 'x.isthmus.json', '--set', '/seed=-1', '--set', '/budgett=1'];
    const { stderr, code } = await isthmus(args, folder);
    expect(code).toBe(2);
    expect(stderr).toContain('x.isthmus.json: /seed: expected a number, at least 0; got -1.');
    expect(stderr).toContain('x.isthmus.json: /budgett: unknown key');
  });

  it('shows the faults of every file', async () => {
    const folder = temporaryFolder();
    writeExperiment(folder, { ...SMALL, seed: -1 }, 'one');
    writeExperiment(folder, SMALL, 'two');
    writeExperiment(folder, { ...SMALL, paths: [] }, 'three');
    const files = ['one', 'two', 'three', 'four'].map((name) => `${name}.isthmus.json`);
    const { stdout, stderr, code } = await isthmus(['validate', ...files], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('two.isthmus.json: valid\n');
    expect(stderr).toMatch(
      /^one.*: \/seed: .*\nthree.*: \/paths: .*\nfour.*: there is no such file\.\n$/,
    );
  });

  it('loads the data and says what they and the network are', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'd.csv'), 'x,y\n1,2\n2,4\n3,6\n4,8\n');
    const task = {
      use: 'core/csv',
      options: {
        file: 'd.csv',
        inputs: ['x'],
        targets: ['y'],
        splits: { train: [0, 2], probe: [2, 4], test: [0, 2] },
      },
    };
    writeExperiment(folder, { ...SMALL, task });
    const { stdout, code } = await isthmus(['validate', 'x.isthmus.json', '--data'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/data +2 rows to train, 2 probe, 2 test\n/);
    expect(stdout).toMatch(/shapes +inputs \[1\], targets \[1\] \(values\)\n/);
    expect(stdout).toMatch(/χ +the probe split, 2 rows, sha256 [0-9a-f]{12}…\n/);
    expect(stdout).toMatch(/parameters +2 in 2 arrays\n/);
    expect(stdout).toMatch(/searches +1: 1 strategy on 1 pair\n/);
    expect(stdout).toMatch(/memory +at least .* for a step; a run may take /);
    const gone = await isthmus(
      ['validate', 'x.isthmus.json', '--data', '--set', '/task/options/file=e.csv'],
      folder,
    );
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/^x\.isthmus\.json: e\.csv: cannot be read/);
  });

  it('says where a loss of numbers takes classes, which is no fault', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'd.csv'), 'x,y\n1,a\n2,b\n3,c\n4,a\n');
    const options = { file: 'd.csv', inputs: ['x'], targets: ['y'], classes: 3 };
    const task = { use: 'core/csv', options };
    writeExperiment(folder, { ...SMALL, task });
    const { stdout, code } = await isthmus(['validate', 'x.isthmus.json', '--data'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('targets [3] (classes, one-hot; core/mse takes them as numbers)\n');
  });

  it.each([[], ['--data']])('refuses a network that no machine holds %j', async (...more) => {
    const folder = temporaryFolder();
    const architecture = { use: 'core/mlp', options: { hidden: [1e6, 1e6] } };
    writeExperiment(folder, { ...SMALL, architecture });
    const { stderr, code } = await isthmus(['validate', 'x.isthmus.json', ...more.flat()], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^x\.isthmus\.json: \/architecture\/options: .* makes 1,000,00\d,000,001 parameters/,
    );
  });

  it('says that it runs the code of plugins, and with --no-plugins runs none', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.mjs'), MARKING);
    const experiment = { ...SMALL, plugins: ['./mine.mjs'], regularizers: ['mine/half'] };
    writeExperiment(folder, experiment);
    const unread = await isthmus(['validate', 'x.isthmus.json', '--no-plugins'], folder);
    expect(unread.code).toBe(0);
    expect(unread.stdout).toMatch(/: valid\n {2}not checked, .*: mine\/half\n$/);
    expect(unread.stderr).toBe('');
    expect(existsSync(join(folder, 'ran'))).toBe(false);

    const read = await isthmus(['validate', 'x.isthmus.json'], folder);
    expect([read.stdout, read.code]).toEqual(['x.isthmus.json: valid\n', 0]);
    expect(read.stderr).toMatch(
      /^x\.isthmus\.json: running the code of its plugins \(\.\/mine\.mjs\)/,
    );
    expect(readFileSync(join(folder, 'ran'), 'utf8')).toBe('x');
  });

  it('without plugins still finds what is wrong with the rest', async () => {
    const folder = temporaryFolder();
    writeExperiment(folder, {
      ...SMALL,
      plugins: ['./mine.mjs'],
      regularizers: ['mine/half'],
      architecture: { use: 'core/mlp', options: { hidden: [0] } },
      sweep: { '/paths/0': ['core/linear', 'mine/path'] },
    });
    const { stderr, code } = await isthmus(['validate', 'x.isthmus.json', '--no-plugins'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^x\.isthmus\.json: \/architecture\/options\/hidden\/0: /);
    expect(stderr).not.toContain('mine/half');
  });

  it('takes no unknown name for a plugin’s where the experiment names none', async () => {
    const folder = temporaryFolder();
    writeExperiment(folder, { ...SMALL, regularizers: ['mine/half'] });
    const { stderr, code } = await isthmus(['validate', 'x.isthmus.json', '--no-plugins'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no loss or regularizer is called "mine\/half"/);
  });

  it.each([
    ['does not end', 'for (;;) {}', 3, 'failed in import: it gave no sign of life for 1 s'],
    ['ends the process', 'process.exit(0)', 2, 'it called process.exit(0), which a plugin may not'],
  ])('names a plugin that %s while it is loaded', async (_, code, exit, words) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'p.mjs'), code);
    writeExperiment(folder, { ...SMALL, plugins: ['./p.mjs'], limits: { silenceSeconds: 1 } });
    const told = await isthmus(['validate', 'x.isthmus.json'], folder);
    expect(told.stderr).toContain('"./p.mjs"');
    expect(told.stderr).toContain(words);
    expect(told.code).toBe(exit);
  });
});

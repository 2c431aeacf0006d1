import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isthmus,
  PATIENCE_MS,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';

describe.concurrent('a sweep that cannot be run', { timeout: PATIENCE_MS }, () => {
  it.each([
    ['a faulty cell', { '/train/threshold': [1, -1] }, [], /\/train\/threshold: .*greater than 0.* \(in the trial \/train\/threshold = -1\)/],
    ['a pointer that leads nowhere', { '/paths/3': ['core/linear'] }, [], /\/paths\/3: "3" is no place in the list.*\(in the trial \/paths\/3 = core\/linear\)/],
    ['too many cells', { '/seed': { from: 0, count: 1000 }, '/train/maxSteps': { from: 1, count: 1000 } }, [], /1000000 combinations/],
    ['a part of an axis set', { '/train': [SMALL.train] }, ['--set', '/train/threshold=1'], /\/train\/threshold cannot be set: the sweep varies \/train as a whole/],
    ['data that is missing', { '/task': [{ use: 'core/csv', options: { file: 'no.csv', inputs: ['x'], targets: ['y'] } }] }, [], /no\.csv: .*no such file/],
    ['a strategy that cannot fit', { '/paths': [['dss/connector']], '/architecture/options/hidden': [[2, 2, 2]] }, [], /"dss\/connector" does not fit this network: .*\(in the trial \/paths = .*\)/],
  ] as const)('for %s is refused before anything is written', async (_, sweep, more, says) => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, { ...SMALL, sweep });
    const { code, stderr } = await isthmus(['run', file, '--out', 'out', ...more], cwd);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual(['x.isthmus.json']);
  }); // prettier-ignore

  it('is told by validate, which counts the trials of a sound one', async () => {
    const cwd = temporaryFolder();
    const many = { '/seed': { from: 0, count: 2000 }, '/train/threshold': [1, 2] };
    const sound = writeExperiment(cwd, { ...SMALL, sweep: many }, 'sound');
    const faulty = writeExperiment(cwd, { ...SMALL, sweep: { '/seed': [1, 0.5] } }, 'faulty');
    const { code, stdout, stderr } = await isthmus(['validate', sound, faulty], cwd);
    expect(code).toBe(2);
    expect(stdout).toMatch(/valid, a sweep of 4,000 trials, of which 1000 were checked\n/);
    expect(stderr).toMatch(/faulty\.isthmus\.json: \/seed: .*\(in the trial \/seed = 0\.5\)/);
  });
});

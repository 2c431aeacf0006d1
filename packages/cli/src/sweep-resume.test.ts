import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentResult, SweepRecord } from '@isthmus/core/contract';
import {
  isthmus,
  PATIENCE_MS,
  readJson,
  SMALL,
  start,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';
import { SMALL_SWEEP, sweepEventsIn } from './testing/sweep.js';

/** The trials that ended in a run of the command, by their values: found, or run. */
function trialsIn(stdout: string) {
  return sweepEventsIn(stdout).flatMap((event) =>
    event.type === 'trial/finished'
      ? [`${Object.values(event.values).join(' ')} ${event.found ? 'found' : 'run'}`]
      : [],
  );
}

describe('a sweep that goes on', { timeout: PATIENCE_MS }, () => {
  it('finds its trials again, also when it is made wider, and runs what is missing', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL_SWEEP);
    const run = (...more: string[]) =>
      isthmus(['run', file, '--out', 'out', '--workers', '1', '--json', ...more], cwd);
    const first = await run('--set', '/train/threshold=0.01');
    expect(first.code).toBe(0);
    expect(trialsIn(first.stdout)).toEqual(['0.01 1 run', '0.01 2 run']);
    const { trials } = readJson<SweepRecord>(cwd, 'out', 'sweep.json');
    rmSync(join(cwd, 'out', trials[1]!.folder), { recursive: true });

    const again = await run('--resume', '--set', '/train/threshold=0.01', '--set', '/sweep/~1seed=[3,1,2]'); // prettier-ignore
    expect(again.code).toBe(0);
    expect(trialsIn(again.stdout)).toEqual(['0.01 3 run', '0.01 1 found', '0.01 2 run']);
    const record = readJson<SweepRecord>(cwd, 'out', 'sweep.json');
    expect(record.groups[0]).toMatchObject({ pairs: 3, trials: { total: 3, finished: 3 } });
    expect(readdirSync(join(cwd, 'out', 'trials'))).toHaveLength(3);
  });

  it('holds a claim against what was found, and replaces nothing that is finished', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, { ...SMALL_SWEEP, sweep: { '/seed': [1, 2] } });
    const run = (...more: string[]) =>
      isthmus(['run', file, '--out', 'out', '--json', ...more], cwd);
    expect((await run()).code).toBe(0);
    const claim = '/expect=[{"strategy":"core/linear","verdict":"disconnected"}]';
    const claimed = await run('--resume', '--set', claim);
    expect([claimed.code, [...trialsIn(claimed.stdout)].sort()]).toEqual([
      1,
      ['1 found', '2 found'],
    ]);
    const before = readFileSync(join(cwd, 'out', 'sweep.json'), 'utf8');
    const changes: readonly (readonly [string, RegExp])[] = [
      ['/train/threshold=0.02', /another sweep, of which 2 finished trials would be lost: \/train\/threshold was 0\.01 and is 0\.02/],
      ['/sweep/~1seed=[1]', /holds 1 finished trial outside of this grid: \/seed = 2/],
      ['/sweep={"/train/maxSteps":[10]}', /holds 2 finished trials outside of this grid/],
    ]; // prettier-ignore
    for (const [set, says] of changes) {
      const { code, stderr } = await run('--resume', '--set', set);
      expect(stderr).toMatch(says);
      expect(code).toBe(2);
    }
    expect(readFileSync(join(cwd, 'out', 'sweep.json'), 'utf8')).toBe(before);
    // A path more is done in every trial, and nothing else.
    const more = '/paths=["core/linear", {"use":"core/linear","level":"lowest"}]';
    const grown = await run('--resume', '--set', more);
    expect([grown.code, [...trialsIn(grown.stdout)].sort()]).toEqual([0, ['1 run', '2 run']]);
    const reused = sweepEventsIn(grown.stdout).filter((event) => 'reused' in event);
    expect(reused).toHaveLength(2 * 3);
  });

  it('varies several settings by variants, and refuses those that now set something else', async () => {
    const cwd = temporaryFolder();
    const arm = {
      plain: {},
      small: { '/train/batchSize': 4, '/architecture/options/dropout': 0.1 },
    };
    const experiment = { ...SMALL_SWEEP, analyses: ['core/spectrum'], sweep: { arm } };
    const file = writeExperiment(cwd, experiment);
    const run = (...more: string[]) =>
      isthmus(['run', file, '--out', 'out', '--workers', '1', '--json', ...more], cwd);
    const first = await run();
    expect([first.code, trialsIn(first.stdout)]).toEqual([0, ['plain run', 'small run']]);
    const record = readJson<SweepRecord>(cwd, 'out', 'sweep.json');
    expect(record.axes).toEqual([
      { pointer: 'arm', name: 'arm', values: ['plain', 'small'], variants: arm },
    ]);
    const [plain, small] = record.trials.map(
      ({ folder }) => readJson<ExperimentResult>(cwd, 'out', folder, 'result.json').config['train'],
    );
    expect([plain, small]).toMatchObject([{ batchSize: 'full' }, { batchSize: 4 }]);
    const traces = record.facts!.filter(({ fact }) => fact === 'trace, t = 0');
    expect(traces.map(({ values, mean }) => [values['arm'], mean.n])).toEqual([
      ['plain', 1],
      ['small', 1],
    ]);
    const grown = '/sweep/arm/other={"/train/batchSize":2}';
    expect(trialsIn((await run('--resume', '--set', grown)).stdout)).toEqual([
      ...['plain found', 'small found', 'other run'],
    ]);
    for (const [change, message] of [
      ['/sweep/arm/small={"/train/batchSize":3}', /variant "small" of "arm" sets something else/],
      ['/train/batchSize=3', /variant "small" of "arm" sets \/train\/batchSize/],
      ['/architecture={}', /sets \/architecture\/options\/dropout/],
    ] as const) {
      const { code, stderr } = await run('--resume', '--set', grown, '--set', change);
      expect([code, message.test(stderr) ? 'said' : stderr]).toEqual([2, 'said']);
    }
  });

  it('follows no link out of its folder', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, { ...SMALL_SWEEP, sweep: { '/seed': [1] } });
    const args = ['run', file, '--out', 'out'];
    expect((await isthmus(args, cwd)).code).toBe(0);
    const [trial] = readdirSync(join(cwd, 'out', 'trials'));
    const place = join(cwd, 'out', 'trials', trial!);
    renameSync(place, join(cwd, 'elsewhere'));
    symlinkSync(join(cwd, 'elsewhere'), place);
    const { code, stderr } = await isthmus([...args, '--resume'], cwd);
    expect(stderr).toContain(`${place}: expected a folder, and no link to one.`);
    expect(code).toBe(2);
  });
});

it('runs what the file held when it began', { timeout: PATIENCE_MS }, async () => {
  const cwd = temporaryFolder();
  const file = writeExperiment(cwd, { ...SMALL_SWEEP, sweep: { '/seed': [1, 2] } });
  const { ended, event } = start(['run', file, '--out', 'out', '--workers', '1', '--json'], cwd);
  await event('trial/started');
  writeFileSync(file, 'not an experiment any more');
  expect((await ended).code).toBe(0);
});

describe.concurrent('the folder of a sweep', { timeout: PATIENCE_MS }, () => {
  const folders: readonly (readonly [string, Record<string, string>, readonly string[], RegExp])[] =
    [
      ['that holds anything', { x: '' }, [], /: the folder is not empty/],
      ['of another experiment', { 'sweep.json': '{"format":"isthmus/sweep@1","name":"other"}' }, ['--resume'], /the sweep "other", and this experiment is "small"/],
      ['of a run', { 'run.json': '{}' }, ['--resume'], /there is no sweep to resume.*"run\.json"/],
      ['with a damaged record', { 'sweep.json': '{"form' }, ['--resume'], /sweep\.json cannot be read/],
      ['of another version', { 'sweep.json': '{"format":"isthmus/sweep@9","name":"small"}' }, ['--resume'], /format of sweep\.json is "isthmus\/sweep@9"/],
    ]; // prettier-ignore
  it.each(folders)('%s is refused and left as it was', async (_, files, more, says) => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, { ...SMALL, sweep: { '/seed': [1] } });
    const out = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
    const { code, stderr } = await isthmus(['run', file, '--out', out, ...more], cwd);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    expect(readdirSync(out)).toEqual(Object.keys(files));
  });
});

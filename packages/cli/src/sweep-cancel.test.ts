import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { SweepRecord } from '@isthmus/core/contract';
import {
  childrenOf,
  isAlive,
  isthmus,
  PATIENCE_MS,
  readJson,
  SMALL,
  start,
  temporaryFolder,
  until,
  writeExperiment,
} from './testing/command.js';
import { sweepEventsIn } from './testing/sweep.js';

/** A threshold that no training reaches, beside one that is reached in moments. */
const ENDLESS = 1e-300;
const HALF_ENDLESS = {
  ...SMALL,
  report: [],
  architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'sigmoid' } },
  train: { maxSteps: 1e9, stall: { window: 1e9 } },
  sweep: { '/train/threshold': [ENDLESS, 1, 2] },
};

function begin(...more: readonly string[]) {
  const cwd = temporaryFolder();
  const file = writeExperiment(cwd, HALF_ENDLESS);
  const out = join(cwd, 'out');
  const started = start(['run', file, '--out', out, '--workers', '2', '--json', ...more], cwd);
  const record = () => readJson<SweepRecord>(out, 'sweep.json');
  return { ...started, out, cwd, file, record };
}

const statuses = ({ trials }: SweepRecord) => trials.map(({ status }) => status);

describe('a sweep', { timeout: PATIENCE_MS }, () => {
  it('ends all its processes at an interrupt, and keeps what is finished', async () => {
    const { child, ended, event, record, out, file, cwd } = begin();
    await Promise.all([event('trial/finished'), event('endpoint/progress')]);
    const [runner] = childrenOf(child.pid!);
    const trials = childrenOf(runner!);
    expect(trials.length).toBeGreaterThan(0);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(4);
    expect(stderr).toMatch(/--resume continues it/);
    expect(sweepEventsIn(stdout).at(-1)).toMatchObject({ type: 'sweep/finished', folder: out });
    expect(await until(() => ![runner!, ...trials].some(isAlive), 20_000)).toBe(true);
    expect(record().status).toBe('cancelled');
    expect(statuses(record())[0]).toBe('cancelled');
    expect(statuses(record())).toContain('finished');

    const again = ['run', file, '--out', 'out', '--resume', '--set', '/sweep/~1train~1threshold=[1,2]']; // prettier-ignore
    expect((await isthmus(again, cwd)).code).toBe(0);
    expect(statuses(record())).toEqual(['finished', 'finished']);
  });

  it('goes on when one of its processes is killed, and names the trial', async () => {
    const { child, ended, event, record } = begin();
    await event('endpoint/progress');
    const [runner] = childrenOf(child.pid!);
    // The other trials end by themselves; what is left is the endless one.
    expect(await until(() => statusesOf(record).filter((s) => s === 'finished').length === 2, 60_000)).toBe(true); // prettier-ignore
    const [endless, ...others] = childrenOf(runner!);
    expect(others).toEqual([]);
    process.kill(endless!, 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /1 of 3 trials failed:\n\/train\/threshold = 1e-300 .*ended \(SIGKILL\)/,
    );
    expect(record().status).toBe('failed');
    expect(statuses(record())).toEqual(['failed', 'finished', 'finished']);
    expect(record().groups[0]).toMatchObject({ pairs: 0, trials: { total: 1, failed: 1 } });
  });

  it('names a trial that cannot be run as it stands, and runs the others', async () => {
    const cwd = temporaryFolder();
    const columns = { inputs: ['x'], targets: ['y'] };
    const missing = { use: 'core/csv', options: { file: 'missing.csv', ...columns } };
    const sweep = { '/task': [SMALL.task, missing], '/seed': [1] };
    const file = writeExperiment(cwd, { ...SMALL, report: [], sweep });
    const { code, stderr } = await isthmus(['run', file, '--out', 'out'], cwd);
    expect(code).toBe(3);
    expect(stderr).toMatch(/1 of 2 trials failed:\n.*missing\.csv: .*no such file/);
    expect(statuses(readJson<SweepRecord>(cwd, 'out', 'sweep.json'))).toEqual([
      'finished',
      'failed',
    ]);
  });
});

/** The record may not be there yet. */
function statusesOf(record: () => SweepRecord): readonly string[] {
  try {
    return statuses(record());
  } catch {
    return [];
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentResult as Result, SweepRecord } from '@isthmus/core/contract';
import {
  isthmus,
  PATIENCE_MS,
  pluginFile,
  readJson,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';
import { SMALL_SWEEP, sweepEventsIn } from './testing/sweep.js';

/** A record without what may differ from run to run. */
const lasting = (value: unknown) =>
  JSON.stringify(value, (key, part: unknown) =>
    key === 'seconds' || key === 'environment' ? undefined : part,
  );

describe('a sweep', { timeout: PATIENCE_MS }, () => {
  it('runs each cell as a trial, the same on one process as on two', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL_SWEEP);
    const run = (workers: number, ...more: string[]) =>
      isthmus(
        ['run', file, '--out', `w${workers}`, '--workers', `${workers}`, '--json', ...more],
        cwd,
      );
    const [two, one] = await Promise.all([run(2), run(1, '--set', '/train/threshold=0.01')]);
    expect([two.code, one.code]).toEqual([0, 0]);
    checkEvents(two.stdout, join(cwd, 'w2'));
    expect(two.stderr).toMatch(/^small: 4 trials over \/train\/threshold \(2\) × \/seed \(2\)/);

    const out = join(cwd, 'w2');
    expect(readdirSync(out).sort()).toEqual(['sweep.csv', 'sweep.json', 'trials']);
    const record = readJson<SweepRecord>(out, 'sweep.json');
    checkRecord(record);
    checkCsv(readFileSync(join(out, 'sweep.csv'), 'utf8'), record);
    for (const { folder } of record.trials)
      expect(readdirSync(join(out, folder)).sort()).toEqual([
        ...['events.ndjson', 'models', 'result.json', 'run.json'],
      ]);

    const other = readJson<SweepRecord>(cwd, 'w1', 'sweep.json');
    expect(other.trials).toEqual(record.trials.slice(0, 2));
    expect(other.groups).toEqual(record.groups.slice(0, 1));
    for (const { folder } of other.trials) {
      const [a, b] = ['w1', 'w2'].map((name) => readJson(cwd, name, folder, 'result.json'));
      expect(lasting(a)).toBe(lasting(b));
    }
  });

  it('lets no plugin remember what it did in the trial before', async () => {
    const cwd = temporaryFolder();
    const plugins = [pluginFile('remembers.mjs')];
    const file = writeExperiment(cwd, { ...SMALL_SWEEP, plugins, paths: ['test/remembers'] });
    const { code } = await isthmus(['run', file, '--out', 'out', '--workers', '1'], cwd);
    expect(code).toBe(0);
    const { trials } = readJson<SweepRecord>(cwd, 'out', 'sweep.json');
    const results = trials.map((one) => readJson<Result>(cwd, 'out', one.folder, 'result.json'));
    expect(results.map(({ pairs }) => pairs[0]!.paths[0]!.details)).toEqual(
      Array.from({ length: 4 }, () => ({ before: 0 })),
    );
  });

  it('writes its page, and exits with 1 where a claim is not met in every trial', async () => {
    const cwd = temporaryFolder();
    const expected = [{ strategy: 'core/linear', verdict: 'not-found' }];
    const { report: _, ...reported } = SMALL_SWEEP;
    const file = writeExperiment(cwd, { ...reported, expect: expected });
    const { code, stderr } = await isthmus(
      ['run', file, '--out', 'out', '--seed', '2', '--set', '/train/threshold=0.01'],
      cwd,
    );
    expect(code).toBe(1);
    const claims = stderr.split('\n').filter((line) => line.startsWith('not as expected: '));
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatch(
      /^not as expected: \/train\/threshold = 0\.01, \/seed = 2: core\/linear/,
    );
    // The seed of the command line took the place of both in the sweep.
    expect(readJson<SweepRecord>(cwd, 'out', 'sweep.json').axes[1]!.values).toEqual([2]);
    const html = readFileSync(join(cwd, 'out', 'sweep.html'), 'utf8');
    expect(html).toMatch(/1 of 1 trial finished\./);
    expect(html).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);
  });

  it('is left out by --set /sweep=null', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL_SWEEP);
    const set = ['--set', '/sweep=null', '--set', '/train/threshold=0.02'];
    const { code } = await isthmus(['run', file, '--out', 'out', '--quiet', ...set], cwd);
    expect(code).toBe(0);
    expect(readJson(cwd, 'out', 'result.json').threshold).toBe(0.02);
    expect(existsSync(join(cwd, 'out', 'trials'))).toBe(false);
  });
});

function checkEvents(stdout: string, folder: string): void {
  const events = sweepEventsIn(stdout);
  expect(events[0]).toMatchObject({ type: 'sweep/started', count: 4, workers: 2, folder });
  expect(events.at(-1)).toMatchObject({ type: 'sweep/finished', status: 'finished', folder });
  const types = events.map(({ type }): string => type);
  for (const type of ['trial/started', 'trial/finished', 'run/started', 'run/finished'])
    expect(types.filter((one) => one === type)).toHaveLength(4);
  for (const event of events.slice(1, -1)) expect(event.trial).toMatch(/^[0-9a-f]{12}$/);
}

function checkRecord(record: SweepRecord): void {
  expect(record).toMatchObject({ format: 'isthmus/sweep@1', status: 'finished', count: 4 });
  expect(record.axes.map(({ name }) => name)).toEqual(['threshold', 'seed']);
  expect(record.trials.map(({ values }) => Object.values(values))).toEqual([
    [0.01, 1], [0.01, 2], [0.003, 1], [0.003, 2],
  ]); // prettier-ignore
  expect(record.groups).toHaveLength(2);
  for (const group of record.groups) {
    expect(group).toMatchObject({ pairs: 2, reached: 2, connected: 2, strategy: 'core/linear' });
    expect(group.all.normalizedLength).toEqual({ n: 2, mean: 1, low: 1, high: 1 });
    expect(group.fraction).toMatchObject({ value: 1, high: 1 });
  }
}

function checkCsv(csv: string, { trials }: SweepRecord): void {
  const [head, ...lines] = csv.trimEnd().split('\r\n');
  expect(head).toBe(
    'trial,/train/threshold,/seed,a,b,strategy,index,status,lossA,lossB,accuracyA,accuracyB,reached,verdict,grade,reason,threshold,level,peakT,peakLoss,aboveEnds,aboveMean,aboveChord,length,normalizedLength,beads,gradientEvaluations,lossEvaluations,seconds,provedLower,provedUpper,proof,provedRows',
  );
  expect(lines.map((line) => line.split(',').slice(0, 8).join(','))).toEqual(
    trials.map(({ id, values }) =>
      [id, ...Object.values(values), 'a', 'b', 'core/linear', 0, 'finished'].join(','),
    ),
  );
}

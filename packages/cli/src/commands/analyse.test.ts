import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisRecord } from '@isthmus/core/contract';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../process/exit-codes.js';
import { isthmus, PATIENCE_MS, temporaryFolder } from '../testing/command.js';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const EXPERIMENT = {
  name: 'small',
  seed: 1,
  task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
  architecture: { use: 'core/mlp', options: { hidden: [4], activation: 'tanh' } },
  train: { optimizer: 'core/adam', threshold: 0.01, maxSteps: 400 },
  paths: ['core/linear', 'dss/greedy'],
  sweep: { '/seed': [1, 2] },
  expect: [{ strategy: 'core/linear', verdict: 'disconnected' }],
};

const folder = temporaryFolder();
const file = join(folder, 'small.isthmus.json');
writeFileSync(file, JSON.stringify(EXPERIMENT));

const findingsIn = (run: string) => {
  const text = readFileSync(join(run, 'result.json'), 'utf8');
  return (JSON.parse(text) as { analyses: readonly AnalysisRecord[] }).analyses;
};

describe('isthmus symmetry', () => {
  const out = join(folder, 'out');
  beforeAll(async () => {
    const { code, stdout } = await isthmus(['symmetry', file, '--out', out]);
    expect(code).toBe(EXIT.finished);
    expect(stdout).toMatch(
      /symmetry\/accounting\n─+\na – b: Of a straight line[^]*permutation[^]*sign[^]*symmetry\/orbit\n─+\na: Permutations of hidden units make 24 different networks[^]*\nb: /,
    );
  });

  it('trains the endpoints of an experiment, leaves its sweep and claims, and keeps a run folder', () => {
    const found = findingsIn(out);
    expect(found.map(({ analysis, points }) => [analysis.use, ...points].join(' '))).toEqual([
      ...['symmetry/accounting a b', 'symmetry/orbit a', 'symmetry/orbit b'],
    ]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('symmetry/accounting');
  });

  it('says the same of the run, wherever its folder lies by now, and as JSON', async () => {
    const moved = join(temporaryFolder(), 'moved');
    cpSync(out, moved, { recursive: true });
    const again = join(folder, 'again');
    const { code, stdout } = await isthmus([
      'symmetry',
      moved,
      '--json',
      '--quiet',
      '--out',
      again,
    ]);
    expect(code).toBe(EXIT.finished);
    const found = (JSON.parse(stdout) as readonly AnalysisRecord[]).map(({ findings }) => findings);
    expect(found).toEqual(findingsIn(out).map(({ findings }) => findings));
  });

  it.each([
    ['a run whose models are gone', (run: string) => { rmSync(join(run, 'models'), { recursive: true }); }, /models.*(no such file|does not exist|missing)/i],
    ['a run that has not ended', (run: string) => { rmSync(join(run, 'result.json')); }, /has not ended|no run folder|not finished/],
  ])('refuses %s', async (_, spoil, says) => {
    const run = join(temporaryFolder(), 'run');
    cpSync(out, run, { recursive: true });
    spoil(run);
    const { code, stdout, stderr } = await isthmus(['symmetry', run, '--out', join(run, 'more')]);
    expect([code, stdout]).toEqual([EXIT.usage, '']);
    expect(stderr).toMatch(says);
  }); // prettier-ignore

  it('refuses a network without units, by its pointer', async () => {
    const change = ['--set', '/architecture={"use":"core/mlp","options":{"hidden":[]}}'];
    const to = join(temporaryFolder(), 'x');
    const { code, stderr } = await isthmus(['symmetry', file, ...change, '--out', to]);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/\/analyses\/0: "symmetry\/accounting" can say nothing of this network/);
    // The list that it is to be taken out of is not the experiment's, which has none.
    expect(stderr).toContain('in place of those that the experiment lists');
  });
});

describe('isthmus lint', () => {
  it('looks at the units of each endpoint of a run', async () => {
    const run = join(folder, 'out');
    const to = join(temporaryFolder(), 'lint');
    const { code, stdout } = await isthmus(['lint', run, '--out', to]);
    expect(code).toBe(EXIT.finished);
    expect(stdout).toMatch(/symmetry\/units\n─+\na: Of 4 hidden units[^]*\nb: [^]*symmetry\/orbit/);
    const uses = findingsIn(to).map(({ analysis, points }) => [analysis.use, ...points].join(' '));
    expect(uses).toEqual([
      ...['symmetry/units a', 'symmetry/units b', 'symmetry/orbit a', 'symmetry/orbit b'],
    ]);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { adaptivePeak } from './servers/peak-search.mjs';
import { plotOf } from './plots.mjs';
import { readProblem, rowsOf, writeProblem } from './servers/problem-file.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...words) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.mjs'), ...words], {
    encoding: 'utf8',
  });

describe('the command', () => {
  it('says which word it does not know', () => {
    const { status, stderr } = bench('--what');
    expect([status, stderr.trim()]).toEqual([1, 'unknown option --what; see --help']);
  });

  it('prints results of before without measuring', () => {
    const file = join(folder, 'before.json');
    const before = [{ case: 'x', node: '20', threads: 1, ratio: { pytorch: 2 }, spread: {}, checked: {}, peakShare: null, target: null, headline: null, microseconds: { isthmus: 1 }, unit: 'step' }]; // prettier-ignore
    writeFileSync(file, JSON.stringify(before));
    expect(JSON.parse(bench('--from', file, '--json').stdout)).toEqual(before);
    expect(bench('--from', file, '--markdown').stdout).toContain('| x | 20 | 1 | 2.00 |');
  });

  it('measures one case in JSON, and tells that PyTorch is absent', () => {
    const words = ['w1-single', '--json', '--engine', 'reference'];
    const { stdout, stderr } = bench(
      ...words,
      ...['--python', join(folder, 'no-python'), '--rounds', '1', '--seconds', '0.001'],
    );
    expect(stderr).toContain('PyTorch is absent');
    const [result] = JSON.parse(stdout);
    expect(result).toMatchObject({ case: 'w1-single', threads: 1, checked: { isthmus: true } });
    expect(result.ratio.pytorch).toBeNull();
    expect(result.ratio.tfjsWasm).toBeGreaterThan(0);
  });
});

describe('a problem on disk', () => {
  it('comes back as it was written', () => {
    const x = Float32Array.of(1, 2, 3, 4);
    const order = Int32Array.of(1, 0);
    writeProblem(folder, { batch: 1 }, { x: { shape: [2, 2], data: x }, order: { shape: [2], data: order } }); // prettier-ignore
    const problem = readProblem(folder);
    expect([problem.array('x'), problem.shapeOf('x')]).toEqual([x, [2, 2]]);
    const rows = rowsOf(problem);
    expect([0, 1, 2].map((step) => [...rows(step)])).toEqual([[1], [0], [1]]);
  });
});

describe('adaptivePeak', () => {
  it.each([0.03, 0.31, 0.5, 0.74, 0.98])('finds a maximum at %d as near as a grid of 51', (at) => {
    const loss = (t) => 1 - (t - at) ** 2;
    const found = adaptivePeak((points) => points.map(loss));
    const grid = Math.max(...Array.from({ length: 51 }, (_, i) => loss(i / 50)));
    // Both are within a spacing of 1/50 of the maximum, where the loss is quadratic.
    expect(found.loss).toBeGreaterThan(grid - 1 / 50 ** 2);
    expect(found.evaluations).toBeLessThanOrEqual(21);
  });

  it.each([0, 1])('stops at the end %d', (end) => {
    const { t, loss } = adaptivePeak((points) => points.map((t) => -Math.abs(t - end)));
    expect([t, loss]).toEqual([end, -0]);
  });
});

describe('plotOf', () => {
  it('draws a file that stands by itself', () => {
    const points = [1, 10, 100].map((x) => ({ who: 'Isthmus', x, seconds: x * 1e-6 }));
    const svg = plotOf({ label: 'samples', title: 'Cost & size', points });
    expect(svg).toMatch(/^<svg[^>]+xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('<title>Cost &amp; size</title>');
    expect(svg.match(/<circle/g)).toHaveLength(3);
  });
});

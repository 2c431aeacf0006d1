import { describe, expect, it } from 'vitest';
import { sweepGrid } from '@isthmus/core/internal';
import type { SweepRecord, TrialRecord } from '@isthmus/core/contract';
import { openGroups } from '../sweep/groups.js';
import { renderSweepReport } from './html.js';
import { configOf, row } from '../sweep/testing/rows.js';

const HOSTILE = '</title></style><script>alert(1)</script><img src=x onerror=alert(1)>';

/** Three values by two seeds, the last trial failed. */
function recordOf(values: readonly unknown[], change: Partial<SweepRecord> = {}): SweepRecord {
  const grid = sweepGrid({ '/train/threshold': values, '/seed': [1, 2] });
  const cells = Array.from({ length: grid.count }, (_, place) => grid.cell(place));
  const groups = openGroups(cells);
  const trials = cells.map((cell, i): TrialRecord => {
    const isLast = i === cells.length - 1;
    groups.begin(cell, configOf({}));
    groups.add(cell, isLast ? 'failed' : 'finished', isLast ? [] : [row({ normalizedLength: i })]);
    const error = isLast ? { code: 'x/y', message: `no memory ${HOSTILE}` } : null;
    const status = isLast ? 'failed' : 'finished';
    return { id: cell.id, values: cell.values, status, error, folder: `trials/${cell.id}` };
  });
  return {
    ...{ format: 'isthmus/sweep@1', status: 'failed', name: 'shown', config: { name: HOSTILE } },
    axes: grid.axes.map(({ pointer, values }) => ({ pointer, name: pointer.slice(-9), values })),
    ...{ count: grid.count, unit: HOSTILE, trials, groups: groups.all() },
    baselines: { constant: 0.05, linear: 0.04 },
    environment: { isthmus: '0.1.0', node: '20', workers: 2, startedAt: 'x', finishedAt: null },
    ...change,
  };
}

describe('the page of a sweep', () => {
  it('has charts, their table twins, and the trials that failed', () => {
    const html = renderSweepReport(recordOf([0.1, 0.01, 0.001]));
    expect(html.match(/<figure class="isthmus-chart"/g)).toHaveLength(3);
    expect(html).toContain('5 of 6 trials finished, 1 failed.');
    expect(html).toContain('core/linear: 5 of 5 pairs connected.');
    expect(html).toContain('best constant 0.05');
    expect(html).toMatch(/Trials that failed\.[^]*no memory/);
    // The fraction connected stands in both tables of means.
    expect(html.match(/2 of 2 \(34\.2\u202f% to 100\u202f%\)/g)).toHaveLength(4);
  });

  it('shows what others have written as text, and loads and runs nothing', () => {
    const html = renderSweepReport(recordOf([HOSTILE, 'x'], { name: HOSTILE }));
    // Within the quotes of an attribute `<` opens nothing.
    const markup = html.replaceAll(/="[^"]*"/g, '');
    expect(markup).not.toMatch(/<script|<img|<link|<iframe|<[^>]*\sonerror/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('best constant');
  });

  it('of a sweep over seeds alone, or of one with nothing done, has no charts', () => {
    const { axes, ...rest } = recordOf([0.1]);
    expect(renderSweepReport({ ...rest, axes })).not.toContain('<figure');
    const none = renderSweepReport({ ...rest, axes, groups: [], trials: [], status: 'cancelled' });
    expect(none).toContain('0 of 2 trials finished; the sweep was cancelled.');
  });
});

import { describe, expect, it } from 'vitest';
import type { ExperimentResult } from '@isthmus/core/contract';
import { found } from '../terminal/testing/events.js';
import { summaryOf } from './summary.js';

const { record } = found();
const pair = { a: 'a', b: 'b', distance: 1, alignment: null, convexity: null };

const rowsOf = (pairs: ExperimentResult['pairs']) => summaryOf({ pairs } as ExperimentResult);

describe('summaryOf', () => {
  it('has a row for every pair and path, in their order', () => {
    const lost = {
      ...record,
      verdict: 'not-found' as const,
      grade: null,
      reason: 'depth' as const,
    };
    const rows = rowsOf([
      { ...pair, paths: [record, lost] },
      { ...pair, b: 'c', paths: [lost] },
    ]);
    expect(rows.map(({ pair: name, verdict, connected }) => [name, verdict, connected])).toEqual([
      ['a – b', 'connected at 0.001 (sampled)', true],
      ['a – b', 'not found at 0.001 (depth)', false],
      ['a – c', 'not found at 0.001 (depth)', false],
    ]);
    expect(rows[2]!.strategy).toBe('dss/greedy');
    expect(rows[0]).toEqual({
      pair: 'a – b',
      strategy: 'dss/greedy #1',
      verdict: 'connected at 0.001 (sampled)',
      connected: true,
      level: 0.001,
      peak: record.peak.loss,
      aboveEnds: 0,
      normalizedLength: 1.04,
      beads: 1,
      gradientEvaluations: 1500,
      lossEvaluations: record.cost.lossEvaluations,
      grade: 'sampled',
      proved: null,
    });
    expect(rows[2]).toMatchObject({ grade: null, proved: null });
  });

  it('tells a strategy that stands there twice by what differs', () => {
    const shorter = { ...record, options: { ...record.options, shorten: true } };
    const longer = { ...record, options: { ...record.options, shorten: false } };
    expect(rowsOf([{ ...pair, paths: [longer, shorter] }]).map((row) => row.strategy)).toEqual([
      'dss/greedy (shorten false)',
      'dss/greedy (shorten true)',
    ]);
  });

  it('shows levels that were found to few digits, and those that differ apart', () => {
    const sought = (level: number) => ({
      ...record,
      ...{ level, peak: { t: 0.5, loss: level } },
      lowest: { level, floor: 0.001, straight: 0.1, tried: [] },
    });
    const levels = [0.0138805294026, 0.0138815200077, 0.00617915609592];
    const rows = rowsOf([{ ...pair, paths: levels.map(sought) }]);
    expect(rows.map(({ verdict, peak }) => [verdict, peak])).toEqual([
      ['connected at 0.013881 (lowest found, sampled)', 0.013881],
      ['connected at 0.013882 (lowest found, sampled)', 0.013882],
      ['connected at 0.00618 (lowest found, sampled)', 0.00618],
    ]);
  });

  it('has a row for a strategy that failed, in its place', () => {
    const message = 'The path strategy "mine/straight" failed in init: no way';
    const error = { code: 'run/strategy-failed', message };
    const failed = [{ strategy: 'mine/straight', options: {}, index: 0, error } as const];
    const rows = rowsOf([{ ...pair, paths: [record], failed }]);
    expect(rows.map(({ strategy, verdict, peak }) => [strategy, verdict, peak])).toEqual([
      ['mine/straight', 'failed in init: no way', null],
      ['dss/greedy', 'connected at 0.001 (sampled)', record.peak.loss],
    ]);
  });

  it('is empty where nothing was found out', () => {
    expect(rowsOf([])).toEqual([]);
    expect(rowsOf([{ ...pair, paths: [] }])).toEqual([]);
  });
});

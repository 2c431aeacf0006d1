import { describe, expect, it } from 'vitest';
import type { ExperimentResult } from '@isthmus/core/contract';
import { found } from '../terminal/testing/events.js';
import { notesOf, summaryOf } from './summary.js';

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
    });
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

  it('is empty where nothing was found out', () => {
    expect(rowsOf([])).toEqual([]);
    expect(rowsOf([{ ...pair, paths: [] }])).toEqual([]);
  });
});

describe('notesOf', () => {
  it('has the warnings of the run, then endpoints above their level', () => {
    const profile = { t: [0, 1], loss: [0.0005, 0.004] };
    const lost = { ...record, verdict: 'not-found', level: 0.001, profile } as const;
    const warnings = [{ code: 'data/unscaled', message: 'scale the inputs.' }];
    const notes = notesOf({ pairs: [{ ...pair, paths: [lost] }], warnings });
    expect(notes[0]).toBe('scale the inputs. (data/unscaled)');
    expect(notes[1]).toMatch(
      /^No path can stay at or below level 0\.001: b itself .* 0\.004\. Raise/,
    );
    expect(notesOf({ pairs: [{ ...pair, paths: [record] }], warnings: [] })).toEqual([]);
  });
});

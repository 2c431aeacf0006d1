import { describe, expect, it } from 'vitest';
import type { SummaryRow } from '../protocol/protocol.js';
import { gradesInWords, summaryTable } from './summary-table.js';
import { widthOf } from './width.js';

const row = (part: Partial<SummaryRow> = {}): SummaryRow => ({
  pair: 'a – b',
  strategy: 'dss/greedy',
  verdict: 'not found at 0.001 (above-level)',
  connected: false,
  level: 0.001,
  peak: 0.0085641,
  aboveEnds: 0.0075655,
  normalizedLength: 1.04153,
  beads: 12,
  gradientEvaluations: 1234567,
  lossEvaluations: 891,
  ...part,
});

describe('summaryTable', () => {
  it('shows both kinds of evaluations', () => {
    const lines = summaryTable([row()]).split('\n');
    expect(lines[0]).toMatch(/ gradients +losses$/);
    expect(lines[2]).toMatch(/ 1,234,567 +891$/);
  });

  it('reads well at 100 columns', () => {
    const rows = [row({ strategy: 'core/linear', beads: 0, normalizedLength: 1 }), row()];
    const table = summaryTable(rows, 100);
    expect(widthOf(table)).toBeLessThanOrEqual(100);
    expect(table.split('\n').slice(0, 4)).toEqual([
      'strategy     verdict                           peak loss  above ends  beads  length  gradients',
      '───────────  ────────────────────────────────  ─────────  ──────────  ─────  ──────  ─────────',
      'core/linear  not found at 0.001 (above-level)   0.008564    0.007566      0   1.000  1,234,567',
      'dss/greedy   not found at 0.001 (above-level)   0.008564    0.007566     12   1.042  1,234,567',
    ]);
  });

  it('names the pairs where there are several', () => {
    const table = summaryTable([row(), row({ pair: 'a – c' })]);
    expect(table).toMatch(/^pair .*\n.*\na – b .*\na – c /);
  });

  it.each([60, 72, 80, 94, 200])('keeps strategy, verdict and peak at width %i', (width) => {
    const table = summaryTable([row()], width);
    expect(widthOf(table)).toBeLessThanOrEqual(width);
    expect(table).toMatch(/dss\/greedy +not found at 0\.001 \(above-level\) +0\.008564/);
  });

  it('tells a peak from the level that it hardly exceeds', () => {
    expect(summaryTable([row({ peak: 0.00100000004 })])).toContain('0.00100000004');
  });

  it.each([0, 1, 20, 40])('sets cells below each other at width %i', (width) => {
    const table = summaryTable([row({ strategy: 'dss/greedy (大 "小")' })], width);
    expect(widthOf(table)).toBeLessThanOrEqual(Math.max(width, 2));
    expect(table.replaceAll(/\s/g, '')).toContain('peakloss0.008564');
  });

  it('has a row for a strategy that failed, without numbers', () => {
    const none = { level: null, peak: null, aboveEnds: null, normalizedLength: null, beads: null };
    const failed = { ...none, gradientEvaluations: null, lossEvaluations: null };
    const table = summaryTable([row({ verdict: 'failed in init: no way', ...failed })]);
    expect(table).toMatch(/failed in init: no way( +–){6}$/);
  });

  it('says what is no number', () => {
    const table = summaryTable([
      row({ peak: 'NaN', aboveEnds: 'Infinity', normalizedLength: null }),
    ]);
    expect(table).toMatch(/NaN +Infinity +12 +– /);
  });

  it('has what is proved where a proof was asked for, next to the peak', () => {
    const table = summaryTable([row({ proved: '≤ 0.0009994' }), row()]);
    expect(table.split('\n')[0]).toMatch(/ peak loss +proved +above ends /);
    expect(table.split('\n')[2]).toMatch(/ 0\.008564 +≤ 0\.0009994 +0\.007566 /);
    expect(table.split('\n')[3]).toMatch(/ 0\.008564 +– +0\.007566 /);
    expect(summaryTable([row()])).not.toContain('proved');
  });
});

describe('gradesInWords', () => {
  it('explains the grades that occur, and no others', () => {
    expect(gradesInWords([row({ grade: null }), row()])).toBe('');
    expect(gradesInWords([row({ grade: 'sampled' })])).toMatch(/^sampled: .* nothing is proved$/);
    const all = gradesInWords([row({ grade: 'sampled' }), row({ grade: 'certified' })]);
    expect(all.split('\n')).toEqual([
      'certified: it is proved that no point of the path is above the level',
      expect.stringMatching(/^sampled: /),
    ]);
    expect(gradesInWords([row({ grade: 'certified-apart' })])).toContain('every path between');
  });

  it('keeps to the width of a terminal', () => {
    expect(widthOf(gradesInWords([row({ grade: 'sampled' })], 60))).toBeLessThanOrEqual(60);
  });
});

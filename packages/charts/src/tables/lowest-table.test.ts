import type { LowestRecord } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { isSought, lowestTable, lowestWords } from './lowest-table.js';
import { pathLabels } from '../data/path-labels.js';
import { finishedSeries } from '../data/series.js';
import { summaryTable } from './summary.js';
import { testDocument } from '../testing/document.js';
import { asWritten, connectedPath, examplePair, examplePath } from '../testing/result.js';
import { pairStatement } from '../words/lead.js';
import { outcomeWords } from '../words/words.js';

const document = testDocument();
const cost = { gradientEvaluations: 1200, lossEvaluations: 30, seconds: 0.5 };
const lowest: LowestRecord = {
  level: 0.004,
  floor: 0.001,
  straight: 0.83,
  tried: [
    { level: 0.083, verdict: 'connected', reason: null, peak: 0.004, cost },
    { level: 0.002, verdict: 'not-found', reason: 'depth', peak: 0.006, cost },
  ],
};
const path = connectedPath({ level: 0.004, lowest });

describe('lowestTable', () => {
  it('tells what was found, between which bounds, and what every try gave and cost', () => {
    const table = lowestTable({ ...path, lowest }, 'dss/greedy', { document });
    const rows = [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      ['1', '0.083', 'connected', '0.004', '1\u202f200', '30', '0.5 s'],
      ['2', '0.002', 'not found (depth)', '0.006', '1\u202f200', '30', '0.5 s'],
      ['all', '', '', '', '18\u202f432', '1\u202f842', '12.4 s'],
    ]);
    expect(table.querySelector('caption')?.textContent).toMatch(
      /^dss\/greedy: lowest level found 0\.004 in 2 tries, between 0\.001 \(.*\) and 0\.83 \(/,
    );
  });

  it('says so where there was nothing to search below', () => {
    const broken = asWritten({ level: null, floor: 1, straight: Number.NaN, tried: [] });
    expect(lowestWords('x', broken)).toBe(
      'x: no level was found, since losses on the straight line are not finite.',
    );
  });
});

describe('a path whose level was sought', () => {
  it('is told from others', () => {
    expect([isSought(path), isSought(examplePath())]).toEqual([true, false]);
  });

  it('is called the lowest found, never the lowest', () => {
    const { outcome, level } = finishedSeries(path, 'x');
    expect(outcomeWords(outcome, level)).toBe('connected at 0.004 (lowest found, sampled)');
    const pair = examplePair({ paths: [path] });
    expect(pairStatement(pair).detail).toContain('a lower one may exist');
    expect(summaryTable(pair, { document }).textContent).toMatch(
      /265 samples1\/264 apartlowest found/,
    );
  });

  it('has a label of its own beside paths at other levels', () => {
    const same = { options: {}, strategy: 'dss/greedy' } as const;
    const paths = [
      connectedPath({ ...same, level: 0.001 }),
      connectedPath({ ...same, level: 0.0011 }),
      connectedPath({ ...same, level: 0.004, lowest }),
    ];
    expect(pathLabels(paths)).toEqual([
      'dss/greedy (level\u00a00.001)',
      'dss/greedy (level\u00a00.0011)',
      'dss/greedy (lowest\u00a0level)',
    ]);
  });
});

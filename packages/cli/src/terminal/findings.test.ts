import type { AnalysisRecord } from '@isthmus/core/contract';
import { expect, it } from 'vitest';
import { findingsText } from './findings.js';

const record = (point: string, value: number | string | null): AnalysisRecord => ({
  analysis: { use: 'mine/units', options: {} },
  index: 0,
  points: [point],
  findings: {
    summary: `Looked at ${point}.`,
    facts: [{ label: 'dead units', value, meaning: 'of all 64 units of the network, on 32 rows' }],
    tables: [
      {
        ...{ title: 'Layers', caption: 'On 32 rows' },
        columns: [{ label: 'layer', meaning: '' }, { label: 'dead', meaning: '' }], // prettier-ignore
        rows: [['dense1', value]],
      },
    ],
    charts: [],
  },
  cost: { lossEvaluations: 1, gradientEvaluations: 0, hessianProducts: 0, seconds: 0 },
});

it('tells what was found of each endpoint side by side', () => {
  expect(findingsText([record('a', 2), record('b', null)], Infinity)).toBe(
    [
      'mine/units',
      '──────────',
      'a: Looked at a.',
      'b: Looked at b.',
      '',
      'found       a  b  meaning',
      '──────────  ─  ─  ──────────────────────────────────────────',
      'dead units  2  –  of all 64 units of the network, on 32 rows',
      '',
      'Layers (a). On 32 rows.',
      'layer   dead',
      '──────  ────',
      'dense1     2',
      '',
      'Layers (b). On 32 rows.',
      'layer   dead',
      '──────  ────',
      'dense1     –',
    ].join('\n'),
  );
});

it('breaks meanings where a terminal is narrow, and obeys no escape of a plugin', () => {
  const text = findingsText([record('a', '\u001b[31mred')], 50);
  expect(text).not.toContain('\u001b');
  expect(text.split('\n').every((line) => line.length <= 50)).toBe(true);
});

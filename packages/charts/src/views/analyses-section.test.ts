import type { AnalysisRecord } from '@isthmus/contract';
import { expect, it } from 'vitest';
import { recordedRun } from '../data/shown-run.js';
import { testDocument } from '../testing/document.js';
import { exampleResult } from '../testing/result.js';
import { analysesSection } from './analyses-section.js';

const document = testDocument();

const record = (
  index: number,
  points: readonly string[],
  value: number | null,
): AnalysisRecord => ({
  analysis: { use: index === 0 ? 'mine/units' : 'mine/lines', options: {} },
  index,
  points,
  findings: {
    summary: `Found in ${points.join()}.`,
    facts: index === 0 ? [{ label: 'dead units', value, meaning: 'of 64' }] : [],
    tables: [
      {
        ...{ title: 'Layers', caption: 'On 32 rows' },
        columns: [{ label: 'layer', meaning: 'its first node' }, { label: 'dead', meaning: '' }], // prettier-ignore
        rows: [['dense1', value], ['dense2', null]], // prettier-ignore
      },
    ],
    charts: [
      {
        ...{ kind: 'lines', title: 'Loss', caption: '', x: { label: 't' }, y: { label: 'loss' } },
        series: [{ label: 'one', x: [0, 1], y: [0, 1] }],
        marks: [],
      },
    ],
  },
  cost: { lossEvaluations: 1, gradientEvaluations: 0, hessianProducts: 0, seconds: 0 },
});

const sectionOf = (analyses: readonly AnalysisRecord[]) =>
  analysesSection(document, recordedRun(exampleResult({ analyses }))) as HTMLElement | null;

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);

it('is not there where nothing was found', () => {
  expect(sectionOf([])).toBeNull();
});

it('has a part for each analysis, its facts side by side, its pictures under the endpoints', () => {
  // As they may come in while a run goes on.
  const section = sectionOf([
    record(1, ['a', 'b'], 3),
    record(0, ['a'], 2),
    record(0, ['b'], 1500),
  ])!;
  expect(texts(section, 'h3')).toEqual(['mine/units', 'mine/lines']);
  expect(texts(section, 'h4')).toEqual(['a', 'b']);
  expect(texts(section, '.part > p')).toEqual([
    ...['a: Found in a.', 'b: Found in b.', 'Found in a,b.'],
  ]);
  const [facts] = [...section.querySelectorAll('table')];
  expect(texts(facts!, 'thead th')).toEqual(['found', 'a', 'b', 'meaning']);
  expect(texts(facts!, 'tbody td')).toEqual(['2', '1\u202f500', 'of 64']);
  expect(section.querySelectorAll('figure')).toHaveLength(3);
  expect(texts(section, 'details caption')).toHaveLength(3);
  expect(section.textContent).toContain('Layers. On 32 rows. layer: its first node.');
});

import { describe, expect, it } from 'vitest';
import { accuracyData, type AccuracyData } from '../data/pair-data.js';
import { recordedRun } from '../data/shown-run.js';
import { accuracyTable } from '../tables/tables.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { connectedPath, examplePair, examplePath, exampleResult } from '../testing/result.js';
import { accuracyChart, accuracySvg } from './accuracy.js';

const document = testDocument();

function dataOf(...paths: readonly ReturnType<typeof examplePath>[]): AccuracyData | null {
  const run = recordedRun(exampleResult({ pairs: [examplePair({ paths })] }));
  return accuracyData(run.pairs['a – b']!);
}

const data = dataOf(
  examplePath({ accuracy: { t: [0, 0.5, 1], accuracy: [0.98, 0.91, 1] } }),
  connectedPath(),
)!;

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);

describe('the accuracy chart', () => {
  it('is in percent, not beyond 100, with the lowest marked', () => {
    const svg = accuracySvg(data, { document });
    expect(svg.textContent).toContain('accuracy (%)');
    const ticks = texts(svg, '[aria-label="y-axis tick label"] text').map(Number);
    expect(ticks.length).toBeGreaterThan(2);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(100);
    expect(Math.min(...ticks)).toBeGreaterThanOrEqual(90);
    expect(svg.querySelectorAll('.isthmus-lowest > *')).toHaveLength(1);
    expect(svg.getAttribute('aria-label')).toContain('core/linear: lowest 91\u202f% at t = 0.5.');
  });

  it('keeps each path in its place, also one of which nothing is known', () => {
    const chart = accuracyChart(data, { document });
    expect(texts(chart, '.isthmus-legend-name')).toEqual(['core/linear', 'dss/greedy']);
    expect(texts(chart, '.isthmus-legend .isthmus-verdict')[1]).toBe('not known');
  });

  it('is none where there are no classes', () => {
    expect(dataOf(examplePath(), connectedPath())).toBe(null);
  });

  it('is drawn of one that is the same everywhere', () => {
    const even = dataOf(examplePath({ accuracy: { t: [0, 1], accuracy: [1, 1] } }))!;
    expect(accuracySvg(even, { document }).outerHTML).not.toContain('NaN');
  });

  it('has a table twin with a column for each path that has accuracies', () => {
    const table = accuracyTable(data, { document });
    expect(texts(table, 'thead th')).toEqual(['t', 'core/linear']);
    expect(texts(table, 'tbody td')).toEqual(['98\u202f%', '91\u202f%', '100\u202f%']);
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const series = data.series.map((one) => ({ ...one, label: name }));
    const chart = accuracyChart({ a: name, b: name, series }, { document });
    expect(chart.querySelectorAll('script, img, b, i, svg svg')).toHaveLength(0);
  });
});

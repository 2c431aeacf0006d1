import { describe, expect, it } from 'vitest';
import type { SweepGroup, SweepRecord } from '@isthmus/contract';
import { sweepChart, sweepSvg } from './sweep.js';
import { fractionWords, meanWords, sweepData, type SweepQuantity } from '../data/sweep-data.js';
import { sweepTable } from '../tables/sweep-table.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { group, mean, sweepOver } from '../testing/sweep.js';

const document = testDocument();
const THRESHOLDS = [0.1, 0.003, 0.01];
const QUANTITIES = ['fraction', 'normalizedLength', 'beads', 'peak', 'aboveEnds', 'gradientEvaluations', 'lossEvaluations'] as const; // prettier-ignore

const dataOf = (record: SweepRecord, quantity: SweepQuantity = 'normalizedLength') =>
  sweepData(record, quantity)!;
const count = (svg: Element, name: string) => svg.querySelectorAll(`.isthmus-${name} > *`).length;
const tickTexts = (svg: Element) =>
  [...svg.querySelectorAll('[aria-label="x-axis tick label"] text')].map((t) => t.textContent);

describe('what is drawn', () => {
  it('goes along the first numeric setting that is not the seed, by increasing value', () => {
    const record = sweepOver('/train/threshold', THRESHOLDS);
    const other = { pointer: '/engine', name: 'engine', values: ['fast', 'tfjs'] };
    const { name, series } = dataOf({ ...record, axes: [other, ...record.axes.toReversed()] });
    expect(name).toBe('threshold');
    expect(series[0]!.points.map(({ x }) => x)).toEqual([0.003, 0.01, 0.1]);
  });

  it('has a line for each strategy at each value of the other settings', () => {
    const record = sweepOver('/train/threshold', THRESHOLDS);
    const axis = { pointer: '/hidden', name: 'hidden', values: [[4], [8]] };
    const groups = record.groups.flatMap((one) =>
      axis.values.map((value) => ({ ...one, values: { ...one.values, '/hidden': value } })),
    );
    const { series } = dataOf({ ...record, axes: [...record.axes, axis], groups });
    expect(series.map(({ label, points }) => [label, points.length])).toEqual([
      ['core/linear, hidden [4]', 3], ['core/linear, hidden [8]', 3],
      ['dss/greedy, hidden [4]', 3], ['dss/greedy, hidden [8]', 3],
    ]); // prettier-ignore
  });

  it('are the fraction with its interval and means over all pairs', () => {
    const record = sweepOver('/train/threshold', [0.1, 0.2]);
    const [point] = dataOf(record, 'fraction').series[0]!.points;
    expect(point).toMatchObject({ x: 0.1, y: 0.75, low: 0.531, high: 0.888 });
    const all = { ...record.groups[0]!.all, beads: mean(7) };
    const connectedOnly = { ...record.groups[0]!.all, beads: mean(2) };
    const groups = [{ ...record.groups[0]!, all, connectedOnly }];
    expect(dataOf({ ...record, groups }, 'beads').series[0]!.points[0]!.y).toBe(7);
  });

  it('is nothing where no setting but the seed is varied', () => {
    expect(sweepData(sweepOver('/seed', [1, 2]), 'beads')).toBeNull();
    expect(sweepData(sweepOver('/train/threshold', [1]), 'beads')).toBeNull();
  });

  it.each([
    ['/train/threshold', { constant: 0.05, linear: 0.04 }, 2],
    ['/train/threshold', { constant: null, linear: 0.04 }, 1],
    ['/train/threshold', null, 0],
    ['/train/maxSteps', { constant: 0.05, linear: 0.04 }, 0],
  ])('against %s with baselines %j are %i marks', (pointer, baselines, marks) => {
    expect(dataOf(sweepOver(pointer, THRESHOLDS, { baselines })).references).toHaveLength(marks);
  });
});

describe('the drawing', () => {
  it.each(QUANTITIES)('of %s has a line, dots and a band for each strategy', (quantity) => {
    const svg = sweepSvg(dataOf(sweepOver('/train/threshold', THRESHOLDS), quantity), { document });
    expect(count(svg, 'curve')).toBe(2);
    expect(count(svg, 'mean')).toBe(6);
    expect(count(svg, 'band')).toBe(2);
    expect(svg.outerHTML).not.toMatch(/NaN|undefined|style=/);
    expect(svg.getAttribute('aria-label')).toMatch(
      /against threshold: 2 lines\. core\/linear: from /,
    );
  });

  it('has a logarithmic axis for thresholds over decades, a linear one for near ones', () => {
    const wide = sweepSvg(dataOf(sweepOver('/train/threshold', [1, 0.1, 0.001])), { document });
    expect(tickTexts(wide)).toEqual(['0.001', '0.01', '0.1', '1']);
    expect(wide.outerHTML).toContain('threshold, log scale');
    const near = sweepSvg(dataOf(sweepOver('/x/width', [4, 8, 12])), { document });
    expect(tickTexts(near)).toEqual(['4', '6', '8', '10', '12']);
  });

  it('stands values that are no numbers side by side, with bars', () => {
    const svg = sweepSvg(dataOf(sweepOver('/hidden', [[2, 2], [4, 4], 'deep'])), { document }); // prettier-ignore
    expect(tickTexts(svg)).toEqual(['[2,2]', '[4,4]', 'deep']);
    expect([count(svg, 'bar'), count(svg, 'mean'), count(svg, 'curve')]).toEqual([6, 6, 0]);
  });

  it('breaks the names of values into lines where they have no room beside each other', () => {
    const names = [
      'gradient descent',
      'L2 0.001',
      'batches of 8',
      'dropout 0.3',
      'dropout 0.1',
      'x',
    ];
    const linesAt = (width: number) => {
      const svg = sweepSvg(dataOf(sweepOver('arm', names)), { document, width });
      const texts = [...svg.querySelectorAll('[aria-label="x-axis tick label"] text')];
      return texts.map((text) => text.querySelectorAll('tspan').length);
    };
    expect(linesAt(1136)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(linesAt(360)).toEqual([2, 2, 2, 2, 2, 0]);
  });

  it('leaves out what is not known and what is far away, and keeps wide intervals in the frame', () => {
    const none = { n: 0, mean: null, low: null, high: null };
    const record = sweepOver('/train/threshold', THRESHOLDS, {
      baselines: { constant: 1e9, linear: 0.002 },
    });
    const [first, second, ...rest] = record.groups as [SweepGroup, SweepGroup, ...SweepGroup[]];
    const unknown = { ...first, all: { ...first.all, normalizedLength: none } };
    const infinite = { n: 2, mean: 'Infinity' as unknown as number, low: null, high: null };
    const wide = { n: 2, mean: 1.2, low: -1e6, high: 1e6 };
    const groups = [
      unknown,
      { ...second, all: { ...second.all, normalizedLength: infinite } },
      ...rest.map((one) => ({ ...one, all: { ...one.all, normalizedLength: wide } })),
    ];
    const svg = sweepSvg(dataOf({ ...record, groups }), { document });
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity/);
    expect(svg.outerHTML).toContain('best linear 0.002');
    expect(svg.outerHTML).not.toContain('best constant');
    expect(count(svg, 'mean')).toBe(4);
    const ticks = [...svg.querySelectorAll('[aria-label="y-axis tick label"] text')];
    expect(Math.max(...ticks.map((tick) => Number(tick.textContent)))).toBeLessThan(4);
  });

  it('has no bands where lines are many, and says so', () => {
    const record = sweepOver('/train/threshold', THRESHOLDS);
    const groups = Array.from({ length: 9 }, (_, i) =>
      record.groups.map((one) => ({ ...one, label: `s${i}` })),
    ).flat();
    const chart = sweepChart(dataOf({ ...record, groups }), { document });
    expect(chart.querySelectorAll('.isthmus-band > *')).toHaveLength(0);
    expect(chart.textContent).toContain('the table has the intervals');
  });

  it('of nothing known yet says so', () => {
    const svg = sweepSvg(dataOf(sweepOver('/train/threshold', THRESHOLDS, { groups: [] })), { document }); // prettier-ignore
    expect(svg.textContent).toContain('no pairs known yet');
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const record = sweepOver('/hidden', [name, 'x'], { groups: [] });
    const hostile = group({ label: name, values: { '/hidden': name } });
    const whole = { ...record, groups: [hostile, { ...hostile, values: { '/hidden': 'x' } }] };
    for (const part of [sweepChart(dataOf(whole), { document }), sweepTable(whole, { document })]) {
      expect(part.querySelectorAll('script, img, b, i, [onload], [onerror]')).toHaveLength(0);
      expect(part.outerHTML).not.toMatch(/[\u0000\u0007\u001b\u202e\u2066]/);
    }
  });
});

describe('the chart', () => {
  it('says in its legend how many pairs are connected, and what means are over', () => {
    const chart = sweepChart(dataOf(sweepOver('/train/threshold', THRESHOLDS)), { document });
    expect(chart.querySelector('figcaption')?.textContent).toBe(
      'Normalized length against threshold',
    );
    expect(chart.querySelector('.isthmus-legend')?.textContent).toContain(
      '45 of 60 pairs connected',
    );
    expect(chart.textContent).toContain('Means are over all pairs, connected or not.');
  });
});

describe('the table', () => {
  it('has the fraction connected beside the means, and n beside those of connected pairs', () => {
    const record = sweepOver('/train/threshold', [0.1]);
    const table = sweepTable(record, { document, metrics: ['beads'] });
    const [cells] = [...table.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    expect(cells).toEqual([
      ...[
        '0.1',
        'core/linear',
        '20 of 21, 1 failed',
        '19',
        '15 of 20 (53.1\u202f% to 88.8\u202f%)',
      ],
      ...['4 (3.9 to 4.1)', '5 (4.9 to 5.1), n 20'],
    ]);
  });

  it('words what is not known without a number', () => {
    expect(meanWords({ n: 0, mean: null, low: null, high: null })).toBe('–');
    expect(meanWords({ n: 1, mean: 2, low: null, high: null })).toBe('2');
    const fraction = { value: null, low: 0, high: 1 };
    expect(fractionWords({ pairs: 0, connected: 0, fraction })).toBe('no pairs yet');
  });
});

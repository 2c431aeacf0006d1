import type { BarsChart, LinesChart } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { findingBars } from './finding-bars.js';
import { findingLines, findingLinesSvg } from './finding-lines.js';

const document = testDocument();

const lines = (change: Partial<LinesChart> = {}): LinesChart => ({
  ...{ kind: 'lines', title: 'Loss along a shift', caption: 'Flat up to 0.5.' },
  ...{ x: { label: 'shift' }, y: { label: 'loss' } },
  series: [
    { label: 'unit 3', x: [0, 0.5, 2], y: [0.1, 0.1, 0.4] },
    { label: 'unit 4', x: [0, 1], y: [0.2, 0.3] },
  ],
  marks: [{ x: 0.5, label: 'clips' }],
  ...change,
});

const bars = (values: readonly number[]): BarsChart => ({
  ...{ kind: 'bars', title: 'Parts', caption: 'In this order.', x: { label: 'loss' } },
  bars: values.map((value, i) => ({ label: `part ${i}`, value })),
});

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);

describe('a chart of curves that were found', () => {
  it('has a curve for each series and a mark for each place, and says them in words', () => {
    const figure = findingLines(lines(), { document });
    expect(figure.querySelectorAll('.isthmus-curve path')).toHaveLength(2);
    expect(figure.querySelectorAll('.isthmus-mark line')).toHaveLength(1);
    expect(texts(figure, '.isthmus-legend-name')).toEqual(['unit 3', 'unit 4']);
    expect(figure.querySelector('.isthmus-chart-note')!.textContent).toBe(
      'Flat up to 0.5. Marked: clips at 0.5.',
    );
    expect(findingLinesSvg(lines(), { document }).getAttribute('aria-label')).toBe(
      'Loss along a shift: 2 curves of loss against shift. Flat up to 0.5.',
    );
  });

  it('runs from the first place to the last, in even steps or as a logarithm', () => {
    const ticksOf = (chart: LinesChart) =>
      texts(findingLinesSvg(chart, { document }), '[aria-label^="x-axis tick label"] text');
    expect(ticksOf(lines())).toEqual(['0', '0.5', '1', '1.5', '2']);
    const counts = [{ label: 'a', x: [1, 10, 100], y: [1, 2, 3] }];
    const log = lines({ x: { label: 'copies', log: true }, series: counts, marks: [] });
    expect(ticksOf(log)).toEqual(['1', '3', '10', '30', '100']);
  });

  it.each([
    ['no finite value', [{ label: 'a', x: [0, 1], y: [NaN, Infinity] }]],
    ['one place', [{ label: 'a', x: [1], y: [0.2] }]],
    ['both signs and many sizes', [{ label: 'a', x: [-5, 0, 1e-9, 3], y: [0, -1, 1e-9, 3] }]],
    ['nothing above 0', [{ label: 'a', x: [-5, -2, 0], y: [-1e6, -3, 0] }]],
    ['0 alone', [{ label: 'a', x: [0, 0], y: [0, 0] }]],
    ['places that are not finite', [{ label: 'a', x: [-Infinity, 0, 1, Infinity], y: [0, 1, 2, 3] }]],
    ['no points', [{ label: 'a', x: [], y: [] }]],
    ['the ends of what a double holds', [{ label: 'a', x: [-1.7e308, 5e-324, 1.7e308], y: [5e-324, 1, 1.7e308] }]],
  ])('can be drawn with %s', (_, series) => {
    for (const log of [false, true])
      for (const marks of [[], [{ x: -1, label: 'below' }, { x: NaN, label: 'nowhere' }]]) {
        const axes = { x: { label: 'x', log }, y: { label: 'y', log } };
        const svg = findingLinesSvg(lines({ ...axes, series, marks }), { document });
        expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
      }
  }); // prettier-ignore

  it('shows hostile words as words', () => {
    for (const label of HOSTILE_NAMES) {
      const series = [{ label, x: [0, 1], y: [0, 1] }, { label: 'b', x: [0], y: [0] }]; // prettier-ignore
      const chart = lines({ title: label, caption: label, x: { label }, y: { label }, series });
      const figure = findingLines(chart, { document });
      expect(figure.querySelectorAll('script, img, [onload], b')).toHaveLength(0);
    }
  });
});

describe('a chart of bars that were found', () => {
  it('has a row with its bar and its number for each, from 0 to either side', () => {
    const figure = findingBars(bars([0.5, -0.25, 0, NaN]), { document });
    expect(texts(figure, 'th')).toEqual(['part 0', 'part 1', 'part 2', 'part 3']);
    expect(texts(figure, '.isthmus-number')).toEqual(['0.5', '−0.25', '0', 'NaN']);
    const rects = [...figure.querySelectorAll('rect')].map((rect) =>
      ['x', 'width'].map((name) => Number(rect.getAttribute(name))),
    );
    // Of a span from -0.25 to 0.5, 0 stands at a third.
    const third = 100 / 3;
    expect(rects[0]![0]).toBeCloseTo(third, 9);
    expect(rects[0]![1]).toBeCloseTo(2 * third, 9);
    expect(rects[1]![0]).toBe(0);
    expect(rects[1]![1]).toBeCloseTo(third, 9);
  });
});

import { describe, expect, it } from 'vitest';
import { costData, type CostData } from '../data/pair-data.js';
import { recordedRun } from '../data/shown-run.js';
import { costTable } from '../tables/cost-table.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import {
  asWritten,
  connectedPath,
  examplePair,
  examplePath,
  exampleResult,
} from '../testing/result.js';
import { costChart, costSvg, isComparable } from './cost.js';

const document = testDocument();

const cost = (gradientEvaluations: number) => ({
  ...{ gradientEvaluations, lossEvaluations: 9, seconds: 1 },
});

const sought = { level: 0.4, floor: 0, straight: 0.83, tried: [] };

function dataOf(paths: readonly ReturnType<typeof examplePath>[]): CostData {
  const run = recordedRun(exampleResult({ pairs: [examplePair({ paths })] }));
  return costData(run.pairs['a – b']!, 'nats');
}

const three = dataOf([
  examplePath(),
  connectedPath({ cost: cost(120) }),
  connectedPath({ strategy: 'dss/neb', cost: cost(900) }),
]);

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);

describe('the chart of cost against quality', () => {
  it('has one mark a strategy, the level at 0, and says how far peaks are from it', () => {
    const svg = costSvg(three, { document });
    expect(svg.querySelectorAll('.isthmus-cost > *')).toHaveLength(3);
    expect(texts(svg, '.isthmus-level-label text')).toEqual(['level0']);
    const words = texts(costChart(three, { document }), '.isthmus-legend-detail');
    expect(words[0]).toMatch(/^0 gradients · peak 0\.\d+, 0\.\d+ above the level$/);
    expect(words[1]).toMatch(/^120 gradients · .* below the level$/);
    expect(svg.getAttribute('aria-label')).toContain('dss/neb: 900 gradient evaluations, peak');
  });

  it('compares peaks with each other where levels were sought', () => {
    const data = dataOf([examplePath(), connectedPath({ lowest: sought })]);
    const svg = costSvg(data, { document });
    expect(data.isSought).toBe(true);
    expect(svg.querySelectorAll('.isthmus-level line')).toHaveLength(0);
    expect(svg.textContent).toContain('peak (nats)');
    expect(svg.textContent).not.toContain('minus');
  });

  it('is drawn of nothing, and of what is not finite', () => {
    const infinite = examplePath(asWritten({ peak: { t: 0.5, loss: Infinity } }));
    for (const data of [dataOf([]), dataOf([infinite])]) {
      const svg = costSvg(data, { document });
      expect(svg.textContent).toContain('no peaks known yet');
      expect(svg.outerHTML).not.toContain('NaN');
    }
  });

  it('is of use from three strategies on, of which one costs anything', () => {
    expect(isComparable(three)).toBe(true);
    expect(isComparable({ ...three, points: three.points.slice(1) })).toBe(false);
    const free = three.points.map((point) => ({ ...point, gradientEvaluations: 0 }));
    expect(isComparable({ ...three, points: free })).toBe(false);
  });

  it('has a table twin, the cheapest first', () => {
    const rows = texts(costTable(three, { document }), 'tbody th');
    expect(rows).toEqual(['core/linear', 'dss/greedy', 'dss/neb']);
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const points = three.points.map((point) => ({ ...point, label: name }));
    const chart = costChart({ ...three, a: name, unit: name, points }, { document });
    expect(chart.querySelectorAll('script, img, b, i, svg svg')).toHaveLength(0);
  });
});

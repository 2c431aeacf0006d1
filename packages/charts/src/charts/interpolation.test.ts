import { describe, expect, it } from 'vitest';
import { interpolationChart, interpolationDetailSvg, interpolationSvg } from './interpolation.js';
import { pairData, type InterpolationData, type InterpolationSeries } from '../data/series.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { asWritten, bumpyProfile, connectedPath } from '../testing/result.js';
import { examplePair, examplePath } from '../testing/result.js';
import { visibleText } from '../drawing/dom.js';

const document = testDocument();
const example = pairData(examplePair(), 'squared error');

function draw(data: InterpolationData, options = {}) {
  return interpolationSvg(data, { document, ...options });
}

function withSeries(...series: Partial<InterpolationSeries>[]): InterpolationData {
  const [first] = example.series;
  if (first === undefined) throw new Error('the example has series');
  return { ...example, series: series.map((changes) => ({ ...first, ...changes })) };
}

function all(root: Element, selector: string): Element[] {
  return [...root.querySelectorAll(selector)];
}

/** The texts of the axis that is named in Plot's own label. */
function tickLabels(svg: Element, axis: 'x' | 'y'): string[] {
  return all(svg, `[aria-label="${axis}-axis tick label"] text`).map((node) => node.textContent);
}

describe('interpolationSvg', () => {
  it('draws one line for each path, told apart by colour and dash', () => {
    const curves = all(draw(example), '.isthmus-curve');
    expect(curves).toHaveLength(2);
    expect(new Set(curves.map((curve) => curve.getAttribute('stroke'))).size).toBe(2);
    expect(new Set(curves.map((curve) => curve.getAttribute('stroke-dasharray'))).size).toBe(2);
  });

  it('marks level, peaks, beads and endpoints', () => {
    const svg = draw(example);
    expect(all(svg, '.isthmus-level line')).toHaveLength(1);
    expect(svg.querySelector('.isthmus-level-label')?.textContent).toBe('level0.001');
    expect(all(svg, '.isthmus-peak > *')).toHaveLength(2);
    expect(all(svg, '.isthmus-bead > *')).toHaveLength(5);
    expect(all(svg, '.isthmus-endpoint > *')).toHaveLength(2);
    expect(all(svg, '.isthmus-peak-label text').map((node) => node.textContent)).toEqual([
      'core/linear: 0.8293',
      'dss/greedy: 0.00098',
    ]);
  });

  it('has a line for each level', () => {
    const svg = draw(withSeries({ level: 0.001 }, { level: 0.01 }, { level: 0.01 }));
    expect(all(svg, '.isthmus-level line')).toHaveLength(2);
  });

  it('names axes, scale and ends', () => {
    const svg = draw(example);
    expect(svg.textContent).toContain('loss (squared error), log scale');
    expect(svg.textContent).toContain('position t along the path');
    expect(tickLabels(svg, 'x')).toEqual(['0a', '0.2', '0.4', '0.6', '0.8', '1b']);
    expect(tickLabels(svg, 'y')).toEqual(['0.001', '0.01', '0.1', '1']);
    expect(draw(example, { scale: 'linear' }).textContent).not.toContain('log scale');
  });

  it('labels every tick of a short logarithmic axis', () => {
    const profile = bumpyProfile(33, [0.01, 0.01], 0.5);
    const labels = tickLabels(draw(withSeries({ level: 0.02, profile, peak: null })), 'y');
    expect(labels).toEqual(['0.01', '0.03', '0.1', '0.3']);
  });

  it('says all of it in words', () => {
    const svg = draw(example);
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.querySelector('title')?.textContent).toBe('Loss along the paths from a to b');
    expect(svg.getAttribute('aria-label')).toBe(
      'Loss along the paths from a to b: 2 curves, log scale. ' +
        'core/linear: not found (above-level), peak 0.8293 at t = 0.5, 0 beads. ' +
        'dss/greedy: connected at 0.001 (sampled), peak 0.00098 at t = 0, 5 beads.',
    );
  });

  it('draws gaps and crosses where losses are not finite, written as strings or not', () => {
    const { t, loss } = bumpyProfile(33, [0.4, 0.5], 2);
    const holes = loss.map((value, i) => (i === 10 ? Infinity : i === 11 ? Number.NaN : value));
    const peak = { t: 10 / 32, loss: Infinity };
    const plain = withSeries({ profile: { t, loss: holes }, peak, level: 0.5 });
    for (const data of [plain, asWritten(plain)]) {
      const svg = draw(data);
      const path = svg.querySelector('.isthmus-curve path')?.getAttribute('d') ?? '';
      expect(path.match(/M/g)).toHaveLength(2);
      expect(all(svg, '.isthmus-not-finite > *')).toHaveLength(2);
      expect(svg.querySelector('.isthmus-peak-label')?.textContent).toBe('core/linear: ∞');
      expect(svg.outerHTML).not.toMatch(/NaN|Infinity/);
    }
  });

  it('draws a partial profile of a running search', () => {
    const full = bumpyProfile(64, [0.00098, 0.00091], 0.01);
    const profile = { t: full.t.slice(0, 20), loss: full.loss.slice(0, 20) };
    const outcome = { tag: 'running', gradientEvaluations: 64 } as const;
    const svg = draw(withSeries({ profile, outcome, beads: 3, peak: null }));
    expect(svg.getAttribute('aria-label')).toContain('running, no peak known yet');
    expect(all(svg, '.isthmus-bead > *')).toHaveLength(1);
    expect(all(svg, '.isthmus-endpoint > *')).toHaveLength(1);
  });

  it('says so where nothing is known yet', () => {
    const svg = draw(withSeries({ profile: { t: [], loss: [] }, peak: null }));
    expect(svg.textContent).toContain('no losses known yet');
    expect(draw({ ...example, series: [] }).textContent).toContain('no losses known yet');
  });

  it('draws equal endpoints and a flat line', () => {
    const profile = { t: [0, 0.5, 1], loss: [0.001, 0.001, 0.001] };
    const svg = draw(withSeries({ profile, peak: { t: 0, loss: 0.001 } }));
    expect(all(svg, '.isthmus-endpoint > *')).toHaveLength(2);
    expect(all(svg, '.isthmus-sample > *')).toHaveLength(3);
    expect(svg.outerHTML).not.toContain('NaN');
  });

  it('draws many beads small, and all of them', () => {
    const svg = draw(withSeries({ beads: 500 }));
    expect(all(svg, '.isthmus-bead > *')).toHaveLength(500);
  });

  it('runs along arc length where it is known, else along t', () => {
    const bent = { arc: [0, 0.9, 1], beads: 1 };
    const moved = draw(withSeries(bent), { along: 'arc' });
    expect(moved.textContent).toContain("share of the path's length");
    const centre = (node: Element | null) => Number(node?.getAttribute('cx') ?? Number.NaN);
    const bead = centre(moved.querySelector('.isthmus-bead > *'));
    const [left = 0, right = 0] = all(moved, '.isthmus-endpoint > *').map(centre);
    // The bead stands at t = 1/2 and at 9/10 of the length; pixels are rounded to hundredths.
    expect((bead - left) / (right - left)).toBeCloseTo(0.9, 2);
    expect(draw(withSeries({ beads: 1 }), { along: 'arc' }).textContent).toContain('position t');
  });

  it('is the same drawing each time', () => {
    expect(draw(example).outerHTML).toBe(draw(example).outerHTML);
  });

  it('holds no style that a strict policy would refuse', () => {
    const svg = draw(example);
    expect(all(svg, 'style, [style]')).toEqual([]);
    expect(svg.hasAttribute('style')).toBe(false);
  });
});

describe('interpolationChart', () => {
  it('names each line beside its key, verdict and peak', () => {
    const figure = interpolationChart(example, { document });
    expect(figure.querySelector('figcaption')?.textContent).toBe(
      'Loss along the paths from a to b',
    );
    const rows = all(figure, '.isthmus-legend li');
    expect(rows.map((row) => row.textContent)).toEqual([
      'core/linearnot found (above-level)peak 0.8293 at t = 0.5 · 0 beads',
      'dss/greedyconnected at 0.001 (sampled)peak 0.00098 at t = 0 · 5 beads',
    ]);
    expect(rows.map((row) => row.querySelector('svg')?.getAttribute('aria-hidden'))).toEqual([
      'true',
      'true',
    ]);
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const paths = [connectedPath({ strategy: name as `${string}/${string}` }), examplePath()];
    const data = pairData(examplePair({ a: name, b: name, paths }), name);
    const figure = interpolationChart(data, { document });
    const page = document.createElement('div');
    page.innerHTML = figure.outerHTML;
    expect(all(page, 'script, img, svg svg, [onload], [onerror], b, i')).toEqual([]);
    expect(all(page, 'svg')).toHaveLength(3);
    expect(page.textContent).not.toMatch(/(?![\n\t])\p{Cc}/u);
    expect(page.querySelector('.isthmus-legend-name')?.textContent).toBe(visibleText(name));
  });
});

describe('a crowd near the level', () => {
  const t = [0, 0.25, 0.5, 0.75, 1];
  const shape = (height: number) => ({ t, loss: [0.2, 0.2 + height / 2, 0.2 + height, 0.21, 0.2] });
  const many = withSeries(
    { label: 'high', level: 0.25, profile: shape(2), peak: { t: 0.5, loss: 2.2 } },
    ...Array.from({ length: 9 }, (_, i) => ({
      ...{ label: `low ${i}`, level: 0.25, beads: 1 },
      ...{ profile: shape(-0.01 * i), peak: { t: 0.75, loss: 0.21 } },
    })),
  );
  const detail = interpolationDetailSvg(many, { document, width: 500, height: 300 })!;

  it('is drawn once more at full height, below the whole', () => {
    const chart = interpolationChart(many, { document, width: 500 });
    expect(all(chart, 'svg[role="img"]')).toHaveLength(2);
    expect(chart.querySelector('.isthmus-chart-part')?.textContent).toContain('near the level');
    expect(detail.getAttribute('aria-label')).toMatch(/^Loss along .* near the level: 10 curves/);
  });

  it('cuts curves off at the top of its frame and keeps the others whole', () => {
    const places = (path: Element) =>
      [...path.getAttribute('d')!.matchAll(/[ML,]([\d.]+),([\d.]+)/g)].map((m) => Number(m[2]));
    const curves = all(detail, '.isthmus-curve');
    expect(curves).toHaveLength(10);
    const top = Math.min(...curves.flatMap((curve) => all(curve, 'path').flatMap(places)));
    expect(top).toBeGreaterThanOrEqual(30);
    expect(detail.outerHTML).not.toContain('NaN');
    expect(detail.querySelectorAll('.isthmus-level line')).toHaveLength(1);
  });

  it('is not drawn where the whole shows it well', () => {
    expect(interpolationDetailSvg(example, { document })).toBe(null);
    expect(all(interpolationChart(example, { document }), 'svg[role="img"]')).toHaveLength(1);
  });

  it('has peaks that many share marked once', () => {
    expect(all(detail, '.isthmus-peak > *')).toHaveLength(0);
    expect(all(draw(many), '.isthmus-peak > *')).toHaveLength(1);
    const above = many.series.map((series) => ({ ...series, level: 0.1 }));
    const labels = all(draw({ ...many, series: above }), '.isthmus-peak-label text');
    expect(labels.map((label) => label.textContent)).toEqual(['high: 2.2', '9 paths: 0.21']);
  });
});

describe('a chart for a page', () => {
  it('is drawn at three widths, text at the same size, of which the page shows one', () => {
    const chart = interpolationChart(example, { document, width: 'page', height: 440 });
    const svgs = all(chart, '.isthmus-drawing svg[role="img"]');
    expect(svgs.map((svg) => svg.getAttribute('width'))).toEqual(['1136', '680', '360']);
    expect(new Set(svgs.map((svg) => svg.getAttribute('font-size')))).toEqual(new Set(['12']));
    for (const svg of svgs) expect(svg.getAttribute('viewBox')).toMatch(/^0 0 \d+ \d+$/);
  });
});

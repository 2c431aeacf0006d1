import { describe, expect, it } from 'vitest';
import type { CertificationRecord, PathRecord } from '@isthmus/contract';
import { interpolationChart, interpolationDetailSvg, interpolationSvg } from './interpolation.js';
import { pairData, type InterpolationData } from '../data/series.js';
import { testDocument } from '../testing/document.js';
import { asWritten, connectedPath, examplePair, exampleProof } from '../testing/result.js';

const document = testDocument();
const LEVEL = 0.5;

/** Two elements whose loss is a hat each, 0.2 at the vertices and 0.4 in the middle of the elements. */
const profile = { t: [0, 0.25, 0.5, 0.75, 1], loss: [0.2, 0.4, 0.2, 0.4, 0.2] };

function dataOf(
  certification: Partial<CertificationRecord>,
  changes: Partial<PathRecord> = {},
): InterpolationData {
  const proof = exampleProof({ level: LEVEL, ...certification });
  const path = { level: LEVEL, beads: 1, profile, peak: { t: 0.25, loss: 0.4 }, ...changes };
  const paths = [connectedPath({ ...path, certification: proof })];
  return pairData(examplePair({ paths }), 'nats');
}

const leafBounds = { t: [0, 0.125, 0.25, 0.5, 1], upper: [0.31, 0.42, 0.45, 0.49] };
const size = { document, width: 600, height: 400, scale: 'linear' as const };
const draw = (data: InterpolationData, options = {}) =>
  interpolationSvg(data, { ...size, ...options });
const all = (root: Element, selector: string) => [...root.querySelectorAll(selector)];
const number = (node: Element | null | undefined, name: string) =>
  Number(node?.getAttribute(name) ?? Number.NaN);

/** Places in pixels to t and loss, by the endpoints (both of loss 0.2, at t = 0 and 1) and the line of the level. */
function unitsOf(svg: SVGSVGElement) {
  const ends = all(svg, '.isthmus-endpoint > *');
  const [left, right] = [number(ends[0], 'cx'), number(ends[1], 'cx')];
  const [low, high] = [
    number(ends[0], 'cy'),
    number(svg.querySelector('.isthmus-level line'), 'y1'),
  ];
  return {
    t: (x: number) => (x - left) / (right - left),
    loss: (y: number) => 0.2 + ((LEVEL - 0.2) * (y - low)) / (high - low),
  };
}

/** The corners of all paths of a mark, in t and loss. */
function corners(svg: SVGSVGElement, selector: string) {
  const { t, loss } = unitsOf(svg);
  return all(svg, `${selector} path`).flatMap((path) =>
    [...path.getAttribute('d')!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(
      ([, x, y]) => [t(Number(x)), loss(Number(y))] as const,
    ),
  );
}

function ticks(svg: SVGSVGElement, row = 0): number[] {
  const { t } = unitsOf(svg);
  const d = all(svg, '.isthmus-rug path')[row]?.getAttribute('d') ?? '';
  return [...d.matchAll(/M(-?[\d.]+),/g)].map(([, x]) => t(Number(x)));
}

/** Pixels are rounded to a tenth or a hundredth; 1/500 of the frame's 500 pixels is a pixel. */
const near = (values: readonly number[]) =>
  values.map((value) => expect.closeTo(value, 2.5) as unknown);

describe('what is proved of a path', () => {
  const svg = draw(dataOf({ leafBounds, leaves: 4 }));

  it('is steps as high as the bounds, each over its own leaf', () => {
    const steps = corners(svg, '.isthmus-bounds');
    const [t, loss] = [steps.map(([at]) => at), steps.map(([, height]) => height)];
    expect(t).toEqual(near([0, 0.125, 0.125, 0.25, 0.25, 0.5, 0.5, 1]));
    expect(loss).toEqual(near([0.31, 0.31, 0.42, 0.42, 0.45, 0.45, 0.49, 0.49]));
  });

  it('is a band from the curve to the steps, never above these nor below that', () => {
    const lossAt = (t: number) => 0.2 + 0.2 * (1 - Math.abs(1 - ((4 * t) % 2)));
    const boundAt = (t: number) =>
      Math.max(...leafBounds.upper.filter((_, i) => t >= leafBounds.t[i]! - 3e-3 && t <= leafBounds.t[i + 1]! + 3e-3)); // prettier-ignore
    const band = corners(svg, '.isthmus-band');
    expect(band.length).toBeGreaterThan(2 * leafBounds.t.length);
    for (const [t, loss] of band) {
      expect(loss).toBeGreaterThan(lossAt(t) - 5e-3);
      expect(loss).toBeLessThan(boundAt(t) + 2e-3);
    }
    expect(Math.max(...band.map(([, loss]) => loss))).toBeCloseTo(0.49, 2.5);
  });

  it('has its leaves as ticks at the axis, where they end', () => {
    expect(ticks(svg)).toEqual(near(leafBounds.t));
    // Below all curves, in a room of their own.
    const feet = [
      ...all(svg, '.isthmus-rug path')[0]!
        .getAttribute('d')!
        .matchAll(/V([\d.]+)/g),
    ];
    const lowest = number(all(svg, '.isthmus-endpoint > *')[0], 'cy');
    expect(feet.every(([, y]) => Number(y) > lowest)).toBe(true);
  });

  it('goes along arc length with its curve', () => {
    const data = dataOf({ leafBounds, leaves: 4 });
    const series = data.series.map((one) => ({ ...one, arc: [0, 0.9, 1] }));
    const moved = draw({ ...data, series }, { along: 'arc' });
    expect(ticks(moved)).toEqual(near([0, 0.225, 0.45, 0.9, 1]));
    expect(corners(moved, '.isthmus-bounds')[1]![0]).toBeCloseTo(0.225, 2.5);
  });

  it('is said in words, with what the signs mean', () => {
    const data = dataOf({ leafBounds, leaves: 4, lower: 0.39, upper: 0.49 });
    expect(svg.getAttribute('aria-label')).toContain(
      'Proved for every t: the largest loss lies between 0.39 and 0.49 (4 leaves).',
    );
    const chart = interpolationChart(data, size);
    expect(chart.querySelector('.isthmus-legend-detail')?.textContent).toMatch(/proved ≤ 0.49$/);
    const note = chart.querySelector('.isthmus-chart-note')?.textContent;
    expect(note).toContain('Steps with a filled band');
    expect(note).toContain('Ticks at the lower axis: where leaves end;');
    expect(note).not.toMatch(/Asterisk|Γ|Dashed steps/);
  });

  it('says where ticks stand for several leaves each', () => {
    const chart = interpolationChart(dataOf({ leafBounds, leaves: 4000 }), size);
    expect(chart.textContent).toContain('of very many only each of a few');
  });

  it('has a row of ticks for each path', () => {
    const one = dataOf({ leafBounds, leaves: 4 });
    const other = dataOf({ leafBounds: { t: [0, 1], upper: [0.48] }, leaves: 1 });
    const both = draw({ ...one, series: [...one.series, ...other.series] });
    expect([ticks(both, 0), ticks(both, 1)]).toEqual([near(leafBounds.t), near([0, 1])]);
    const rows = all(both, '.isthmus-rug path').map(
      (path) => /,([\d.]+)V/.exec(path.getAttribute('d')!)![1],
    );
    expect(new Set(rows).size).toBe(2);
  });
});

describe('what is not proved', () => {
  it('has its bounds, those far above cut off at the top and those that are none left out', () => {
    const bounds = { t: [0, 0.25, 0.5, 0.75, 1], upper: [0.45, 1e9, null, Infinity] };
    const data = dataOf({ outcome: 'undecided', leafBounds: bounds, upper: 1e9 });
    for (const shown of [data, asWritten(data)]) {
      const svg = draw(shown);
      expect(svg.outerHTML).not.toMatch(/NaN|Infinity/);
      const steps = corners(svg, '.isthmus-bounds');
      expect(steps.map(([, loss]) => loss)).toEqual(near([0.45, 0.45]));
      const [top] = [Math.max(...corners(svg, '.isthmus-band').map(([, loss]) => loss))];
      expect(top).toBeGreaterThan(LEVEL);
      expect(top).toBeLessThan(2 * LEVEL);
      expect(ticks(svg)).toEqual(near(bounds.t));
    }
  });

  it('is drawn without leaves where a record of an earlier version has none', () => {
    const data = dataOf({ leaves: 4 });
    const svg = draw(data);
    expect(all(svg, '.isthmus-rug, .isthmus-band, .isthmus-bounds')).toEqual([]);
    expect(svg.getAttribute('aria-label')).toContain('(4 leaves)');
  });
});

describe('a point that refutes', () => {
  const refuted: Partial<CertificationRecord> = {
    ...{ outcome: 'refuted', witness: { t: 0.375, loss: 0.9 }, leafBounds, upper: null },
  };
  const lost = { verdict: 'not-found', grade: null, reason: 'refuted' } as const;

  it('is marked where it is, above the curve, with words of its own', () => {
    const svg = draw(dataOf(refuted, lost));
    const { t, loss } = unitsOf(svg);
    const place = /translate\(([\d.]+),([\d.]+)\)/.exec(
      svg.querySelector('.isthmus-witness > *')!.getAttribute('transform')!,
    )!;
    expect([t(Number(place[1])), loss(Number(place[2]))]).toEqual(near([0.375, 0.9]));
    const line = corners(svg, '.isthmus-witness-line');
    expect(line.map(([, height]) => height)).toEqual(near([0.3, 0.9]));
    const labels = all(svg, '.isthmus-peak-label text').map((label) => label.textContent);
    expect(labels).toContain('dss/greedy refuted: ≥ 0.9');
    const narrow = draw(dataOf(refuted, lost), { width: 360 });
    expect(narrow.querySelector('.isthmus-peak-label')?.textContent).toContain('refuted: ≥ 0.9');
    expect(narrow.textContent).not.toContain('dss/greedy refuted');
    expect(svg.querySelector('.isthmus-witness title')?.textContent).toContain(
      'Refuted: at t = 0.375 the loss is at least 0.9, above the level 0.5.',
    );
    const chart = interpolationChart(dataOf(refuted, lost), size);
    expect(chart.textContent).toContain('Asterisk: a point that is proved to be above the level');
  });

  it('is a loss of the curve: a part that is drawn once more has it too', () => {
    const high: typeof refuted = { ...refuted, witness: { t: 0.375, loss: 50 } };
    const losses = [1e-6, 40, 1e-6, 30, 1e-6];
    const data = dataOf(high, { ...lost, profile: { ...profile, loss: losses }, level: 45 });
    const detail = interpolationDetailSvg(data, { document });
    expect(detail?.querySelectorAll('.isthmus-witness > *')).toHaveLength(1);
  });
});

describe('a claim about some rows alone', () => {
  const some = { rows: 200, rowsOf: 2000, leafBounds, leaves: 4 };

  it('is dashed and not filled, since it says nothing of the curve', () => {
    const svg = draw(dataOf(some, { grade: 'sampled' }));
    expect(all(svg, '.isthmus-band path')).toEqual([]);
    expect(all(svg, '.isthmus-bounds')[0]?.getAttribute('stroke-dasharray')).toBe('3 3');
    expect(svg.getAttribute('aria-label')).toContain('on 200 of 2\u202f000 rows of the evaluation');
    const chart = interpolationChart(dataOf(some, { grade: 'sampled' }), size);
    expect(chart.textContent).toContain('proved ≤ 0.49 on 200 of 2\u202f000 rows');
    expect(chart.textContent).toContain('they say nothing about the curve');
    expect(chart.textContent).not.toContain('filled band');
  });

  it('is no line of another level, and no loss of the curve', () => {
    const witness = { t: 0.375, loss: 0.9 };
    const claim = { ...some, outcome: 'refuted', witness, level: 0.6 } as const;
    const svg = draw(dataOf(claim));
    expect(all(svg, '.isthmus-bound line')).toEqual([]);
    expect(all(svg, '.isthmus-witness-line path')).toEqual([]);
    expect(all(svg, '.isthmus-witness > *')).toHaveLength(1);
  });
});

describe('a level that no path stays below', () => {
  it('is a line with its name, rounded down', () => {
    const gamma = { lower: 0.30456789, upper: 0.4 };
    const paths = [connectedPath({ profile, level: 0.3, gamma })];
    const svg = draw(pairData(examplePair({ paths }), 'nats'));
    expect(all(svg, '.isthmus-bound line')).toHaveLength(1);
    expect(svg.textContent).toContain('Γ ≥0.3045');
    expect(svg.getAttribute('aria-label')).toContain('no path stays below 0.3045');
  });

  it('is told apart from a level that was proved where that is another than the path’s', () => {
    const svg = draw(dataOf({ level: 0.6 }));
    expect(all(svg, '.isthmus-bound line')).toHaveLength(1);
    expect(svg.textContent).toContain('proved0.6');
  });
});

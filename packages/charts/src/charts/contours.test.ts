import type { ContoursChart } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { contoursTable } from '../tables/finding-tables.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { contoursChart, contoursSvg } from './contours.js';
import { crossings } from './contour-marks.js';

const document = testDocument();

const SIZE = 65;
const places = Array.from({ length: SIZE }, (_, i) => -2 + (4 * i) / (SIZE - 1));

/** Circles: x² + y² on the square of side 4 around 0. */
function circles(change: Partial<ContoursChart> = {}): ContoursChart {
  return {
    ...{ kind: 'contours', title: 'A bowl', caption: 'Round.', unit: 'm', level: 1 },
    ...{ x: { label: 'east' }, y: { label: 'north' }, z: { label: 'height' } },
    grid: { x: places, y: places, values: places.map((y) => places.map((x) => x * x + y * y)) },
    curves: [
      { label: 'line', x: [-1, 1], y: [0, 0], off: [0, 0], beads: [] },
      { label: 'arch', x: [-1, 0, 0.5, 1], y: [0, 1, 1.5, 0], off: [0, 0, 0.5, 0], beads: [1, 2] },
    ],
    points: [{ label: 'a', x: -1, y: 0 }, { label: 'b', x: 1, y: 0 }],
    ...change,
  }; // prettier-ignore
}

const numbers = (text: string) => [...text.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(Number);

/** The corners of the drawn contours of a class, in the units of the axes. */
function corners(svg: SVGSVGElement, name: string) {
  const [left, top, width, height] = numbers(
    svg.querySelector(`svg > g.${name}`)!.parentElement!.getAttribute('viewBox')!,
  ) as [number, number, number, number];
  const paths = [...svg.querySelectorAll(`g.${name} path`)];
  const flat = paths.flatMap((path) => numbers(path.getAttribute('d')!));
  return Array.from({ length: flat.length / 2 }, (_, i) => ({
    x: -2 + (4 * (flat[2 * i]! - left)) / width,
    y: 2 - (4 * (flat[2 * i + 1]! - top)) / height,
  }));
}

const isSeen = ({ x, y }: { readonly x: number; readonly y: number }) => Math.max(Math.abs(x), Math.abs(y)) < 1.9; // prettier-ignore

describe('a chart of contours', () => {
  it('draws the level where the formula has it', () => {
    const svg = contoursSvg(circles(), { document });
    // Above a level a region reaches to the edge of the grid, half a cell beyond what is seen.
    const drawn = corners(svg, 'isthmus-contour-level').filter(isSeen);
    expect(drawn.length).toBeGreaterThan(100);
    // Between neighbours h apart a parabola strays from its chord by h²/4 in height, so by h²/8 in radius.
    const h = 4 / (SIZE - 1);
    for (const { x, y } of drawn) expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(h * h);
    const shaded = corners(svg, 'isthmus-contour-below');
    for (const { x, y } of shaded) expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(h * h);
  });

  it('has north up: a contour above a slope lies above', () => {
    const slope = places.map((y) => places.map(() => y));
    const chart = circles({ grid: { x: places, y: places, values: slope }, level: 1 });
    const inside = corners(contoursSvg(chart, { document }), 'isthmus-contour-level').filter(
      isSeen,
    );
    expect(inside.length).toBeGreaterThan(10);
    for (const { y } of inside) expect(y).toBeCloseTo(1, 9);
  });

  it('draws both axes to one scale, at any width', () => {
    const grid = { ...circles().grid, y: places.map((y) => y / 2) };
    for (const [width, height] of [
      [1136, 620],
      [720, 300],
      [360, 300],
    ] as const) {
      // prettier-ignore
      const svg = contoursSvg(circles({ grid }), { document, width, height });
      const box = svg.querySelector('.isthmus-contour')!.parentElement!;
      const [w, h] = ['width', 'height'].map((name) => Number(box.getAttribute(name)));
      // The drawing's height is a whole number of pixels.
      expect(Math.abs(w! / 2 - h!)).toBeLessThan(1);
      expect(Number(svg.getAttribute('height'))).toBeLessThanOrEqual(height);
    }
  });

  it('places names of contours on them', () => {
    for (const { x, y } of crossings(circles().grid, 1, false))
      expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(1e-3);
    const svg = contoursSvg(circles(), { document });
    const names = [...svg.querySelectorAll('.isthmus-contour-label text')].map((n) => n.textContent); // prettier-ignore
    expect(names[0]).toBe('1');
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows curves as other charts do, with beads on the plane and off it apart, and says it in words', () => {
    const figure = contoursChart(circles(), { document });
    expect(figure.querySelectorAll('.isthmus-curve path')).toHaveLength(2);
    expect(figure.querySelectorAll('.isthmus-bead-on path')).toHaveLength(1);
    expect(figure.querySelectorAll('.isthmus-bead-off path')).toHaveLength(1);
    const words = [...figure.querySelectorAll('.isthmus-legend-detail')].map((n) => n.textContent);
    expect(words).toEqual(['0 beads · on the plane', '2 beads · up to 0.5 m off the plane']);
    expect(figure.querySelector('.isthmus-chart-note')!.textContent).toBe(
      'Round. Thick line: the level 1, below which the plane is shaded; thin lines: other contours of the height. From 0 to 8 on a grid of 65 × 65. Filled beads lie on the plane, hollow ones off it.',
    );
    expect(figure.querySelector('svg')!.getAttribute('aria-label')).toContain(
      'arch: 2 beads · up to 0.5 m off the plane.',
    );
    expect(figure.querySelectorAll('style, [style], [id]')).toHaveLength(0);
    expect(contoursTable(circles(), { document }).querySelectorAll('tbody tr')).toHaveLength(6);
  });

  it('says where the level is not to be seen', () => {
    const noteOf = (level: number | null) =>
      contoursChart(circles({ level }), { document }).querySelector('.isthmus-chart-note')!.textContent; // prettier-ignore
    expect(noteOf(9)).toContain('The whole plane lies at or below the level 9.');
    expect(noteOf(-1)).toContain('all above the level −1.');
    expect(noteOf(null)).toContain('Thin lines: contours of the height.');
  });

  const grid = (value: number) => ({ x: [0, 1], y: [0, 1], values: [[value, 1], [1, 2]] }); // prettier-ignore
  it.each([
    ['a value that is not finite', { grid: grid(NaN) }],
    ['a record of one, where it is a text', { grid: grid('Infinity' as unknown as number) }],
    ['no finite value', { grid: { x: [0, 1], y: [0, 1], values: [[NaN, NaN], [Infinity, NaN]] } }],
    ['one value everywhere', { grid: { x: [0, 1], y: [0, 1], values: [[1, 1], [1, 1]] } }],
    ['the ends of what a double holds', { grid: { x: [0, 1], y: [0, 1], values: [[5e-324, 1], [1, 1.7e308]] }, z: { label: 'z', log: true } }],
    ['no curves', { curves: [], points: [] }],
    ['a curve without points', { curves: [{ label: 'x', x: [], y: [], off: [], beads: [] }] }],
  ])('can be drawn with %s', (_, change) => {
    const text = contoursChart(circles(change), { document, width: 'page' }).outerHTML;
    expect(text).not.toMatch(/NaN|undefined/);
  }); // prettier-ignore

  it.each(HOSTILE_NAMES)('holds the name %j as text', (name) => {
    const labels = { x: { label: name }, y: { label: name }, z: { label: name }, unit: name };
    const curves = circles().curves.map((curve) => ({ ...curve, label: name }));
    const points = [{ label: name, x: 0, y: 0 }];
    const chart = circles({ ...labels, title: name, caption: name, curves, points });
    const figure = contoursChart(chart, { document });
    expect(figure.querySelectorAll('script, img, [onload], [onerror]')).toHaveLength(0);
    expect(figure.outerHTML).not.toMatch(/[\u0000\u0007\u001b\u202e\u2066]/);
  });
});

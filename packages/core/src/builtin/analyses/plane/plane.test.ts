import type {
  AnalysisQuestion,
  ContoursChart,
  NamedPath,
  NetworkMeasures,
  PathElement,
} from '@isthmus/contract';
import { createRng } from '@isthmus/contract/base';
import type { Params } from '@isthmus/contract/parameters';
import { describe, expect, it } from 'vitest';
import { noMeasures } from '../../../measures/no-measures.js';
import { polyline } from '../../../path/polyline.js';
import { plane } from './plane.js';

const at = (...w: readonly number[]): Params => ({ w: { shape: [w.length], data: Float32Array.from(w) } }); // prettier-ignore

/** A ring of radius 1 in the first two coordinates, of any number: `(x² + y² - 1)² + z²`. */
function ringLoss(w: readonly number[]): number {
  const [x, y, ...rest] = w as [number, number, ...number[]];
  return (x * x + y * y - 1) ** 2 + rest.reduce((sum, z) => sum + z * z, 0);
}

/** Measures of the ring, that count. */
function ringMeasures() {
  const spent = { losses: 0 };
  const scan: NetworkMeasures['scan'] = (from, to, t) => {
    spent.losses += t.length;
    const [p, q] = [from['w']!.data, to['w']!.data];
    return Float64Array.from(t, (s) => ringLoss([...p].map((v, i) => v + s * (q[i]! - v))));
  };
  return { spent, measures: { ...noMeasures(), scan } };
}

function question(
  ends: readonly [Params, Params],
  paths: readonly (readonly Params[] | NamedPath)[],
) {
  const { spent, measures } = ringMeasures();
  const named = paths.map((path, i) =>
    'label' in path ? path : { label: `path ${i}`, level: 0.25, path: polyline(path) },
  );
  const size = ends[0]['w']!.data.length;
  const asked: AnalysisQuestion = {
    spec: { leaves: [{ name: 'w', shape: [size], axes: [null] }] },
    ...{ network: null, loss: null, threshold: null, measures, rng: createRng(1) },
    points: ends.map((params, i) => ({ id: i === 0 ? 'a' : 'b', params })),
    paths: named,
  };
  return { asked, spent };
}

async function look(asked: AnalysisQuestion, given: object = {}) {
  const checked = plane.options['~standard'].validate(given);
  if (!('value' in checked)) throw new Error('refused');
  const found = await plane.create(checked.value).analyze(asked);
  const facts = new Map(found.facts.map(({ label, value }) => [label, value]));
  return { ...found, fact: facts, chart: found.charts[0] as ContoursChart };
}

const [a, b] = [at(-1, 0, 0), at(1, 0, 0)];

describe('the plane of a ring', () => {
  const around = [a, at(0, 1, 0), b];
  const off = [a, at(0, 0.5, 0.25), b];

  it('has the losses of the formula at every point of the grid, each asked for once', async () => {
    const { asked, spent } = question([a, b], [around]);
    const { chart } = await look(asked, { resolution: 17 });
    expect(spent.losses).toBe(17 ** 2);
    const { x, y, values } = chart.grid;
    for (const [j, row] of values.entries())
      for (const [i, value] of row.entries()) {
        // a lies at (-1, 0), and one unit is 2.
        const loss = ringLoss([2 * x[i]! - 1, 2 * y[j]!]);
        // Ends of rows are rounded to float32, losses to seven digits.
        expect(Math.abs(value - loss)).toBeLessThan(1e-5 * (1 + loss));
      }
    expect(chart.level).toBe(0.25);
  });

  it('shows vertices where they are, how far they are off it, and how much of a path is seen', async () => {
    const { chart, tables, fact, summary } = await look(question([a, b], [around, off]).asked);
    expect(chart.curves.map(({ x, y, off, beads }) => [x, y, off, beads])).toEqual([
      [[0, 0.5, 1], [0, 0.5, 0], [0, 0, 0], [1]],
      [[0, 0.5, 1], [0, 0.25, 0], [0, 0.125, 0], [1]],
    ]); // prettier-ignore
    const length = Math.hypot(1, 0.5, 0.25);
    expect(tables[0]!.rows).toEqual([
      ['path 0', 1, 0, expect.closeTo(1, 12)],
      ['path 1', 1, 0.125, expect.closeTo(Math.hypot(1, 0.5) / length, 12)],
    ]);
    expect(fact.get('farthest from the line')).toBeCloseTo(0.5, 12);
    expect(fact.get('distance of the endpoints')).toBe(2);
    expect(summary).toContain('through a, b and vertex 1 of path 0');
    expect(summary).toContain('Paths leave it by up to 0.125 ‖b − a‖');
  });

  it('follows arcs between their vertices', async () => {
    // A half turn in the first two coordinates, from (-1, 0, 0) over (0, 1, 0).
    const generator = [[0, -Math.PI, 0], [Math.PI, 0, 0], [0, 0, 0]]; // prettier-ignore
    const makes = [{ leaf: 'w', axis: 0 }];
    const element: PathElement = {
      ...{ kind: 'arc', factors: [{ kind: 'linear', generator, makes, reads: [] }] },
    };
    const turn = { label: 'turn', level: 0.25, path: { vertices: [a, b], elements: [element] } };
    const { chart, summary } = await look(question([a, b], [turn]).asked);
    const { x, y, beads } = chart.curves[0]!;
    expect([x.length, beads.length]).toEqual([17, 0]);
    // On the ring, in units of its diameter, to the rounding of the curve in the findings.
    for (const [i, each] of x.entries()) expect(Math.hypot(each - 0.5, y[i]!)).toBeCloseTo(0.5, 5);
    expect(Math.max(...y)).toBeGreaterThan(0.49);
    expect(summary).toContain('a point of an arc of turn');
  });

  it('is drawn at random where all paths run along the line, and says so', async () => {
    const { asked } = question([a, b], [[a, at(0.25, 0, 0), b]]);
    const first = await look(asked);
    expect(first.fact.get('second axis')).toBe('random direction');
    expect(first.summary).toContain('a random direction');
    expect(await look(asked)).toEqual(first);
    const other = await look({ ...asked, rng: createRng(2) });
    expect(other.chart.grid.values).not.toEqual(first.chart.grid.values);
  });

  it('takes rounding of beads on the line for no direction', async () => {
    const [p, q] = [at(0.1, 0.7, -3), at(-0.9, 0.3, 5)];
    const between = at(...[...p['w']!.data].map((v, i) => v + 0.37 * (q['w']!.data[i]! - v)));
    const { fact } = await look(question([p, q], [[p, between, q]]).asked);
    expect(fact.get('second axis')).toBe('random direction');
  });

  it('names its unit by the endpoints that it is of', async () => {
    const { asked } = question([a, b], [around]);
    const points = asked.points.map(({ params }, i) => ({ id: i === 0 ? 'b' : 'e26', params }));
    const found = await look({ ...asked, points });
    expect(found.chart.unit).toBe('‖e26 − b‖');
    expect(JSON.stringify(found)).not.toMatch(/b − a|UNIT/);
  });

  it('draws none through a point and itself', async () => {
    const { summary, charts } = await look(question([a, a], [around]).asked);
    expect(summary).toBe(
      'a and b are one point: no line runs through them, and no plane was drawn.',
    );
    expect(charts).toEqual([]);
  });

  it('is drawn of the endpoints alone where there are no paths', async () => {
    const { chart } = await look(question([a, b], []).asked);
    expect([chart.level, chart.curves]).toEqual([null, []]);
  });

  it('leaves out what is not finite, and says so', async () => {
    const { chart, fact, tables } = await look(question([a, b], [[a, at(0, NaN, 0), b], around]).asked); // prettier-ignore
    expect(chart.curves[0]!.x).toEqual([0, 1]);
    expect(fact.get('farthest from the plane')).toBeNull();
    expect(tables[0]!.rows[0]![2]).toBeNull();
    expect(fact.get('second axis')).toBe('vertex 1 of path 1');
  });

  it('keeps its findings small for a path of many beads', async () => {
    const many = Array.from({ length: 5001 }, (_, i) => {
      const angle = Math.PI * (1 - i / 5000);
      return at(Math.cos(angle), Math.sin(angle), 0);
    });
    const { chart } = await look(question([many[0]!, many.at(-1)!], [many]).asked);
    const [curve] = chart.curves;
    expect(curve!.x.length).toBeLessThan(1100);
    expect([curve!.x[0], curve!.x.at(-1)]).toEqual([0, 1]);
  });
});

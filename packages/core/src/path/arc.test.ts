import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { ArcElement, ArcFactor, Path } from '@isthmus/contract';
import { decodePath, encodePath } from '@isthmus/files';
import { judgePath } from '../run/path-judge.js';
import {
  distance,
  leafOf,
  narrowed,
  type Params,
  sameBits,
  widened,
  type WidePoint,
} from '@isthmus/contract/parameters';
import { thrownBy } from '@isthmus/contract/testing';
import { anglesOf } from './angles.js';
import { arcDirection, arcPoint } from './arc.js';
import { ARC_PART, elementLength, lossesOn, pointOn } from './element.js';
import { lengthOf } from './length.js';
import { pointAt } from './polyline.js';
import { analyticProblem, specOf } from '../landscapes/analytic.js';
import { profileOf } from './profile.js';
import { turnBy } from './testing/turn.js';

const UNITS = 3;
const spec = specOf({ in: [2, UNITS], bias: [UNITS], out: [2 * UNITS, 2] });
const makes = [
  { leaf: 'in', axis: 1 },
  { leaf: 'bias', axis: 0 },
];
const reads = [{ leaf: 'out', axis: 0 }];
const scaling: ArcFactor = { kind: 'scaling', makes, reads, rates: [0.7, -1.2, 0] };
const linear: ArcFactor = {
  kind: 'linear',
  makes,
  reads,
  generator: [
    [0.3, -1.1, 0.2],
    [0.9, 0, 0.4],
    [-0.2, 0.5, -0.6],
  ],
};
const arcs: readonly (readonly [string, ArcElement])[] = [
  ['scaling', { kind: 'arc', known: 'constant', factors: [scaling] }],
  ['linear', { kind: 'arc', known: 'constant', factors: [linear] }],
];

function start(seed: number): Params {
  const rng = createRng(seed);
  return Object.fromEntries(
    spec.leaves.map(({ name, shape }) => {
      const size = shape.reduce((n, m) => n * m, 1);
      return [name, { shape, data: Float32Array.from({ length: size }, () => rng.normal()) }];
    }),
  );
}

/** What the group keeps: the products of what makes the units with what reads them, in both blocks of `out`. */
function products(point: WidePoint): readonly number[] {
  const at = (name: string) => point[name]!.data;
  const rows = [at('in').slice(0, UNITS), at('in').slice(UNITS), at('bias')];
  return rows.flatMap((row) =>
    [0, 1, 2, 3].map((k) => {
      const [block, column] = [Math.floor(k / 2), k % 2];
      return row.reduce((sum, h, j) => sum + h * at('out')[(block * UNITS + j) * 2 + column]!, 0);
    }),
  );
}

/** A loss that the group keeps: the squares of those products. */
const loss = {
  spec,
  value: (w: Float64Array) => {
    const parts = [w.slice(0, 6), w.slice(6, 9), w.slice(9)];
    const names = ['in', 'bias', 'out'];
    const point = Object.fromEntries(names.map((n, i) => [n, { shape: [], data: parts[i]! }]));
    return products(point).reduce((sum, p) => sum + p * p, 0);
  },
  gradient: (w: Float64Array) => w.map(() => 0),
};

const farOf = (arc: ArcElement, from: Params) => narrowed(arcPoint(arc, from, 1));
const gap = (p: WidePoint, q: WidePoint) =>
  Math.max(...Object.keys(p).flatMap((n) => [...p[n]!.data].map((x, i) => Math.abs(x - q[n]!.data[i]!)))); // prettier-ignore

describe.each(arcs)('a %s arc', (_, arc) => {
  const from = start(1);
  const to = farOf(arc, from);
  const path: Path = { vertices: [from, to], elements: [arc] };
  const zeros = Array.from({ length: 21 }, () => 0);
  const problem = {
    ...analyticProblem(loss, { a: zeros, b: zeros, level: 100 }),
    a: from,
    b: to,
  };

  it('keeps what the group keeps, to rounding in float64', () => {
    const kept = products(widened(from));
    for (const s of [0.1, 0.5, 1])
      products(arcPoint(arc, from, s)).forEach((p, i) => {
        expect(Math.abs(p - kept[i]!)).toBeLessThan(1e-14);
      });
  });

  it('is a one-parameter group: half and half make the whole', () => {
    const half = arcPoint(arc, from, 0.5);
    const whole = arcPoint(arc, from, 1);
    // The second half begins at the rounded middle: the rounding of float32 is all that it may add.
    expect(gap(arcPoint(arc, narrowed(half), 0.5), whole)).toBeLessThan(1e-6);
    const spread = arcPoint(arc, narrowed(half), 0.5);
    expect(gap(spread, whole)).toBeGreaterThan(0);
  });

  it('goes in the direction that differences have', () => {
    for (const s of [0, 0.4, 1]) {
      const h = 1e-5;
      const [before, after] = [arcPoint(arc, from, s - h), arcPoint(arc, from, s + h)];
      const direction = arcDirection(arc, arcPoint(arc, from, s));
      for (const name of Object.keys(direction))
        direction[name]!.data.forEach((v, i) => {
          const difference = (after[name]!.data[i]! - before[name]!.data[i]!) / (2 * h);
          expect(Math.abs(v - difference)).toBeLessThan(1e-8);
        });
    }
  });

  it('meets both vertices bit for bit, and its exact end before the closing segment', () => {
    expect(sameBits(pointAt(path, 0), from)).toBe(true);
    expect(sameBits(pointAt(path, 1), to)).toBe(true);
    expect(pointOn(arc, [from, to], ARC_PART)).toEqual(arcPoint(arc, from, 1));
    const closing = pointOn(arc, [from, to], (1 + ARC_PART) / 2);
    expect(gap(closing, widened(to))).toBeLessThan(1e-6);
    expect(gap(closing, widened(to))).toBeGreaterThan(0);
  });

  it('has the loss of its start all along, and rises by rounding alone where it closes', () => {
    const at = [0, 0.2, 0.6, ARC_PART, 0.99, 1];
    const { loss: losses } = profileOf(path, at, problem);
    for (const value of losses.slice(0, 4))
      expect(Math.abs(value - losses[0]!)).toBeLessThan(1e-12 * losses[0]!);
    // Rounding to float32, of relative size 6e-8, times a condition number of some dozens.
    for (const value of losses.slice(4))
      expect(Math.abs(value - losses[0]!)).toBeLessThan(1e-5 * losses[0]!);
    // The straight line between the same vertices does not.
    const chord = problem.valueBetween(from, to, 0.5);
    expect(Math.abs(chord - losses[0]!)).toBeGreaterThan(1e-2 * losses[0]!);
    expect(lossesOn(arc, [from, to], problem)(0.6)).toBe(losses[2]);
  });

  it('is judged as it is, not as its chord', async () => {
    const judged = (await judgePath(problem, path, () => Promise.resolve(false)))!;
    expect(judged.finite).toBe(true);
    expect(judged.barrier.aboveEnds).toBeLessThan(1e-5 * judged.peak.loss);
  });

  it('is as long as a fine polygon through its points', () => {
    const pieces = 4096;
    let polygon = 0;
    let last = arcPoint(arc, from, 0);
    for (let i = 1; i <= pieces; i++) {
      const next = arcPoint(arc, from, i / pieces);
      polygon += Math.hypot(...Object.keys(next).flatMap((n) => [...next[n]!.data].map((x, k) => x - last[n]!.data[k]!))); // prettier-ignore
      last = next;
    }
    // A chord is shorter than its arc by a part h²/24 of the curvature, 1e-7 here.
    expect(Math.abs(lengthOf(path) / polygon - 1)).toBeLessThan(2e-6);
    expect(lengthOf(path)).toBeGreaterThan(distance(from, to));
    const part = elementLength(arc, [from, to], 0.5 * ARC_PART);
    const rest = elementLength(arc, [narrowed(arcPoint(arc, from, 0.5)), to], 0.5 * ARC_PART);
    expect(part).toBeGreaterThan(0);
    expect(rest).toBeGreaterThan(0);
    expect(part).toBeLessThan(lengthOf(path));
  });

  it('turns nowhere where it is run on', () => {
    const on: Path = { vertices: [from, to, farOf(arc, to)], elements: [arc, arc] };
    // The second arc begins at rounded entries: 1e-7 of a radian, in degrees.
    expect(anglesOf(on)!.largest).toBeLessThan(1e-4);
    const back: Path = { vertices: [from, to, from], elements: [arc, { kind: 'segment' }] };
    expect(anglesOf(back)!.largest).toBeGreaterThan(90);
  });

  it('comes back from a file with its data', () => {
    const mixed: Path = { vertices: [from, to, from], elements: [arc, { kind: 'segment' }] };
    const read = decodePath(encodePath(mixed), 'path');
    expect(read.elements).toEqual(mixed.elements);
    read.vertices.forEach((vertex, i) => {
      expect(sameBits(vertex, mixed.vertices[i]!)).toBe(true);
    });
  });
});

describe('lengths that are known', () => {
  it('of a quarter of a circle', () => {
    const turn = turnBy(Math.PI / 2);
    const from = { w: { shape: [2], data: Float32Array.of(3, 4) } };
    const to = narrowed(arcPoint(turn, from, 1));
    expect([...leafOf(to, 'w').data]).toEqual([-4, 3]);
    // The closing segment is at most a rounding of 4 long.
    expect(Math.abs(elementLength(turn, [from, to]) - 2.5 * Math.PI)).toBeLessThan(1e-8);
  });
});

describe('arcs that do not fit', () => {
  const from = start(1);
  const refused: readonly (readonly [string, ArcFactor])[] = [
    ['an axis that there is not', { ...scaling, reads: [{ leaf: 'out', axis: 2 }] }],
    ['an axis of other units', { ...scaling, reads: [{ leaf: 'out', axis: 1 }] }],
    ['an axis named twice', { ...scaling, reads: makes }],
    ['a generator that is not square', { ...linear, generator: [[1, 2, 3], [1], [1]] }],
  ];
  it.each(refused)('%s is refused', (_, factor) => {
    expect(thrownBy(() => arcPoint({ kind: 'arc', factors: [factor] }, from, 0.5)).code).toBe('path/bad-arc'); // prettier-ignore
  });

  it('a leaf that there is not is named', () => {
    const factor = { ...scaling, makes: [{ leaf: 'other', axis: 0 }] };
    expect(thrownBy(() => arcPoint({ kind: 'arc', factors: [factor] }, from, 0)).code).toBe('parameters/missing'); // prettier-ignore
  });
});

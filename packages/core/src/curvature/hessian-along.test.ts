import { expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { ring } from '../builtin/objectives/ring.js';
import type { Path } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { narrowed, type WidePoint } from '@isthmus/contract/parameters';
import { arcPoint } from '../path/arc.js';
import { polyline } from '../path/polyline.js';
import { turnBy } from '../path/testing/turn.js';
import { hessianAlong } from './hessian-along.js';
import { objectiveLandscape } from './landscape.js';

it('points are not rounded to float32: between large parameters the Hessian is that of the path', async () => {
  // Of cos w, with w from 2^24 to 2^24 + 2: the middle is no float32 number, and its neighbours are a radian away.
  const spec = { leaves: [{ name: 'w', shape: [1], axes: [null] }] };
  const wave = {
    spec,
    value: (w: Float64Array) => Math.cos(w[0]!),
    gradient: (w: Float64Array) => Float64Array.of(-Math.sin(w[0]!)),
  };
  const landscape = {
    ...objectiveLandscape(wave),
    hessianVector: (w: Float64Array, v: Float64Array) => Float64Array.of(-Math.cos(w[0]!) * v[0]!),
  };
  const seen: number[] = [];
  const cubic = {
    on: 'parameters',
    value: () => 0,
    gradient: (params: Params) => params,
    hessianVector: (point: WidePoint, direction: WidePoint) => {
      seen.push(point.w!.data[0]!);
      return { w: direction.w!.data };
    },
  } as const;
  const ends = [2 ** 24, 2 ** 24 + 2].map((w) => ({ w: { shape: [1], data: Float32Array.of(w) } }));
  const source = {
    ...{ landscape, path: polyline(ends), rng: createRng(1) },
    regularizers: [{ name: 'test/cubic', plugin: cubic }],
    rest: () => Promise.resolve(),
  };
  const { record } = await hessianAlong(source, { hessianPoints: 3, lanczosSteps: 1 });
  const middle = 2 ** 24 + 1;
  expect(record.points[1]!.loss).toBe(Math.cos(middle));
  expect(record.points[1]!.data.smallest).toBeCloseTo(-Math.cos(middle), 12);
  expect(record.points[1]!.tangent).toBeCloseTo(-Math.cos(middle), 12);
  expect(seen).toContain(middle);
});

it('the second derivative along an arc is that of its own direction, not of its chord', async () => {
  const arc = turnBy(Math.PI / 2);
  const start = { w: { shape: [2], data: Float32Array.of(1, 0) } };
  const path: Path = { vertices: [start, narrowed(arcPoint(arc, start, 1))], elements: [arc] };
  const source = {
    landscape: objectiveLandscape(ring()),
    path,
    rng: createRng(1),
    regularizers: [],
    rest: () => Promise.resolve(),
  };
  const { record } = await hessianAlong(source, { hessianPoints: 5, lanczosSteps: 2 });
  // On the circle the loss is 0 and bends across it alone, by 8; along the chord it would be 4 at the ends.
  for (const { tangent, data } of record.points) {
    expect(Math.abs(tangent!)).toBeLessThan(1e-6);
    expect(data.largest).toBeCloseTo(8, 5);
  }
});

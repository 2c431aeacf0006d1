import { expect, it } from 'vitest';
import { createRng } from '../base/rng.js';
import { ring } from '../builtin/objectives/ring.js';
import type { Path } from '../contract/path-strategy.js';
import { narrowed } from '../parameters/wide-point.js';
import { arcPoint } from '../path/arc.js';
import { turnBy } from '../path/testing/turn.js';
import { hessianAlong } from './hessian-along.js';
import { objectiveLandscape } from './landscape.js';

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

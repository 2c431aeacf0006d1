import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Evaluator } from '@isthmus/engine';
import type { Params } from '@isthmus/contract/parameters';
import { polyline } from '../path/polyline.js';
import { lossesAlong, type MeasuredSplit } from './losses-along.js';
import { runTiny, tinySession } from './testing/tiny-run.js';

const folder = mkdtempSync(join(tmpdir(), 'losses-along-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (w: number): Params => ({ w: { shape: [1], data: Float32Array.of(w) } });
const entry = (params: Params) => params['w']!.data[0]!;

/** The loss is the only parameter, as long as points are not rounded to float32. */
const evaluator: Evaluator = {
  arithmetic: 'float64-reference',
  value: entry,
  valueBetween: (p, q, t) => (1 - t) * entry(p) + t * entry(q),
  along: (p, q) => (t) => (1 - t) * entry(p) + t * entry(q),
  valueAt: (point) => point['w']!.data[0]!,
  accuracy: (params) => 1 - entry(params),
  predict: () => new Float64Array(),
};
const split = (size: number): MeasuredSplit => ({
  rows: { size, x: new Float32Array(size), y: new Float32Array(size) },
  evaluator: size === 0 ? null : evaluator,
});
const path = polyline([0, 0.3, 1].map(at));

it.each([
  ['a split as large as the evaluation set', 100, 41],
  ['a small one', 10, 65],
  ['a large one', 100_000, 5],
])('%s takes about the work of judging', (_, size, places) => {
  const { train, test, passes } = lossesAlong(path, { train: split(size), test: split(0) }, 4 * 42 * 100, true); // prettier-ignore
  expect(test).toBeNull();
  expect(train!.t).toHaveLength(places);
  expect(passes).toBe(2 * places);
  // Both ends, the bead and the middles of the elements, in float64.
  for (const [t, loss] of [
    [0, 0],
    [0.25, Math.fround(0.3) / 2],
    [0.5, Math.fround(0.3)],
    [1, 1],
  ])
    // prettier-ignore
    expect(train!.loss[train!.t.indexOf(t!)]).toBe(loss);
  expect(train!.accuracy).toHaveLength(places);
});

it('stands in the record of every path, with the losses that the endpoints have', async () => {
  const { result } = await runTiny(
    await tinySession({ paths: ['core/linear'] }),
    join(folder, 'a'),
  );
  const [a, b] = result.endpoints;
  const [line] = result.pairs[0]!.paths;
  const { train, test, passes } = line!.along!;
  expect([train!.loss[0], test!.loss[0]]).toEqual([a!.trainLoss, a!.testLoss]);
  // b was aligned, so it is another network of nearly the same function.
  expect(train!.loss.at(-1)).toBeCloseTo(b!.trainLoss!, 6);
  expect(train!.accuracy).toBeNull();
  expect(passes).toBe(train!.t.length + test!.t.length);
});

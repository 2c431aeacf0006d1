import { expect, it } from 'vitest';
import type { Path } from '@isthmus/contract';
import { narrowed } from '@isthmus/contract/parameters';
import { arcPoint } from '../path/arc.js';
import { analyticProblem, specOf } from '../landscapes/analytic.js';
import { turnBy } from '../path/testing/turn.js';
import { judgePath } from './path-judge.js';
import { watchProblem } from './watched-problem.js';

const arc = turnBy(Math.PI);

/** `(|w|² - 1)² + 1`: constant on circles, and so along the arc from (1, 0) to (-1, 0). */
const loss = {
  spec: specOf({ w: [2] }),
  value: ([x = 0, y = 0]: Float64Array) => (x * x + y * y - 1) ** 2 + 1,
  gradient: (w: Float64Array) => w.map(() => 0),
};

it('losses at points of an arc are counted once, and remembered by the point', async () => {
  const problem = analyticProblem(loss, { a: [1, 0], b: [-1, 0], level: 1.5 });
  const path: Path = {
    vertices: [problem.a, narrowed(arcPoint(arc, problem.a, 1))],
    elements: [arc],
  };
  const watched = watchProblem(problem);
  const judge = () => judgePath(watched.problem, path, () => Promise.resolve(false));
  const judged = (await judge())!;
  expect(judged.holds).toBe(true);
  // The chord passes 0, where the loss is 2.
  expect(judged.peak.loss).toBeLessThan(1 + 1e-12);
  const counted = watched.lossEvaluations();
  expect(counted).toBe(judged.profile.t.length);
  expect(await judge()).toEqual(judged);
  expect(watched.lossEvaluations()).toBe(counted);
});

it('one that is not a number is seen, and one that throws is told from what a strategy throws', () => {
  const broken = {
    ...analyticProblem(loss, { a: [1, 0], b: [-1, 0], level: 1 }),
    valueAt: () => NaN,
  };
  const watched = watchProblem(broken);
  watched.problem.valueAt(arcPoint(arc, broken.a, 0.5));
  expect(watched.sawNonfinite()).toBe(true);
  const thrown = new Error('no loss');
  const throwing = { ...broken, valueAt: () => { throw thrown; } }; // prettier-ignore
  const second = watchProblem(throwing);
  expect(() => second.problem.valueAt(arcPoint(arc, broken.a, 0.5))).toThrow(thrown);
  expect(second.threw(thrown)).toBe(true);
});

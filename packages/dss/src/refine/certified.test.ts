import { lengthOf, polyline } from '@isthmus/core';
import {
  affineProofs,
  analyticProblem,
  answeringAtOnce,
  hiddenRidge,
  ring,
} from '@isthmus/core/conformance';
import type { Path, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { greedy } from '../search/greedy.js';
import { neb } from '../rivals/neb.js';
import { judged } from '../testing/judged.js';
import { beginShortening, shortened, SHORTENING, shortenStep } from './shorten.js';

const certified = { ...SHORTENING, edges: 'certified' } as const;
const point = (x: number, y: number) => ({
  w: { shape: [2], data: Float32Array.of(x, y) },
});

function isCertified({ vertices }: Path, { certify }: Problem): boolean {
  return vertices.slice(1).every((to, i) => certify!(vertices[i]!, to, 0.5)?.tag === 'certified');
}

describe('a path round a ridge that no grid meets', () => {
  const ridge = hiddenRidge({ place: 0.3743, width: 1e-4, endsAbove: 0 });
  const given = analyticProblem(ridge, { a: [0, 0], b: [1, 0], level: 0.5 });
  const problem = answeringAtOnce(given, affineProofs(ridge));
  const around = polyline([problem.a, point(0.2, 1), point(0.4, 2), point(0.7, 1), problem.b]);

  it('is cut short across it by samples', () => {
    expect(shortened(around, problem).vertices).toEqual([problem.a, problem.b]);
  });

  it('is shortened by proofs, and proved at every moment', () => {
    let state = beginShortening(around);
    let length = lengthOf(around);
    expect(isCertified(state.path, problem)).toBe(true);
    while (!state.done) {
      state = shortenStep(state, problem, certified);
      expect(isCertified(state.path, problem)).toBe(true);
      expect(lengthOf(state.path)).toBeLessThanOrEqual(length);
      length = lengthOf(state.path);
    }
    // No way is shorter than that which crosses where the ridge is 1/2 high.
    const shortest = Math.hypot(0.3743, 0.5) + Math.hypot(1 - 0.3743, 0.5);
    expect(length).toBeGreaterThanOrEqual(shortest);
    expect(length).toBeLessThan(0.6 * lengthOf(around));
  });

  it('is left as it is where no answer is there', () => {
    const mute = { ...problem, certify: () => null };
    expect(shortened(around, mute, certified).vertices).toEqual(around.vertices);
  });

  it('is not shortened by proofs that nobody makes', () => {
    expect(() => shortened(around, given, certified)).toThrow(/has no "certify"/);
  });
});

const circle = analyticProblem(ring(), { a: [-1, 0], b: [0.96, 0.28], level: 0.1 });

it.each([greedy, neb])('$name, shortened by proofs, is as short and stays proved', async (strategy) => {
  const ask = (options: object) =>
    judged(strategy, { shorten: true, ...options }, circle, 1, affineProofs(ring()));
  const [sampled, proved] = [await ask({}), await ask({ edges: 'certified' })];
  expect(proved.record).toMatchObject({ verdict: 'connected', grade: 'certified' });
  // Of this loss bounds are sharp: what samples let pass is proved, but for a hair at the level.
  expect(proved.record.length).toBeLessThan(1.01 * sampled.record.length);
  const { certification, search } = proved.record;
  expect(certification!.evaluations).toBe(search.proofs!.evaluations);
}); // prettier-ignore

import { describe, expect, it } from 'vitest';
import { breadthFirstOptions, constrainedOptions, greedyOptions } from './options.js';

const rounds = {
  room: 0.8,
  settle: 'edges',
  maxDepth: 8,
  insertAt: 'peak',
  maxVertices: 257,
  maxStepsPerBead: 20_000,
  evaluateEvery: 5,
  stall: { window: 1000, improvement: 0.01 },
  restarts: 3,
  noise: 0.03,
  minSpacing: 0.001,
  plateauDepths: 4,
  gridPoints: 33,
  shorten: false,
  edges: 'sampled',
};
const { room: _, settle: __, plateauDepths: ___, ...others } = rounds;

describe('the options', () => {
  it('have the documented defaults', () => {
    const own = { mode: 'equidistant', spring: 'none', stiffness: 1e-3, planeTolerance: 0.01 };
    expect(greedyOptions.parse({})).toEqual({ ...rounds, atLeastOneBead: false });
    expect(constrainedOptions.parse({})).toEqual({ ...rounds, ...own });
    const target = { start: 'random', rho: 0.8, tolerance: 0.1 };
    expect(breadthFirstOptions.parse({})).toEqual({ ...others, ...target });
  });

  it.each([
    { alpha: 0 },
    { alpha: 1.1 },
    { room: 0 },
    { room: 1.1 },
    { settle: 'soon' },
    { gridPoints: 32 },
    { maxDepth: -1 },
    { insertAt: 'top' },
    { edges: 'proved' },
    { stall: { windows: 5 } },
    { unknown: 1 },
  ])('%o is refused by dss/greedy', (given) => {
    expect(greedyOptions.safeParse(given).success).toBe(false);
  });

  it.each([
    { mode: 'orthogonal' },
    { spring: 'rubber' },
    { stiffness: -1 },
    { planeTolerance: 0 },
    { rho: 0.8 },
  ])('%o is refused by dss/constrained', (given) => {
    expect(constrainedOptions.safeParse(given).success).toBe(false);
  });

  it.each([
    { start: 'a' },
    { rho: 1 },
    { rho: 0 },
    { tolerance: 0 },
    { alpha: 0.8 },
    { room: 0.8 },
  ])('%o is refused by dss/breadth-first', (given) => {
    expect(breadthFirstOptions.safeParse(given).success).toBe(false);
  });

  it.each([greedyOptions, constrainedOptions, breadthFirstOptions])(
    'each says what it does',
    ({ shape }) => {
      const undescribed = Object.entries(shape).filter(([, { description }]) => !description);
      expect(undescribed).toEqual([]);
    },
  );
});

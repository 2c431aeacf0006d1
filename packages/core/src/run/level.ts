import type { PathLevel } from '../registry/path-level.js';

/** Room for rounding above the ends where there is no threshold: relative to the larger loss. */
const LEVEL_SLACK = 1e-6;

/**
 * The number that a level means between two endpoints. The base is the threshold; for imported
 * endpoints without one it is the larger loss of the two with a slack of 1e-6 of it. A search for the
 * lowest level looks at no level of the problem's own, and has the base.
 *
 * @param ends the losses of the endpoints, asked for only where they are needed
 * @example
 * levelBetween({ times: 1.1 }, 0.01, () => [0.009, 0.01]); // 0.011000000000000001
 */
export function levelBetween(
  level: PathLevel,
  threshold: number | undefined,
  ends: () => readonly [number, number],
): number {
  if (typeof level === 'number') return level;
  const base = threshold ?? Math.max(...ends()) * (1 + LEVEL_SLACK);
  return typeof level === 'object' && 'times' in level ? level.times * base : base;
}

import { checkPathStrategy } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { dss } from './index.js';
import { greedy } from './greedy.js';

describe('every path strategy of this package keeps the contract', () => {
  const variants = [
    ['dss/greedy', greedy, { stall: { window: 200 } }],
    [
      'dss/greedy split in the middle',
      greedy,
      { insertAt: 'middle', alpha: 0.5, stall: { window: 200 } },
    ],
    ['dss/greedy of one depth', greedy, { maxDepth: 1, restarts: 0, evaluateEvery: 1 }],
  ] as const;
  const matrix = variants.flatMap(([title, strategy, options]) =>
    checkPathStrategy(strategy, { options }).map(({ name, run }) => [`${title}: ${name}`, run]),
  ) as readonly (readonly [string, () => void | Promise<void>])[];

  it.each(matrix)('%s', (_, run) => run());

  it('the bundle holds them', () => {
    expect(dss.map(({ kind, name }) => [kind, name])).toEqual([['pathStrategy', 'dss/greedy']]);
  });
});

import { checkDefinition, checkPathStrategy } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { auto } from './auto/auto.js';
import { breadthFirst } from './search/breadth-first.js';
import { connector } from './connectors/connector.js';
import { linearNetworkPath } from './connectors/linear-network.js';
import { constrained } from './search/constrained.js';
import { dss } from './index.js';
import { greedy } from './search/greedy.js';

describe('every path strategy of this package keeps the contract', () => {
  const quick = { stall: { window: 200 }, maxDepth: 5, restarts: 1 };
  const variants = [
    ['dss/greedy', greedy, { stall: { window: 200 } }],
    [
      'dss/greedy split in the middle',
      greedy,
      { insertAt: 'middle', alpha: 0.5, stall: { window: 200 } },
    ],
    ['dss/greedy of one depth', greedy, { maxDepth: 1, restarts: 0, evaluateEvery: 1 }],
    ['dss/greedy that shortens', greedy, { stall: { window: 200 }, shorten: true }],
    ['dss/auto', auto, { tries: ['core/linear', 'dss/connector', 'dss/greedy'] }],
    ['dss/constrained, equidistant', constrained, quick],
    [
      'dss/constrained, free with springs',
      constrained,
      { ...quick, mode: 'free', spring: 'length' },
    ],
    [
      'dss/constrained, transversal with springs',
      constrained,
      { ...quick, mode: 'transversal', spring: 'squared', insertAt: 'middle' },
    ],
    ['dss/breadth-first', breadthFirst, quick],
    ['dss/breadth-first from the endpoints', breadthFirst, { ...quick, start: 'endpoints' }],
  ] as const;
  const matrix = variants.flatMap(([title, strategy, options]) =>
    checkPathStrategy(strategy, { options }).map(({ name, run }) => [`${title}: ${name}`, run]),
  ) as readonly (readonly [string, () => void | Promise<void>])[];

  it.each(matrix)('%s', (_, run) => run());

  // They know networks only, and refuse the problems above, which are formulas.
  const constructions = [connector, linearNetworkPath].flatMap((strategy) =>
    checkDefinition(strategy).map(({ name, run }) => [`${strategy.name}: ${name}`, run] as const),
  );
  it.each(constructions)('%s', (_, run) => run());

  it('the bundle holds them', () => {
    expect(dss.map(({ kind, name }) => [kind, name])).toEqual([
      ['pathStrategy', 'dss/greedy'],
      ['pathStrategy', 'dss/constrained'],
      ['pathStrategy', 'dss/breadth-first'],
      ['pathStrategy', 'dss/connector'],
      ['pathStrategy', 'dss/linear-network'],
      ['pathStrategy', 'dss/polychain'],
      ['pathStrategy', 'dss/bezier'],
      ['pathStrategy', 'dss/neb'],
      ['pathStrategy', 'dss/autoneb'],
      ['pathStrategy', 'dss/auto'],
    ]);
  });
});

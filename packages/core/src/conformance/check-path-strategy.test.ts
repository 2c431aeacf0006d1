import { describe, expect, it } from 'vitest';
import { pathStrategies } from '../builtin/path-strategies/index.js';
import { polyline } from '../path/polyline.js';
import { runChecks } from './check.js';
import { checkPathStrategy } from './check-path-strategy.js';
import { KNOWN_PROBLEMS } from './path-problems.js';
import { codesOf } from './testing/planted.js';
import { faulty, planted } from './testing/planted-strategies.js';

describe('every built-in path strategy keeps the contract', () => {
  const matrix = pathStrategies.flatMap((strategy) =>
    checkPathStrategy(strategy).map(({ name, run }) => [`${strategy.name}: ${name}`, run] as const),
  );
  it.each(matrix)('%s', (_, run) => run());

  it('each on nine problems', () => {
    expect(KNOWN_PROBLEMS).toHaveLength(9);
    expect(matrix.length).toBeGreaterThan(pathStrategies.length * (8 * 5 + 9));
  });
});

describe('the known problems', () => {
  it.each(KNOWN_PROBLEMS)('$name: ends at or below the level, but where said', (known) => {
    const { a, b, level, value } = known.create();
    const above = [value(a), value(b)].filter((loss) => !(loss <= level));
    expect(above).toHaveLength(known.name === 'an end above the level' ? 1 : 0);
  });
});

describe('a fault is found and named', () => {
  it.each(planted)('finds $fault', async ({ code, checks }) => {
    const codes = await codesOf(checks());
    expect(codes).toContain(code);
    expect(codes.filter((each) => each instanceof TypeError)).toEqual([]);
  });

  it('under the name of the plugin, also where the driver tells it', async () => {
    const step = () => {
      throw new Error('it broke');
    };
    const results = await runChecks(checkPathStrategy(faulty({ step })));
    const told = results.map((result) => (result.passed ? '' : String(result.error)));
    const driven = told.filter((text) => text.includes('failed in step'));
    expect(driven.length).toBeGreaterThan(0);
    expect(driven.filter((text) => !text.includes('"test/faulty"'))).toEqual([]);
  });
});

describe('a strategy whose ends are free', () => {
  // It offers b itself as a path, wherever b is low enough.
  const still = faulty({
    ends: 'free',
    step: (problem, state) => ({
      ...state,
      samples: { t: [0, 1], loss: [problem.value(state.b), problem.value(state.b)] },
    }),
    status: ({ samples, level }) => {
      if (samples.t.length < 2) return { tag: 'running' };
      const holds = samples.loss.every((loss) => loss <= level);
      return holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' };
    },
    path: ({ b }) => polyline([b, b]),
  });

  it('may connect others than a and b, where those cannot be', async () => {
    const results = await runChecks(checkPathStrategy(still));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isIsthmusError } from '@isthmus/contract/base';
import { optimizers } from '@isthmus/engine/operations';
import { runChecks } from './check.js';
import { checkOptimizer } from './check-optimizer.js';
import { codesOf } from './testing/planted.js';
import { faults, planted } from './testing/planted-optimizers.js';
import { descent, plugin } from './testing/trial-optimizers.js';

describe('every built-in optimizer keeps the contract', () => {
  const matrix = optimizers.flatMap((optimizer) =>
    checkOptimizer(optimizer).map((check) => ({ plugin: optimizer.name, check })),
  );
  it.each(matrix)('$plugin $check.name', ({ check }) => check.run());

  it('each is checked fifteen times', () => {
    expect(matrix).toHaveLength(optimizers.length * 15);
  });
});

describe('a fault is found and named', () => {
  it.each(planted)('finds $fault', async ({ code, checks }) => {
    const codes = await codesOf(checks());
    expect(codes).toContain(code);
    expect(codes.filter((each) => typeof each !== 'string')).toEqual([]);
  });

  it('a good plugin passes all, with options for what has no default', async () => {
    const options = z.strictObject({ learningRate: z.number() });
    const good = plugin(() => descent, options);
    const results = await runChecks(checkOptimizer(good, { options: { learningRate: 1 } }));
    expect(results.filter((result) => !result.passed)).toEqual([]);
  });

  it('fails the check that it belongs to and no other', async () => {
    for (const [code, faulty] of [
      faults['hands its velocity out as the update'],
      faults['keys a cache by the state object'],
      faults['stands still'],
      faults['divides by the norm of the gradient'],
    ]) {
      const failed = (await runChecks(checkOptimizer(faulty))).filter((result) => !result.passed);
      expect(failed.map(({ error }) => (isIsthmusError(error) ? error.code : error))).toEqual([
        code,
      ]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FusedRule, Optimizer } from '@isthmus/contract';
import { guardedDefinition } from './guarded-definition.js';

function withFused(fused: unknown): Optimizer<unknown> {
  return guardedDefinition({
    ...{ kind: 'optimizer', name: 'mine/rule', summary: 'x', sources: [] },
    options: z.strictObject({}),
    create: () => ({
      init: () => null,
      update: (gradients) => [gradients, null],
      fused: fused as FusedRule,
    }),
  }).create({}) as Optimizer<unknown>;
}

describe('a fused rule from outside', () => {
  it('is taken as data', () => {
    const rule = { rule: 'sgd', settings: { learningRate: 0.1 } };
    expect(withFused(rule).fused).toEqual(rule);
    expect(withFused(undefined).fused).toBeUndefined();
  });

  // A kernel would read them as NaN, and every step would be lost.
  it.each([
    { rule: 'sgd', learningRate: 0.1 },
    { rule: 'sgd', settings: { learningRate: 'fast' } },
    { rule: 'sgd', settings: { learningRate: NaN } },
    { settings: {} },
    'sgd',
  ])('is refused without its settings as numbers: %o', (fused) => {
    expect(() => withFused(fused)).toThrow(/optimizer "mine\/rule" failed in fused: .*settings/);
  });
});

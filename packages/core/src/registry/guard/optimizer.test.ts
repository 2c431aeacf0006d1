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
    { rule: 'sgd', settings: [0.1] },
    'sgd',
  ])('is refused without its settings as numbers: %o', (fused) => {
    expect(() => withFused(fused)).toThrow(
      /optimizer "mine\/rule" failed in fused: .*(settings|"learningRate" is a finite number)/,
    );
  });

  it.each([
    ['sgdd', { learningRate: 0.1 }, 'Did you mean "sgd"?'],
    ['magic', {}, 'no kernel computes the rule "magic". Kernels compute adam, momentum,'],
    ['toString', {}, 'no kernel computes the rule "toString"'],
    ['sgd', { learnRate: 0.1 }, '"learnRate" is no setting. Did you mean "learningRate"?'],
    ['momentum', { learningRate: 0.1 }, '"momentum" is missing. The settings of the kernel "mom'],
    ['sgd', { learningRate: 0.1, momentum: 0.9 }, '"momentum" is no setting. The settings of'],
    ['sgd', { learningRate: '0.1' }, '"learningRate" is a finite number; got "0.1"'],
  ])('is refused by name: %s with %o', (rule, settings, words) => {
    expect(() => withFused({ rule, settings })).toThrow(words);
  });

  it('is none where it is null', () => {
    expect(withFused(null).fused).toBeUndefined();
  });
});

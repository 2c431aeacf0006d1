import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { GeneralRule, RulePoint } from '@isthmus/contract';
import { batchNormRule } from './batch-norm-rule.js';
import { layerNormRule } from './layer-norm.js';

const CHANNELS = 4;
const ROWS = 6;

describe.each<[string, GeneralRule]>([
  ['batch norm', batchNormRule(CHANNELS, 1e-3)],
  ['layer norm', layerNormRule(CHANNELS, 1e-3)],
])('the bound of the error of a %s', (_, rule) => {
  const draw = (seed: number, scale = 1): RulePoint => {
    const rng = createRng(seed);
    const numbers = (count: number) =>
      Float64Array.from({ length: count }, () => scale * rng.normal());
    return { x: numbers(ROWS * CHANNELS), own: rule.parameters.map(() => numbers(CHANNELS)) };
  };
  const map = (a: RulePoint, b: RulePoint, f: (x: number, y: number) => number): RulePoint => ({
    x: a.x.map((entry, i) => f(entry, b.x[i]!)),
    own: a.own.map((part, k) => part.map((entry, i) => f(entry, b.own[k]![i]!))),
  });

  it.each([0.1, 1e-3, 1e-6])(
    'holds wherever everything is within %d, and is not far above',
    (size) => {
      let tightest = Infinity;
      for (let seed = 0; seed < 40; seed++) {
        const at = draw(seed);
        const errors = map(draw(1000 + seed, size), at, Math.abs);
        const bound = rule.error!(at, errors, ROWS);
        const value = rule.apply(at, ROWS);
        for (let k = 0; k < 5; k++) {
          // Corners of what is allowed, where a function is farthest off.
          const moved = map(
            map(errors, draw(2000 + 7 * seed + k), (e, sign) => e * Math.sign(sign)),
            at,
            (e, x) => x + e,
          );
          rule.apply(moved, ROWS).forEach((entry, i) => {
            const apart = Math.abs(entry - value[i]!);
            expect(apart).toBeLessThanOrEqual(bound[i]!);
            if (apart > 0) tightest = Math.min(tightest, bound[i]! / apart);
          });
        }
      }
      expect(tightest).toBeLessThan(5);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { objectives } from './index.js';
import { flatten } from '@isthmus/contract/parameters';

const validated = (definition: (typeof objectives)[number], options: object) => {
  const result = definition.options['~standard'].validate(options);
  if (result instanceof Promise || result.issues !== undefined) throw new Error('options');
  return definition.create(result.value);
};

describe.each(objectives.map((definition) => [definition.name, definition] as const))('the bounds of %s', (_, definition) => {
  const objective = validated(definition, {});
  const rng = createRng(7);
  const draw = (i: number) => flatten(objective.spec, objective.init(rng.fork(`${i}`)));

  it('hold the formula everywhere on a part, and of a point little more', () => {
    for (let i = 0; i < 40; i++) {
      const [a, b] = [draw(2 * i), draw(2 * i + 1)];
      const depth = rng.integer(9);
      const from = rng.integer(2 ** depth) / 2 ** depth;
      const { least, most } = objective.bounds!(a, b, from, from + 2 ** -depth);
      for (const s of [0, 0.5, 1, rng.next(), rng.next()]) {
        const t = from + s * 2 ** -depth;
        const value = objective.value(a.map((entry, k) => (1 - t) * entry + t * b[k]!));
        // The formula itself rounds by some units of its largest parts.
        const room = 1e-12 * (1 + value);
        expect(value).toBeLessThanOrEqual(most + room);
        expect(value).toBeGreaterThanOrEqual(least - room);
        const at = objective.bounds!(a, b, t, t);
        expect(Math.abs(at.most - value) + Math.abs(value - at.least)).toBeLessThan(1e-9 * (1 + value));
      }
    }
  });

  it('come near each other where the part is short', () => {
    for (let i = 0; i < 20; i++) {
      const [a, b] = [draw(100 + i), draw(200 + i)];
      const { least, most } = objective.bounds!(a, b, 0.5, 0.5 + 2 ** -20);
      expect(most - least).toBeLessThan(2e-3 * (1 + most));
    }
  });
}); // prettier-ignore

import type { ConvexityMeasured } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { exampleConvexity } from '@isthmus/charts/testing';
import { convexityInWords } from './convexity.js';
import { milestone } from './status-lines.js';

const words = (changes: Partial<ConvexityMeasured>) => convexityInWords(exampleConvexity(changes));

describe('a convexity report in one line', () => {
  it('names its proofs and the lowest eigenvalue', () => {
    const line = words({ proofs: ['chord', 'swap'] });
    expect(line).toBe(
      'nonconvex: proved by a chord, a swap of two units; smallest eigenvalue -0.5',
    );
  });

  it('claims nothing where nothing was found', () => {
    const line = words({ outcome: 'no-violation', proofs: [] });
    expect(line).toMatch(/^no violation found \(proves nothing\)/);
  });

  it('says why nothing was measured', () => {
    expect(convexityInWords({ outcome: 'refused', refusal: 'no Hessian' })).toBe(
      'not measured: no Hessian',
    );
  });

  it('is a milestone of its pair', () => {
    const event = { type: 'convexity/finished', pair: ['a', 'b'], convexity: exampleConvexity() } as const; // prettier-ignore
    expect(milestone(event)).toMatch(/^convexity a – b: nonconvex: proved by /);
  });
});

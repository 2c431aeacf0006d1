import { describe, expect, it } from 'vitest';
import type { PathRecord } from '@isthmus/core/contract';
import { evidenceInWords, verdictInWords } from './verdict.js';

type Said = Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason'> &
  Partial<Pick<PathRecord, 'ends' | 'lowest'>>;

describe('verdictInWords', () => {
  it.each<readonly [Said, string]>([
    [
      { verdict: 'connected', level: 0.001, grade: 'sampled', reason: null },
      'connected at 0.001 (sampled)',
    ],
    [
      { verdict: 'connected', level: 0.0742318, grade: 'certified', reason: null },
      'connected at 0.0742318 (certified)',
    ],
    [
      { verdict: 'connected', level: 0.07423180000123, grade: 'sampled', reason: null },
      'connected at 0.07424 (sampled)',
    ],
    [{ verdict: 'not-found', level: 1, grade: null, reason: 'depth' }, 'not found at 1 (depth)'],
    [
      { verdict: 'disconnected', level: 0.5, grade: 'certified', reason: null },
      'disconnected at 0.5 (certified)',
    ],
    [
      { verdict: 'connected', level: 0.001, grade: 'sampled', reason: null, ends: 'free' },
      'connected at 0.001 (sampled, free ends)',
    ],
    [
      { verdict: 'not-found', level: 1, grade: null, reason: 'stalled', ends: 'free' },
      'not found at 1 (stalled, free ends)',
    ],
    [
      {
        ...{ verdict: 'connected', level: 0.0123, grade: 'sampled', reason: null },
        lowest: { level: 0.0123, floor: 0.001, straight: 0.1, tried: [] },
      },
      'connected at 0.0123 (lowest found, sampled)',
    ],
  ])('%j', (said, words) => {
    expect(verdictInWords({ ends: 'fixed', lowest: null, ...said })).toBe(words);
  });
});

describe('evidenceInWords', () => {
  const resolution = { samples: 97, largestGap: 1 / 96 };
  const known = { elements: 3, constant: 0, convex: 0, contradicted: 0 };
  it.each([
    ['connected', known, '97 samples 1/96 apart'],
    ['connected', { ...known, convex: 2 }, '97 samples 1/96 apart, 2 of 3 elements convex by construction'],
    ['connected', { ...known, constant: 1, convex: 2 }, '97 samples 1/96 apart, 1 of 3 elements constant by construction, 2 of 3 elements convex by construction'],
    ['not-found', known, ''],
    ['disconnected', known, ''],
  ] as const)('%s, %j', (verdict, certain, words) => {
    expect(evidenceInWords({ verdict, resolution, known: certain })).toBe(words);
  }); // prettier-ignore
});

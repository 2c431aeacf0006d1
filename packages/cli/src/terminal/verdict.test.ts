import { describe, expect, it } from 'vitest';
import type { PathRecord } from '@isthmus/core/contract';
import { verdictInWords } from './verdict.js';

type Said = Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason'>;

describe('verdictInWords', () => {
  it.each<readonly [Said, string]>([
    [
      { verdict: 'connected', level: 0.001, grade: 'sampled', reason: null },
      'connected at 0.001 (sampled)',
    ],
    [
      { verdict: 'connected', level: 0.0742318, grade: 'certified', reason: null },
      'connected at 0.07423 (certified)',
    ],
    [{ verdict: 'not-found', level: 1, grade: null, reason: 'depth' }, 'not found at 1 (depth)'],
    [
      { verdict: 'disconnected', level: 0.5, grade: 'certified', reason: null },
      'disconnected at 0.5 (proved)',
    ],
  ])('%j', (said, words) => {
    expect(verdictInWords(said)).toBe(words);
  });
});

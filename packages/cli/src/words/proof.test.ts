import { describe, expect, it } from 'vitest';
import type { CertificationRecord } from '@isthmus/core/contract';
import { proofInWords, provedInWords } from './proof.js';

const proof: CertificationRecord = {
  ...{ use: 'core/affine', options: {}, outcome: 'certified', level: 0.5 },
  ...{ lower: 0.4, where: { element: 0, t: 0.5 }, upper: 0.45, errorRate: null, rows: null },
  ...{ leaves: 9, evaluations: 20, refutations: 0, witness: null, reason: null, seconds: 0.1 },
};

describe('what a certifier has shown, in a few words', () => {
  it.each([
    [{}, 'proved at most 0.45 for every t, by 9 leaves'],
    [{ upper: 0.450001234, leaves: 1 }, 'proved at most 0.4501 for every t, by 1 leaf'],
    [{ leaves: 0 }, 'proved at most 0.45 for every t, by conditions on its elements'],
    [{ upper: 0.49999, level: 0.5 }, 'proved at most 0.5 for every t, by 9 leaves'],
    [{ rows: 200 }, 'proved at most 0.45 for every t on 200 rows alone, by 9 leaves'],
    [
      { rows: 200, rowsOf: 2000 },
      'proved at most 0.45 for every t on 200 of 2,000 rows alone, by 9 leaves',
    ],
    [
      { outcome: 'undecided', reason: 'too wide' },
      'not proved to stay at or below 0.5, at most 0.45: too wide',
    ],
    [
      { outcome: 'undecided', reason: 'an arc', upper: null },
      'not proved to stay at or below 0.5: an arc',
    ],
    [
      { outcome: 'refuted', witness: { t: 0.37431, loss: 0.912345 } },
      'refuted: at t = 0.3743 it is at least 0.9123',
    ],
    [
      { outcome: 'refuted', witness: { t: 0.5, loss: 0.50000012345 }, rows: 3, rowsOf: 9 },
      'refuted on 3 of 9 rows alone: at t = 0.5000 it is at least 0.5000001',
    ],
  ] as const)('%j', (change, words) => {
    expect(proofInWords({ ...proof, ...change })).toBe(words);
  });
});

describe('what is proved, for a narrow cell', () => {
  const none = { certification: null, separation: null, level: 0.5 };
  const of = (change: Partial<CertificationRecord>) =>
    provedInWords({ ...none, certification: { ...proof, ...change } });

  it('is nothing where nobody was asked', () => {
    expect(provedInWords(none)).toBe(null);
  });

  it('is the bracket, rounded outwards, and of which rows', () => {
    expect(of({ upper: 0.450001 })).toBe('≤ 0.4501');
    expect(of({ upper: 0.45, rows: 200, rowsOf: 2000 })).toBe('≤ 0.45 (200 of 2,000 rows)');
    expect(of({ outcome: 'undecided', upper: 0.61 })).toBe('undecided ≤ 0.61');
    expect(of({ outcome: 'undecided', upper: null, rows: 3 })).toBe('undecided (3 rows)');
    const witness = { t: 0.685199, loss: 0.61239 };
    expect(of({ outcome: 'refuted', witness })).toBe('≥ 0.6123 at t = 0.685');
  });

  it('is what every path rises to, where that is proved', () => {
    const gamma = { lower: 0.512389, upper: 0.7 };
    expect(provedInWords({ ...none, gamma })).toBe('Γ ≥ 0.5123');
    expect(provedInWords({ ...none, gamma: { lower: 0.500099, upper: 1 } })).toBe('Γ ≥ 0.50009');
  });
});

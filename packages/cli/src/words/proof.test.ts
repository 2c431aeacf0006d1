import { describe, expect, it } from 'vitest';
import type { CertificationRecord } from '@isthmus/core/contract';
import { proofInWords } from './proof.js';

const proof: CertificationRecord = {
  ...{ use: 'core/affine', options: {}, outcome: 'certified', level: 0.5 },
  ...{ lower: 0.4, where: { element: 0, t: 0.5 }, upper: 0.45, errorRate: null, rows: null },
  ...{ leaves: 9, evaluations: 20, refutations: 0, witness: null, reason: null, seconds: 0.1 },
};

describe('what a certifier has shown, in a few words', () => {
  it.each([
    [{}, 'proved at most 0.45 for every t, by 9 leaves'],
    [{ leaves: 1 }, 'proved at most 0.45 for every t, by 1 leaf'],
    [{ leaves: 0 }, 'proved at most 0.45 for every t, by conditions on its elements'],
    [
      { rows: 200 },
      'proved at most 0.45 for every t on 200 rows of the evaluation set, by 9 leaves',
    ],
    [{ outcome: 'undecided', reason: 'too wide' }, 'not proved, at most 0.45: too wide'],
    [{ outcome: 'undecided', reason: 'an arc', upper: null }, 'not proved: an arc'],
    [
      { outcome: 'refuted', witness: { t: 0.37431, loss: 0.9 } },
      'refuted at t = 0.3743: above 0.9',
    ],
  ] as const)('%j', (change, words) => {
    expect(proofInWords({ ...proof, ...change })).toBe(words);
  });
});

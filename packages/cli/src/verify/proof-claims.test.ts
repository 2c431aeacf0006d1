import { describe, expect, it } from 'vitest';
import type { CertificationRecord, PathRecord } from '@isthmus/core/contract';
import type { CheckedCertificate } from '@isthmus/core/checker';
import type { StoredPath } from '@isthmus/core/internal';
import { bookOf, type Claim } from './claims.js';
import type { Judge } from './judge.js';
import { checkProofRecord } from './proof-claims.js';

const proof: CertificationRecord = {
  ...{ use: 'core/affine', options: {}, outcome: 'certified', level: 0.5, rows: null },
  ...{ lower: 0.3, where: { element: 1, t: 0.25 }, upper: 0.45, errorRate: null, leaves: 3 },
  ...{ evaluations: 3, refutations: 0, witness: null, reason: null, seconds: 0 },
  leafBounds: { t: [0, 0.5, 0.75, 1], upper: [0.2, 0.45, 0.4] },
};

/** Two elements: the first of one leaf, the second of two. */
const certificate = {
  peak: { lower: 0.3 - 5e-7, at: { element: 1, t: 0.25 }, upper: 0.45 },
  elements: [
    { kind: 'leaves', leaves: [{ mid: 0.5, half: 0.5, bound: 0.2 }] },
    {
      kind: 'leaves',
      leaves: [
        { mid: 0.25, half: 0.25, bound: 0.45 },
        { mid: 0.75, half: 0.25, bound: 0.4 },
      ],
    },
  ],
} as unknown as NonNullable<CheckedCertificate['certificate']>;

/** At t = 0.25 of element 1 the loss lies between 0.6 and 0.61. */
const judge = {
  along: (_, element, [t]) => [element === 1 && t === 0.25 ? { lower: 0.6, upper: 0.61 } : { lower: 0, upper: 0 }], // prettier-ignore
} as Pick<Judge, 'along'> as Judge;

function faults(change: Partial<CertificationRecord>, given: typeof certificate | null) {
  const claims: Claim[] = [];
  const path = { certification: { ...proof, ...change } } as PathRecord;
  checkProofRecord(bookOf('a – b', claims), path, {} as StoredPath, judge, given);
  return claims.map(({ outcome, why }) => [outcome, why]);
}

const shown = (t: number[], upper: (number | null)[]) => ({ leafBounds: { t, upper } });

describe('what a record shows of a proof', () => {
  it('is true where it is that of the certificate, or says less', () => {
    expect(faults({}, certificate)).toEqual([['true', null]]);
    expect(faults(shown([0, 1], [0.45]), certificate)).toEqual([['true', null]]);
    expect(faults(shown([0, 0.5, 1], [null, 0.45]), certificate)).toEqual([['true', null]]);
    expect(faults({ leafBounds: null, upper: 0.46, lower: null }, certificate)).toEqual([
      ['true', null],
    ]);
  });

  it.each([
    ['a part below its leaf', shown([0, 0.5, 0.75, 1], [0.2, 0.45, 0.39]), /from 0.75 to 1 .* a leaf states 0.4$/],
    ['joined parts below one of their leaves', shown([0, 1], [0.44]), /a leaf states 0.45/],
    ['a part narrower than its leaf', shown([0, 0.6, 0.61, 1], [0.45, 0.3, 0.45]), /from 0.6 to 0.61/],
    ['leaves at other places', shown([0, 0.4, 0.75, 1], [0.2, 0.4, 0.4]), /a leaf states 0.45/],
    ['a gap at the end', shown([0, 0.9], [0.45]), /do not go from 0 to 1/],
    ['parts out of order', shown([0, 0.8, 0.5, 1], [0.45, 0.45, 0.45]), /from 0.8 to 0.5/],
    ['an upper bound that is too low', { upper: 0.44 }, /upper bound is 0.45, not 0.44/],
    ['a lower bound that is too high', { lower: 0.31 }, /lower bound is/],
  ] as const)('is false with %s', (_, change, why) => {
    expect(faults(change as Partial<CertificationRecord>, certificate)).toEqual([['false', expect.stringMatching(why)]]);
  }); // prettier-ignore

  it('of a refuted path is held against the loss at that very place', () => {
    const at = (loss: number) => ({ outcome: 'refuted', witness: { t: 0.625, loss } }) as const;
    expect(faults(at(0.6), null)).toEqual([['true', null]]);
    expect(faults(at(0.62), null)).toEqual([['false', 'there it is at most 0.61']]);
    expect(faults(at(0.5), null)).toEqual([['false', 'the level is 0.5']]);
    // About some rows alone: there is nothing to hold it against.
    expect(faults({ ...at(0.9), rows: 3 }, null)).toEqual([]);
  });
});

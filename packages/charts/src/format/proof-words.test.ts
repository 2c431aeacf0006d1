import { describe, expect, it } from 'vitest';
import { shownAtLeast, shownAtMost } from './level.js';
import { proofLine, proofSentence, type ShownProof } from './proof-words.js';

const proof: ShownProof = {
  ...{ outcome: 'certified', level: 0.5, lower: 0.4, upper: 0.41, leaves: 9 },
  ...{ witness: null, reason: null, rows: null },
};

describe('a proof in words', () => {
  it.each([
    [{}, 'Proved for every t: the largest loss lies between 0.4 and 0.41 (9 leaves).', 'proved ≤ 0.41'],
    [{ leaves: 1, lower: null }, 'Proved for every t: the largest loss is at most 0.41 (1 leaf).', 'proved ≤ 0.41'],
    [{ leaves: 0 }, 'Proved for every t: the largest loss lies between 0.4 and 0.41 (by conditions on its elements).', 'proved ≤ 0.41'],
    [{ rows: 3 }, 'Proved for every t, on 3 rows of the evaluation set alone: the largest loss lies between 0.4 and 0.41 (9 leaves).', 'proved ≤ 0.41 on 3 rows'],
    [{ rows: 200, rowsOf: 2000 }, 'Proved for every t, on 200 of 2\u202f000 rows of the evaluation set alone: the largest loss lies between 0.4 and 0.41 (9 leaves).', 'proved ≤ 0.41 on 200 of 2\u202f000 rows'],
    [{ outcome: 'undecided', reason: 'too wide' }, 'Not decided whether the loss stays at or below 0.5: the largest loss lies between 0.4 and 0.41; too wide.', 'proof undecided'],
    [{ outcome: 'undecided', lower: null, upper: null }, 'Not decided whether the loss stays at or below 0.5: nothing is known of the largest loss; no reason given.', 'proof undecided'],
    [{ outcome: 'undecided', upper: null, rows: 3, rowsOf: 64 }, 'Not decided, on 3 of 64 rows of the evaluation set alone, whether the loss stays at or below 0.5: the largest loss is at least 0.4; no reason given.', 'proof undecided on 3 of 64 rows'],
    [{ outcome: 'refuted', witness: { t: 0.25, loss: 0.75 } }, 'Refuted: at t = 0.25 the loss is at least 0.75, above the level 0.5.', 'refuted at t = 0.25'],
    [{ outcome: 'refuted', witness: { t: 0.25, loss: 0.5000000312345 } }, 'Refuted: at t = 0.25 the loss is at least 0.50000003, above the level 0.5.', 'refuted at t = 0.25'],
  ] as const)('%j', (change, sentence, line) => {
    expect(proofSentence({ ...proof, ...change })).toBe(sentence);
    expect(proofLine({ ...proof, ...change })).toBe(line);
  }); // prettier-ignore

  it('claims no more than is proved by how it rounds', () => {
    const bounds = { lower: 0.00043217, upper: 0.00099934, level: 0.001 };
    expect(proofSentence({ ...proof, ...bounds })).toContain('between 0.0004321 and 0.0009994');
    expect(proofLine({ ...proof, level: 0.001, upper: 0.00099999931 })).toBe('proved ≤ 0.001');
  });
});

describe('bounds as they are shown', () => {
  // Spread over 12 decades and both signs; a rounded number must stay on its side of the bound and of the level.
  const values = Array.from({ length: 400 }, (_, i) => {
    const size = 10 ** (((i * 7919) % 1200) / 100 - 6);
    return i % 3 === 0 ? -size : size;
  });

  it.each([-1, 1e-9, 1e-5, 0.5])('stay on their side, at the level %d', (part) => {
    for (const bound of values) {
      const level = bound + Math.abs(bound) * part;
      const [most, least] = [shownAtMost(bound, level), shownAtLeast(bound, level)];
      expect(most).toBeGreaterThanOrEqual(bound);
      expect(least).toBeLessThanOrEqual(bound);
      if (bound <= level) expect(most).toBeLessThanOrEqual(level);
      if (bound > level) expect(least).toBeGreaterThan(level);
    }
  });
});

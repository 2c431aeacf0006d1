import { describe, expect, it } from 'vitest';
import { proofLine, proofSentence, type ShownProof } from './proof-words.js';

const proof: ShownProof = {
  ...{ outcome: 'certified', level: 0.5, lower: 0.4, upper: 0.41, leaves: 9 },
  ...{ witness: null, reason: null, rows: null },
};

describe('a proof in words', () => {
  it.each([
    [{}, 'Proved for every t: the largest loss lies between 0.4 and 0.41 (9 leaves).', 'peak ≤ 0.41'],
    [{ leaves: 1, lower: null }, 'Proved for every t: the largest loss lies at most 0.41 (1 leaf).', 'peak ≤ 0.41'],
    [{ leaves: 0 }, 'Proved for every t: the largest loss lies between 0.4 and 0.41 (by conditions on its elements).', 'peak ≤ 0.41'],
    [{ rows: 3 }, 'Proved for every t: the largest loss of 3 rows of the evaluation set lies between 0.4 and 0.41 (9 leaves).', 'peak ≤ 0.41'],
    [{ outcome: 'undecided', reason: 'too wide' }, 'Not decided: the largest loss lies between 0.4 and 0.41; too wide.', 'proof undecided'],
    [{ outcome: 'undecided', lower: null, upper: null }, 'Not decided: nothing is known of the largest loss; no reason given.', 'proof undecided'],
    [{ outcome: 'refuted', witness: { t: 0.25, loss: 0.75 } }, 'Refuted: at t = 0.25 the loss is above 0.75.', 'refuted at t = 0.25'],
  ] as const)('%j', (change, sentence, line) => {
    expect(proofSentence({ ...proof, ...change })).toBe(sentence);
    expect(proofLine({ ...proof, ...change })).toBe(line);
  }); // prettier-ignore
});

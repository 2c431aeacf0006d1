import type { AlignmentRecord } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { alignmentInWords } from './alignment.js';

const candidate = (label: string, outcome: AlignmentRecord['candidates'][number]['outcome']) => ({
  ...{ strategy: 0, label, distance: 4, peak: 0.2, functionError: 0, outcome },
});

const record: AlignmentRecord = {
  strategies: [{ use: 'symmetry/weight-matching', options: {} }],
  ...{ distanceBefore: 19.891, distanceAfter: 11.824, peakBefore: 0.66014, peakAfter: 0.14632 },
  ...{ functionError: 1e-7, lossAfter: 0.1, spaces: [], file: 'models/a-b-aligned.safetensors' },
  chosen: [{ label: 'nearest, from balanced', by: 'peak', proposed: 2 }],
  candidates: [
    candidate('identity', 'no-better'),
    candidate('nearest, from balanced', 'chosen'),
    candidate('no gauge, as it stands', 'no-better'),
  ],
  cost: { lossEvaluations: 90, seconds: 0.1 },
};

describe('alignmentInWords', () => {
  it('says what was taken and what it changed', () => {
    expect(alignmentInWords(record)).toBe(
      'distance 19.89 → 11.82, peak of the line 0.6601 → 0.1463 (nearest, from balanced; best of 3 candidates)',
    );
  });

  it('names each of several, but for those that changed nothing', () => {
    const identity = { label: 'identity', by: 'peak', proposed: 4 } as const;
    const last = { label: 'turned', by: 'distance', proposed: 1 } as const;
    const words = alignmentInWords({ ...record, chosen: [...record.chosen, identity, last] });
    expect(words).toContain('(nearest, from balanced, then turned; best of 8 candidates)');
  });

  it('says of all endpoints together what their frame was chosen from', () => {
    const frame = (label: string, outcome: 'chosen' | 'higher' | 'no-better') => ({
      ...{ label, meanDistance: 4, highestPeak: 0.2, outcome },
    });
    const together = (one: 'chosen' | 'no-better', other: 'chosen' | 'higher') => ({
      endpoints: ['a', 'b', 'c'],
      frames: [frame('identity', one), frame('merged', other)],
      ...{ cost: record.cost, file: 'alignments/all-aligned.json' },
    });
    const merged = [{ label: 'merged', by: 'peak', proposed: 1 }] as const;
    expect(
      alignmentInWords({ ...record, chosen: merged, together: together('no-better', 'chosen') }),
    ).toContain('(merged; best of 2 frames for all 3 endpoints)');
    const identity = [{ label: 'identity', by: 'peak', proposed: 0 }] as const;
    expect(
      alignmentInWords({ ...record, chosen: identity, together: together('chosen', 'higher') }),
    ).toBe(
      'left as it was: of 1 frame for all endpoints none is better without making a pair worse',
    );
  });

  it('says why nothing was taken', () => {
    const chosen = [{ label: 'identity', by: 'peak', proposed: 4 }] as const;
    const candidates = [
      candidate('identity', 'chosen'),
      ...(['farther', 'farther', 'higher', 'nonfinite'] as const).map((outcome, i) =>
        candidate(`number ${i}`, outcome),
      ),
    ];
    expect(alignmentInWords({ ...record, chosen, candidates })).toBe(
      'left as it was, none of 4 candidates is better (2 farther away, 1 behind a higher line, 1 not finite)',
    );
    const [first] = candidates;
    expect(alignmentInWords({ ...record, chosen, candidates: [first!] })).toBe(
      'left as it was, none of 4 candidates is better',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailScale } from './detail-scale.js';
import { lossScale } from './scale.js';

const detailOf = (losses: readonly (readonly number[])[], levels: readonly number[]) =>
  detailScale(losses, levels, lossScale([...losses.flat(), ...levels]));

describe('detailScale', () => {
  it('shows the part of most curves where one rises far above them', () => {
    const low = [
      [0.24, 0.15, 0.25],
      [0.24, 0.18, 0.25],
    ];
    const detail = detailOf([[0.24, 0.9, 0.25], ...low], [0.26]);
    expect(detail?.domain[0]).toBeLessThan(0.15);
    expect(detail?.domain[0]).toBeGreaterThan(0);
    expect(detail?.domain[1]).toBeGreaterThan(0.26);
    expect(detail?.domain[1]).toBeLessThan(0.3);
  });

  it('does so on a logarithmic axis too', () => {
    const detail = detailOf(
      [
        [0.01, 1e9, 0.01],
        [0.01, 0.02, 0.01],
        [0.01, 0.03, 0.01],
      ],
      [0.04],
    );
    expect(detail?.domain[1]).toBeLessThan(0.1);
  });

  it.each([
    ['one curve', [[0.24, 0.9, 0.25]]],
    [
      'a curve and its like',
      [
        [0.2, 0.9],
        [0.2, 0.8],
      ],
    ],
    [
      'most of them high',
      [
        [0.1, 0.9],
        [0.1, 0.8],
        [0.1, 0.7],
        [0.1, 0.12],
        [0.1, 0.13],
      ],
    ],
    ['no losses', [[], []]],
  ])('is none for %s', (_, losses) => {
    expect(detailOf(losses, [0.15])).toBe(null);
  });

  it('lies within the whole and holds all that it is for, whatever the losses are', () => {
    const loss = fc.double({ noNaN: true, noDefaultInfinity: true });
    const curve = fc.array(loss, { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(curve, { maxLength: 6 }),
        fc.array(loss, { maxLength: 2 }),
        (losses, levels) => {
          const whole = lossScale([...losses.flat(), ...levels]);
          const detail = detailScale(losses, levels, whole);
          if (detail === null) return;
          expect(detail.domain[1]).toBeLessThan(whole.domain[1]);
          const inside = losses.filter(
            (own) => own.length > 0 && own.every((v) => v <= detail.domain[1]),
          );
          expect(inside.length).toBeGreaterThanOrEqual(2);
          expect(detail.domain[0]).toBeLessThanOrEqual(Math.min(...inside.flat()));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

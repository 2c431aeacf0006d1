import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailScale } from './detail-scale.js';
import { lossScale } from './scale.js';

const detailOf = (losses: readonly (readonly number[])[], levels: readonly number[]) =>
  detailScale(losses, levels, lossScale([...losses.flat(), ...levels]));
const axisOf = (...given: Parameters<typeof detailOf>) => detailOf(...given)?.y;

describe('detailScale', () => {
  it('shows the part of most curves where one rises far above them', () => {
    const low = [
      [0.24, 0.15, 0.25],
      [0.24, 0.18, 0.25],
    ];
    const detail = axisOf([[0.24, 0.9, 0.25], ...low], [0.26]);
    expect(detail?.domain[0]).toBeLessThan(0.15);
    expect(detail?.domain[0]).toBeGreaterThan(0);
    expect(detail?.domain[1]).toBeGreaterThan(0.26);
    expect(detail?.domain[1]).toBeLessThan(0.3);
  });

  it('does so on a logarithmic axis too', () => {
    const detail = axisOf(
      [
        [0.01, 1e9, 0.01],
        [0.01, 0.02, 0.01],
        [0.01, 0.03, 0.01],
      ],
      [0.04],
    );
    expect(detail?.domain[1]).toBeLessThan(0.1);
  });

  it('shows one curve that hardly moves, where the other rises far above it', () => {
    const detail = detailOf([[0.1, 0.9, 0.1], [0.1, 0.097, 0.1]], [0.101]); // prettier-ignore
    expect(detail?.kind).toBe('level');
    expect(detail?.y.domain[0]).toBeGreaterThan(0.09);
    expect(detailOf([[0, 0.9, 0], [0, 0.2, 0]], [0.3])).toBe(null); // prettier-ignore
  });

  it('shows the peaks where they differ little, and not what differs by rounding', () => {
    const peaks = (high: number) => detailOf([[0, 0.5, 0], [0, high, 0]], [0.505]); // prettier-ignore
    expect(peaks(0.502)?.kind).toBe('peaks');
    expect(peaks(0.502)?.y.domain[0]).toBeGreaterThan(0.48);
    expect(peaks(0.502)?.y.domain[1]).toBeLessThan(0.51);
    expect(peaks(0.5 + 1e-9)).toBe(null);
  });

  it('leaves the logarithm where that presses peaks and levels together', () => {
    const detail = detailOf([[1e-12, 0.6, 1e-12], [1e-12, 0.4, 1e-12]], [0.05]); // prettier-ignore
    expect(detail?.kind).toBe('even');
    expect(detail?.y.type).toBe('linear');
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
          const [low, high] = detail.y.domain;
          expect(low).toBeLessThan(high);
          const peaks = losses.filter((own) => own.length > 0).map((own) => Math.max(...own));
          if (detail.kind === 'level') {
            expect(high).toBeLessThan(whole.domain[1]);
            const inside = losses.filter((own) => own.length > 0 && own.every((v) => v <= high));
            expect(inside.length).toBeGreaterThan(0);
            expect(low).toBeLessThanOrEqual(Math.min(...inside.flat()));
          } else {
            expect(low).toBeLessThanOrEqual(Math.min(...peaks));
            expect(high).toBeGreaterThanOrEqual(Math.max(...peaks));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

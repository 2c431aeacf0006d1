import { describe, expect, it } from 'vitest';
import { stepWarnings } from './step-warnings.js';

const failed = { strategy: 'dss/neb', verdict: 'not-found', reason: 'stalled' } as const;
const codes = (...given: Parameters<typeof stepWarnings>) =>
  stepWarnings(...given).map(({ code }) => code);

describe('steps that do not fit the distance', () => {
  it('are too small where many of them hardly moved', () => {
    const steps = { count: 30_000, length: 0.01, longest: 4e-7 };
    const [warning] = stepWarnings(failed, steps, 980);
    expect(warning!.code).toBe('path/steps-too-small');
    expect(warning!.message).toMatch(/^dss\/neb: its 30000 optimizer steps were at most 4\.1e-10 of .*"stalled".*about 610000 times/); // prettier-ignore
  });

  it('are not the fault of a learning rate that is scaled: there was nothing to follow', () => {
    const steps = { count: 30_000, length: 0.01, longest: 4e-7 };
    const [warning] = stepWarnings(failed, steps, 980, () => true);
    expect(warning!.code).toBe('path/no-gradient');
    expect(warning!.message).not.toContain('core/adam');
    const wild = { count: 5, length: Infinity, longest: Infinity };
    expect(stepWarnings(failed, wild, 2, () => true)).toEqual([]);
    const still = { count: 5, length: 0, longest: 0 };
    expect(codes(failed, still, 2)).toEqual(['path/no-gradient']);
  });

  it('are told in two digits', () => {
    const told = (count: number, length: number) =>
      stepWarnings(failed, { count, length, longest: length / count }, 1)[0]!.message;
    expect(told(10, 5.23e19)).toContain('were 5.2e+18 times');
    expect(told(10, 1234)).toContain('were 120 times');
    expect(told(20_000, 0.178)).toContain('were at most 8.9e-6 of');
  });

  it('are not where they went far, however many they were, or where only the budget was small', () => {
    expect(codes(failed, { count: 1e6, length: 500, longest: 1e-3 }, 980)).toEqual([]);
    expect(
      codes({ ...failed, reason: 'budget' }, { count: 100, length: 0.001, longest: 1e-4 }, 980),
    ).toEqual([]);
    expect(codes(failed, { count: 10, length: 1, longest: 0.2 }, 980)).toEqual([]);
  });

  it('are not where they died away, as those of a search at rest', () => {
    expect(codes(failed, { count: 14_000, length: 0.08, longest: 0.004 }, 2)).toEqual([]);
  });

  it('are too large where each goes further than from end to end', () => {
    expect(codes(failed, { count: 5, length: 50, longest: 12 }, 2)).toEqual([
      'path/steps-too-large',
    ]);
    expect(codes({ ...failed, reason: 'nonfinite' }, { count: 5, length: Infinity, longest: Infinity }, 2)).toEqual(['path/steps-too-large']); // prettier-ignore
  });

  it('are told apart from steps that are no number', () => {
    const steps = { count: 7, length: NaN, longest: NaN };
    const [warning] = stepWarnings({ ...failed, reason: 'nonfinite' }, steps, 2);
    expect(warning!.message).toContain('its 7 optimizer steps were not finite');
  });

  it('are not spoken of where a path was found, none was made, or the ends coincide', () => {
    const connected = { strategy: 'dss/neb', verdict: 'connected', reason: null } as const;
    expect(codes(connected, { count: 30_000, length: 0.01, longest: 4e-7 }, 980)).toEqual([]);
    expect(codes(failed, { count: 0, length: 0, longest: 0 }, 980)).toEqual([]);
    expect(codes(failed, { count: 9, length: 9, longest: 1 }, 0)).toEqual([]);
  });
});

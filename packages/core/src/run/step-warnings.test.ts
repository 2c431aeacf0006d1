import { describe, expect, it } from 'vitest';
import { stepWarnings } from './step-warnings.js';

const failed = { strategy: 'dss/neb', verdict: 'not-found', reason: 'stalled' } as const;
const codes = (...given: Parameters<typeof stepWarnings>) =>
  stepWarnings(...given).map(({ code }) => code);

describe('steps that do not fit the distance', () => {
  it('are too small where many of them hardly moved', () => {
    const [warning] = stepWarnings(failed, { count: 30_000, length: 0.01 }, 980);
    expect(warning!.code).toBe('path/steps-too-small');
    expect(warning!.message).toMatch(/^dss\/neb: its 30000 optimizer steps were 3\.4e-10 of .*"stalled".*about 740000 times/); // prettier-ignore
  });

  it('are not the fault of a learning rate that is scaled: there was nothing to follow', () => {
    const steps = { count: 30_000, length: 0.01 };
    const [warning] = stepWarnings(failed, steps, 980, () => true);
    expect(warning!.code).toBe('path/no-gradient');
    expect(warning!.message).not.toContain('core/adam');
    expect(stepWarnings(failed, { count: 5, length: Infinity }, 2, () => true)).toEqual([]);
  });

  it('are told in two digits', () => {
    const told = (count: number, length: number) =>
      stepWarnings(failed, { count, length }, 1)[0]!.message;
    expect(told(10, 5.23e19)).toContain('were 5.2e+18 of');
    expect(told(10, 1234)).toContain('were 120 of');
    expect(told(20_000, 0.178)).toContain('were 8.9e-6 of');
  });

  it('are not where they went far, however many they were, or where only the budget was small', () => {
    expect(codes(failed, { count: 1e6, length: 500 }, 980)).toEqual([]);
    expect(codes({ ...failed, reason: 'budget' }, { count: 100, length: 0.001 }, 980)).toEqual([]);
    expect(codes(failed, { count: 10, length: 1 }, 980)).toEqual([]);
  });

  it('are too large where each goes further than from end to end', () => {
    expect(codes(failed, { count: 5, length: 50 }, 2)).toEqual(['path/steps-too-large']);
    expect(codes({ ...failed, reason: 'nonfinite' }, { count: 5, length: Infinity }, 2)).toEqual(['path/steps-too-large']); // prettier-ignore
  });

  it('are not spoken of where a path was found, none was made, or the ends coincide', () => {
    const connected = { strategy: 'dss/neb', verdict: 'connected', reason: null } as const;
    expect(codes(connected, { count: 30_000, length: 0.01 }, 980)).toEqual([]);
    expect(codes(failed, { count: 0, length: 0 }, 980)).toEqual([]);
    expect(codes(failed, { count: 9, length: 9 }, 0)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Symmetry } from '@isthmus/contract';
import { runChecks } from './check.js';
import { checkSymmetry } from './check-symmetry.js';
import { codesOf } from './testing/planted.js';
import {
  element,
  byBias,
  byBiasAndSign,
  byBiasTogether,
  plugin,
  given,
  planted,
  signed,
} from './testing/planted-symmetries.js';

describe('checkSymmetry', () => {
  const proposing: Symmetry = {
    ...byBias,
    choose: 'distance',
    candidates: (...args) => [
      { label: 'turned', element: element(Int32Array.of(4, 3, 2, 1, 0)) },
      { label: 'by bias', element: byBias.align(...args) },
    ],
  };

  it.each([
    ['with align alone', byBias, given],
    ['that proposes several', proposing, given],
    ['of signs too', byBiasAndSign, signed],
    ['that aligns many together', { ...byBias, alignAll: byBiasTogether }, given],
  ] as const)('passes a good symmetry %s', async (_, symmetry, tried) => {
    const results = await runChecks(checkSymmetry(plugin(symmetry), { cases: [tried] }));
    expect(results.filter((result) => !result.passed)).toEqual([]);
    expect(results.length).toBe(17);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    const codes = await codesOf(checks());
    expect(codes).toContain(code);
    expect(codes.filter((each) => typeof each !== 'string')).toEqual([]);
  });

  it('says when a case plants nothing', async () => {
    const still = { ...given, planted: element(Int32Array.of(0, 1, 2, 3, 4)) };
    const results = await runChecks(checkSymmetry(plugin(byBias), { cases: [still] }));
    const [failed, ...more] = results.filter((result) => !result.passed);
    expect(more).toEqual([]);
    expect(failed?.error).toMatchObject({ code: 'conformance/symmetry-nothing-planted' });
  });
});

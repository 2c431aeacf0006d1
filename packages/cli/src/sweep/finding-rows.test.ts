import type { ExperimentResult } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { findingRowsOf, findingsCsv } from './finding-rows.js';

describe('findings.csv', () => {
  it('has a line for each fact, numbers in full, and any text as one cell', () => {
    const findings = [
      { analysis: 'core/x', index: 0, points: ['a'], fact: 'κ, lower', value: 0.1 + 0.2 },
      { analysis: 'core/x', index: 1, points: ['a', 'b'], fact: '=1+1', value: null },
    ];
    const values = { '/seed': 1, '/architecture/options/hidden': [4] };
    const text = findingsCsv(Object.keys(values), [
      { id: 'one', values, findings },
      { id: 'two', values, findings: [] },
    ]);
    expect(text!.split('\r\n')).toEqual([
      'trial,/seed,/architecture/options/hidden,analysis,index,points,fact,value',
      'one,1,[4],core/x,0,a,"κ, lower",0.30000000000000004',
      "one,1,[4],core/x,1,a – b,'=1+1,",
      '',
    ]);
  });

  it('is none without facts, as of a run of a version without analyses', () => {
    expect(findingRowsOf({} as ExperimentResult)).toEqual([]);
    expect(
      findingsCsv(['/seed'], [{ id: 'one', values: { '/seed': 1 }, findings: [] }]),
    ).toBeNull();
  });
});

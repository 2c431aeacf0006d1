import { expect, it } from 'vitest';
import { codesOf } from './testing/planted.js';
import { analyzing, losses, planted, plugin } from './testing/planted-analyses.js';
import { checkAnalysis } from './check-analysis.js';

it('passes a sound analysis, of each scope, and one that refuses', async () => {
  for (const of of ['endpoint', 'pair', 'all'])
    expect(await codesOf(checkAnalysis(plugin(() => analyzing(losses, { of }))))).toEqual([]);
  const silent = analyzing(() => null, { refusal: () => 'it says nothing' });
  expect(await codesOf(checkAnalysis(plugin(() => silent)))).toEqual([]);
});

it.each(planted.map(({ fault, code, checks }) => [fault, code, checks] as const))(
  'finds %s',
  async (_, code, checks) => {
    expect(await codesOf(checks())).toContain(code);
  },
);

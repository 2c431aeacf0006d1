import type { NetworkView } from '@isthmus/contract';
import { expect, it } from 'vitest';
import { codesOf } from './testing/planted.js';
import { analyzing, losses, planted, plugin } from './testing/planted-analyses.js';
import { checkAnalysis } from './check-analysis.js';

it('passes a sound analysis, of each scope', async () => {
  for (const of of ['endpoint', 'pair', 'paths', 'all'])
    expect(await codesOf(checkAnalysis(plugin(() => analyzing(losses, { of }))))).toEqual([]);
});

it('passes one that looks at layer graphs alone, and says so', async () => {
  const ofGraphs = analyzing(
    ({ network, ...question }) => ({
      ...losses({ network, ...question }),
      summary: `${network!.structure!.graph.nodes.length} nodes`,
    }),
    {
      refusal: (network: NetworkView | null) =>
        network?.structure === undefined ? 'it looks at layer graphs' : null,
    },
  );
  expect(await codesOf(checkAnalysis(plugin(() => ofGraphs)))).toEqual([]);
});

it.each(planted.map(({ fault, code, checks }) => [fault, code, checks] as const))(
  'finds %s',
  async (_, code, checks) => {
    expect(await codesOf(checks())).toContain(code);
  },
);

import { describe, expect, it } from 'vitest';
import { meanInterval } from '@isthmus/core';
import { factsOf } from './facts.js';

const found = (fact: string, value: number | string | null, points = ['a'], index = 0) => ({
  ...{ analysis: 'core/x', index, points, fact, value },
});
const trial = (arm: string, seed: number, findings: ReturnType<typeof found>[]) => ({
  ...{ id: `${arm} ${seed}`, values: { arm, '/seed': seed }, findings },
});

describe('facts of a sweep', () => {
  it('are means over seeds and endpoints, fact by fact, in the order of the grid', () => {
    const facts = factsOf([
      trial('p', 1, [found('trace', 1), found('trace', 2, ['b']), found('kind', 'exact')]),
      trial('p', 2, [found('trace', 6), found('trace', null, ['b']), found('trace', 8, ['a'], 1)]),
      trial('q', 1, [found('norm', 5), found('trace', 7)]),
    ]);
    expect(facts.map(({ fact, index, values }) => [fact, index, values])).toEqual([
      ...[['trace', 0, { arm: 'p' }], ['trace', 0, { arm: 'q' }]],
      ...[['trace', 1, { arm: 'p' }], ['norm', 0, { arm: 'q' }]],
    ]); // prettier-ignore
    expect(facts[0]).toMatchObject({ analysis: 'core/x', mean: meanInterval([1, 2, 6]) });
    expect(facts[1]!.mean).toEqual({ n: 1, mean: 7, low: null, high: null });
  });

  it('are none where nothing that was found is a number', () => {
    expect(factsOf([trial('p', 1, [found('kind', 'exact'), found('trace', 'NaN')])])).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { createTold, NOTHING_TOLD } from './told.js';

const warning = (message: string) => ({ type: 'log', level: 'warning', message }) as const;

it('names what was shown, and repeats it not in full', () => {
  const told = createTold();
  told.hear(warning('All rows are train rows too. Name rows of its own.'));
  told.hear(warning('mine/straight a – b: It failed in init: no way'));
  expect(told.note('All rows are train rows too. Name rows of its own. (data/rows)')).toBe(
    'All rows are train rows too. … (data/rows, in full above)',
  );
  expect(told.failure('It failed in init: no way')).toBe(
    'The run failed in mine/straight a – b, as said above.',
  );
  expect(told.failure('It failed in init: no way', 3)).toBe(
    'The run failed in mine/straight a – b and 2 more searches, as said above.',
  );
  expect(told.failure('It failed in init: no way', 2)).toContain('and 1 more search,');
});

it('says in full what was not shown, or is one sentence', () => {
  const told = createTold();
  told.hear(warning('One sentence.'));
  expect(told.note('One sentence. (a/b)')).toBe('One sentence. (a/b)');
  expect(told.note('Other. Two. (a/b)')).toBe('Other. Two. (a/b)');
  for (const one of [told, NOTHING_TOLD])
    expect(one.failure('no way')).toBe('The run failed: no way');
});

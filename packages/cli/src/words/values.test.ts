import { describe, expect, it } from 'vitest';
import { axisNames, valuesText } from './values.js';

describe('short names of settings', () => {
  it.each([
    [
      ['/seed', '/train/threshold'],
      ['seed', 'threshold'],
    ],
    [
      ['/paths/0/options/alpha', '/paths/1/options/alpha'],
      ['0/options/alpha', '1/options/alpha'],
    ],
    [
      ['/a/x', '/x'],
      ['a/x', 'x'],
    ],
    [['/a~1b/c~0d'], ['c~d']],
    [['/endpoints/points/1/0'], ['points/1/0']],
    [
      ['/pairs/0', '/align/0', '/3'],
      ['pairs/0', 'align/0', '3'],
    ],
    [[], []],
  ] as const)('of %j are %j', (pointers, names) => {
    expect(axisNames(pointers)).toEqual(names);
  });
});

it('values stand by their pointers', () => {
  expect(valuesText({ '/seed': 1, '/loss': 'core/mse', '/x': [1, null] })).toBe(
    '/seed = 1, /loss = core/mse, /x = [1,null]',
  );
});

import { describe, expect, it } from 'vitest';
import { collectSetting } from './setting.js';

describe('a setting', () => {
  it.each([
    ['/seed=1', '/seed', 1],
    ['/name=trial', '/name', 'trial'],
    ['/name=a=b', '/name', 'a=b'],
    ['/x={"a:b":"c:{","d":[{"e":1},{"e":2}]}', '/x', { 'a:b': 'c:{', d: [{ e: 1 }, { e: 2 }] }],
    ['/x={"\\"":1}', '/x', { '"': 1 }],
    ['/x=[]', '/x', []],
    ['/x=null', '/x', null],
    ['/x={', '/x', '{'],
  ])('%s sets %s', (text, pointer, value) => {
    expect(collectSetting(text)).toEqual([[pointer, value]]);
  });

  it('follows those before it', () => {
    expect(collectSetting('/b=2', [['/a', 1]])).toEqual([
      ['/a', 1],
      ['/b', 2],
    ]);
  });

  it.each([
    ['seed=1', /Expected a JSON pointer/],
    ['/seed', /Expected a JSON pointer/],
    ['/x={"a":1,"a":2}', /A key stands twice/],
    ['/x=[{"b":{"a":1,"c":0,"a":1}}]', /A key stands twice/],
    ['/x={"a":1,"\\u0061":2}', /A key stands twice/],
    [`/x=${'['.repeat(60_000)}${']'.repeat(60_000)}`, /deeper than 64 levels/],
  ])('%.40s is refused', (text, words) => {
    expect(() => collectSetting(text)).toThrow(words);
  });
});

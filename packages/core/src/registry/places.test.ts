import { describe, expect, it } from 'vitest';
import { parseConfigText } from './config-text.js';
import type { ConfigIssue } from './issues.js';
import { changesFor, placesOf } from './places.js';

const TEXT = `{
  // a comment
  "name": "x",
  "train": { "treshold": 0.1 },
  "task": { "use": "core/none", "options": { "n": 1 } },
  "paths": ["core/linear", "core/liner"], // trailing
}`;

function marked(issue: Pick<ConfigIssue, 'code' | 'pointer'>, text = TEXT): string {
  const [place] = placesOf(text, [{ ...issue, message: '' }]);
  return text.slice(place!.offset, place!.offset + place!.length);
}

describe('the place of a fault', () => {
  it.each([
    ['an unknown key', 'config/unknown-key', '/train/treshold', '"treshold"'],
    ['a wrong value', 'config/invalid', '/name', '"x"'],
    ['an entry of a list', 'config/unknown-plugin', '/paths/1', '"core/liner"'],
    ['the name of a plugin with options', 'config/unknown-plugin', '/task', '"core/none"'],
    ['the key of a block', 'config/invalid', '/paths', '"paths"'],
    ['what holds what is missing', 'config/invalid', '/train/threshold', '"train"'],
    ['the beginning, of what the whole misses', 'config/invalid', '/seed', '{'],
    ['the list, past its end', 'config/invalid', '/paths/7', '"paths"'],
  ] as const)('is %s', (_, code, pointer, expected) => {
    expect(marked({ code, pointer })).toBe(expected);
  });

  it('is the beginning of a text that holds nothing', () => {
    expect(placesOf('', [{ code: 'config/syntax', pointer: '', message: '' }])).toEqual([
      { offset: 0, length: 1 },
    ]);
  });
});

function changed(text: string, pointer: string, value: unknown): string {
  return changesFor(text, pointer, value).reduce(
    (before, { offset, length, content }) =>
      before.slice(0, offset) + content + before.slice(offset + length),
    text,
  );
}

describe('the change that adds a value', () => {
  it('leaves comments, indentation and a trailing comma', () => {
    expect(changed(TEXT, '/seed', 1)).toBe(
      TEXT.replace('"core/liner"],', '"core/liner"],\n  "seed": 1,'),
    );
  });

  it.each([
    ['{}', '/name', 'x', '{ "name": "x" }'],
    ['{ "a": 1 }', '/b', [8], '{ "a": 1, "b": [8] }'],
    ['{ "a": 1 }', '/train/threshold', 0.1, '{ "a": 1, "train": { "threshold": 0.1 } }'],
    ['{ "a": "p/q" }', '/a', { use: 'p/q' }, '{ "a": { "use": "p/q" } }'],
    ['{\r\n\t"a": 1\r\n}', '/b', 2, '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}'],
  ])('to %j at %s', (text, pointer, value, expected) => {
    expect(changed(text, pointer, value)).toBe(expected);
    expect(parseConfigText(expected, '')).toEqual(
      parseConfigText(changed(text, pointer, value), ''),
    );
  });

  it('is none where nothing can hold it', () => {
    expect(changesFor('{ "a": 1 }', '/a/b', 2)).toEqual([]);
    expect(changesFor('[1]', '/3', 2)).toEqual([]);
  });
});

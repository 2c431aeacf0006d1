import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfigText } from './config-text.js';
import { prototypeKeys, thrownBy } from '@isthmus/contract/testing';

const EXAMPLE = readFileSync(
  new URL('../../../../examples/quadratic.isthmus.json', import.meta.url),
  'utf8',
);

const untouched = prototypeKeys();
afterEach(() => {
  expect(prototypeKeys()).toEqual(untouched);
});

describe('parseConfigText', () => {
  it.each([
    ['plain JSON', '{"a":[1,-2.5e-3,true,null,"x"]}', { a: [1, -0.0025, true, null, 'x'] }],
    ['comments', '// one\n{/* two */"a":1 // three\n}', { a: 1 }],
    ['a quotation mark in a comment', '{ /* 6" */ "a": 1 /* " */ }', { a: 1 }],
    ['trailing commas', '{"a":[1,2,],}', { a: [1, 2] }],
    ['tabs and CRLF', '{\r\n\t"a":\t1\r\n}', { a: 1 }],
    ['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
    ['-0 as -0', '[-0, 0]', [-0, 0]],
    ['1e400 as Infinity, for the schema to refuse', '[1e400, -1e400]', [Infinity, -Infinity]],
    ['escapes', '{"\\u0061\\n":"\\ud83c\\udf09/\\/"}', { 'a\n': '🌉//' }],
    ['a key with a dot, a slash and a tilde', '{"a.b/c~d":1}', { 'a.b/c~d': 1 }],
    ['the empty key', '{"":{"":1}}', { '': { '': 1 } }],
    ['64 levels', '['.repeat(64) + ']'.repeat(64), undefined],
    ['brackets in texts', `["${'['.repeat(500)}"]`, ['['.repeat(500)]],
    ['one value that is no object', ' 1 ', 1],
  ])('reads %s', (_, text, expected) => {
    const value = parseConfigText(text, 'x');
    if (expected !== undefined) expect(value).toEqual(expected);
  });

  it('gives what JSON.parse gives for every example without comments', () => {
    const plain = EXAMPLE.replaceAll(/^\s*\/\/.*$/gm, '');
    expect(parseConfigText(EXAMPLE, 'x')).toEqual(JSON.parse(plain));
  });

  it('keeps __proto__ as an ordinary key of its own', () => {
    const value = parseConfigText('{"__proto__":{"name":"x"},"constructor":1}', 'x') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect((value as { name?: unknown }).name).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  const deep = (open: string, close: string, levels: number) =>
    open.repeat(levels) + '1' + close.repeat(levels);

  it.each<[string, string, string, string?]>([
    ['nothing', '', 'config/syntax', '1:1'],
    ['white space', ' \n\t ', 'config/syntax'],
    ['a comment alone', '// only\n', 'config/syntax'],
    ['a comment that does not end', '{"a":1} /* x', 'config/syntax', '1:9'],
    ['a byte order mark alone', '\uFEFF', 'config/syntax'],
    ['two byte order marks', '\uFEFF\uFEFF{}', 'config/syntax', '1:2'],
    ['NUL', '\0', 'config/syntax', '1:1'],
    ['binary data', '\x1f\x8b\x08\0\0', 'config/syntax', '1:1'],
    ['UTF-16 read as UTF-8', '\ufffd\ufffd{\0"\0a', 'config/syntax', '1:1'],
    ['two values', '{} {}', 'config/syntax', '1:4'],
    ['a word', 'yes', 'config/syntax', '1:1'],
    ['NaN', '{"a": NaN}', 'config/syntax', '1:7'],
    ['Infinity', '{"a": Infinity}', 'config/syntax', '1:7'],
    ['undefined', '{"a": undefined}', 'config/syntax', '1:7'],
    ['True', '{"a": True}', 'config/syntax', '1:7'],
    ['single quotes', "{'a': 1}", 'config/syntax', '1:2'],
    ['a bare key', '{a: 1}', 'config/syntax', '1:2'],
    ['a number as key', '{1: 1}', 'config/syntax', '1:2'],
    ['no colon', '{"a" 1}', 'config/syntax', '1:6'],
    ['no comma in an object', '{"a":1 "b":2}', 'config/syntax', '1:8'],
    ['no comma in a list', '[1 2]', 'config/syntax', '1:4'],
    ['two commas', '[1,,2]', 'config/syntax', '1:4'],
    ['a comma at the front', '{,"a":1}', 'config/syntax', '1:2'],
    ['no value', '{"a":}', 'config/syntax', '1:6'],
    ['one brace too many', '{"a":1}}', 'config/syntax', '1:8'],
    ['the wrong bracket', '{"a":[1}]', 'config/syntax', '1:8'],
    ['one brace too few', '{"a":{"b":1}', 'config/syntax', '1:13'],
    ['an octal number', '{"a": 0777}', 'config/syntax', '1:8'],
    ['an underscore in a number', '{"a": 1_000}', 'config/syntax', '1:8'],
    ['a plus sign', '{"a": +1}', 'config/syntax', '1:7'],
    ['a number without its first digit', '{"a": .5}', 'config/syntax', '1:7'],
    ['a number without its last digit', '{"a": 5.}', 'config/syntax', '1:7'],
    ['a hexadecimal number', '{"a": 0x10}', 'config/syntax', '1:8'],
    ['an exponent without digits', '{"a": 1e}', 'config/syntax', '1:7'],
    ['a minus sign alone', '{"a": -}', 'config/syntax', '1:7'],
    ['digits of another script', '{"a": ١}', 'config/syntax', '1:7'],
    ['typographic quotation marks', '{“a”: 1}', 'config/syntax', '1:2'],
    ['a full-width colon', '{"a"： 1}', 'config/syntax', '1:5'],
    ['a no-break space', '{\u00a0"a": 1}', 'config/syntax'],
    ['an unknown escape', '{"a": "\\x41"}', 'config/syntax', '1:7'],
    ['half an escape', '{"a": "\\u12"}', 'config/syntax', '1:7'],
    ['a tab in a text', '{"a": "\t"}', 'config/syntax', '1:7'],
    ['a line break in a text', '{"a": "b\nc"}', 'config/syntax', '1:7'],
    ['a text that does not end', '{"a": "b', 'config/syntax', '1:7'],
    ['YAML', 'name: quadratic\nseed: 1\n', 'config/syntax', '1:1'],
    ['YAML with an anchor to itself', '&a [*a]', 'config/syntax', '1:1'],
    ['TOML', '[train]\nthreshold = 1', 'config/syntax', '1:2'],
    ['JavaScript', 'export default {}', 'config/syntax', '1:1'],
    ['HTML', '<!DOCTYPE html>', 'config/syntax', '1:1'],
    ['a merge of versions', '<<<<<<< HEAD\n{}', 'config/syntax', '1:1'],
    ['the same key twice', '{"a":1,\n "a":2}', 'config/duplicate-key', '2:2'],
    ['the same key after a mark', '\uFEFF{"a":1,"a":2}', 'config/duplicate-key', '1:9'],
    ['one key in two spellings', '{"a":1,"\\u0061":2}', 'config/duplicate-key', '1:8'],
    ['the same key deep inside', '{"t":[{"x":{"a":1,"a":1}}]}', 'config/duplicate-key', '1:19'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 'config/duplicate-key', '1:16'],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 'config/too-deep', '1:65'],
    ['200,000 levels of lists', deep('[', ']', 200_000), 'config/too-deep', '1:65'],
    ['200,000 levels of objects', deep('{"a":', '}', 200_000), 'config/too-deep', '1:321'],
    ['levels that never close', '['.repeat(1_000_000), 'config/too-deep', '1:65'],
    [
      'levels behind a quotation mark in a comment',
      `/* " */ ${'['.repeat(200_000)} "`,
      'config/too-deep',
      '1:73',
    ],
    ['levels that a comment seems to close', `[/*]*/`.repeat(200_000), 'config/too-deep'],
    ['a text that never ends, of escapes', `{"a": ${'"\\'.repeat(1_500_000)}`, 'config/syntax'],
    ['a comment that never ends, of stars', `/*${'*'.repeat(3_000_000)}`, 'config/syntax', '1:1'],
    ['50 MB of text', `{"a":"${'x'.repeat(50_000_000)}"}`, 'config/too-large'],
  ])('refuses %s', (_, text, code, position) => {
    const error = thrownBy(() => parseConfigText(text, 'x.isthmus.json'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(
      code === 'config/too-large' ? /^x\.isthmus\.json: \d+ char/ : /^x\.isthmus\.json:\d+:\d+: /,
    );
    if (position !== undefined) expect(error.message).toContain(`x.isthmus.json:${position}: `);
    expect(error.message.length).toBeLessThan(300);
    expect(/\p{Cc}/u.test(error.message)).toBe(false);
  });

  it('says at which key the file is wrong, and that it was cut', () => {
    expect(thrownBy(() => parseConfigText('{"train": {"threshold": tru', 'c')).message).toBe(
      'c:1:25: at /train/threshold, this is no JSON (with comments): text stands in double quotes, the only other words are true, false and null.',
    );
    expect(thrownBy(() => parseConfigText('{"train": {"threshold": 1', 'c')).message).toBe(
      'c:1:26: at /train/threshold, the file ends too early: "}" is expected.',
    );
    expect(thrownBy(() => parseConfigText('{"a\\u001b[31m": x', 'c')).message).toContain(
      'at /a\\u{1b}[31m, ',
    );
  });

  it('refuses a real experiment cut off at any byte, and says where', () => {
    const bytes = new TextEncoder().encode(EXAMPLE.trimEnd());
    for (let length = 0; length < bytes.length; length++) {
      const text = new TextDecoder().decode(bytes.subarray(0, length));
      const error = thrownBy(() => parseConfigText(text, 'cut.json'));
      expect(error.code).toBe('config/syntax');
      expect(error.message).toMatch(/^cut\.json:\d+:\d+: /);
    }
  });

  it('reads a hundred thousand keys, and refuses them when two are equal', () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`);
    parseConfigText(`{${keys.join(',')}}`, 'x');
    const twice = thrownBy(() => parseConfigText(`{${[...keys, '"k7":0'].join()}}`, 'x'));
    expect(twice.code).toBe('config/duplicate-key');
  });
});

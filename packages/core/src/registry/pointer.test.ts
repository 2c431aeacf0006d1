import { describe, expect, it } from 'vitest';
import { pointerOf, segmentsOf, valueAt, withValueAt } from './pointer.js';

/** The examples of RFC 6901, section 5. */
const RFC: Record<string, unknown> = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};

const badPointer = expect.objectContaining({ code: 'config/bad-pointer' });

describe('pointers', () => {
  it.each([
    ['', RFC],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('%j leads where RFC 6901 says, and is written back', (pointer, expected) => {
    const path = segmentsOf(pointer);
    expect(valueAt(RFC, path)).toEqual(expected);
    expect(pointerOf(path)).toBe(pointer);
  });

  it('escape in the right order', () => {
    for (const key of ['~1', '/~0', '~~//', '~01'])
      expect(segmentsOf(pointerOf([key, 'x']))).toEqual([key, 'x']);
  });

  it.each(['train', 'a/b', '#/a', '/a~', '/a~2b', '/~'])('%j is refused', (pointer) => {
    expect(() => segmentsOf(pointer)).toThrow(badPointer);
  });
});

describe('valueAt', () => {
  it.each([
    ['toString'],
    ['__proto__'],
    ['constructor', 'name'],
    ['foo', 'length'],
    ['foo', '00'],
    ['foo', '2'],
    ['foo', '-'],
    ['foo', '0', '0'],
    ['none', 'deeper'],
  ])('finds nothing at %j', (...path) => {
    expect(valueAt(RFC, path)).toBeUndefined();
  });
});

describe('withValueAt', () => {
  const document = { name: 'x', train: { threshold: 1 }, paths: ['a', { use: 'b' }] };

  it.each([
    ['/name', { ...document, name: 9 }],
    ['/train/threshold', { ...document, train: { threshold: 9 } }],
    ['/train/stall/window', { ...document, train: { threshold: 1, stall: { window: 9 } } }],
    ['/paths/0', { ...document, paths: [9, { use: 'b' }] }],
    ['/paths/1/options/alpha', { ...document, paths: ['a', { use: 'b', options: { alpha: 9 } }] }],
    ['/a~1b', { ...document, 'a/b': 9 }],
    ['', 9],
  ])('sets %s in a copy', (pointer, expected) => {
    const before = structuredClone(document);
    expect(withValueAt(document, pointer, 9)).toEqual(expected);
    expect(document).toEqual(before);
  });

  it.each([
    ['/paths/2', 'is no place in the list, from 0 to 1'],
    ['/paths/-', 'is no place in the list'],
    ['/paths/01', 'is no place in the list'],
    ['/paths/length', 'is no place in the list'],
    ['/paths/1e0', 'is no place in the list'],
    ['/name/first', '"first" cannot be set, since the value above it is "x"'],
    ['train', 'begins with "/"'],
  ])('refuses %s', (pointer, words) => {
    expect(() => withValueAt(document, pointer, 9)).toThrow(words);
    expect(() => withValueAt(document, pointer, 9)).toThrow(badPointer);
  });

  it('says how to give a plugin options that stands there by its name', () => {
    const paths = { paths: ['core/linear'] };
    expect(() => withValueAt(paths, '/paths/0/options/x', 1)).toThrow(
      'not an object. Write { "use": "core/linear" } in its place.',
    );
  });

  it.each(['/__proto__/polluted', '/constructor/prototype/polluted', '/train/__proto__/polluted'])(
    '%s pollutes nothing: the key becomes an ordinary one',
    (pointer) => {
      const changed = withValueAt(document, pointer, 9);
      expect('polluted' in {}).toBe(false);
      expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
      expect(valueAt(changed, segmentsOf(pointer))).toBe(9);
    },
  );
});

import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { IsthmusError, isIsthmusError, messageOf } from './errors.js';

/** What a plugin that brings its own copy of this package throws. */
class OtherCopy extends Error {
  override readonly name = 'IsthmusError';
  readonly code = 'other/copy';
}

describe('IsthmusError', () => {
  it('keeps its code, facts and cause', () => {
    const cause = new Error('why');
    const error = new IsthmusError('room/what', 'It is so.', { at: 3 }, { cause });
    expect(error).toMatchObject({ code: 'room/what', message: 'It is so.', data: { at: 3 } });
    expect(error.cause).toBe(cause);
    expect(String(error)).toBe('IsthmusError: It is so.');
    expect(error).toBeInstanceOf(Error);
  });

  it('is told apart from everything else, across copies of the package', () => {
    expect(isIsthmusError(new IsthmusError('room/what', 'x'))).toBe(true);
    expect(isIsthmusError(new OtherCopy('x'))).toBe(true);
    const numbered = Object.assign(new Error('x'), { name: 'IsthmusError', code: 7 });
    const plain = { name: 'IsthmusError', code: 'room/what', message: 'x' };
    for (const other of [new Error('x'), numbered, plain, null, undefined, 'IsthmusError', 0])
      expect(isIsthmusError(other), String(other)).toBe(false);
  });
});

describe('messages', () => {
  it('are bounded, whatever they quote', () => {
    const long = 'x'.repeat(5e6);
    expect(new IsthmusError('room/what', `got ${long}.`).message.length).toBeLessThan(2100);
    expect(messageOf(new Error(long)).length).toBeLessThan(2100);
    expect(messageOf(long).length).toBeLessThan(2100);
  });
});

describe('messageOf', () => {
  const refusesText = {
    toString() {
      throw new Error('no text');
    },
  };
  const refusesMessage = Object.defineProperty(new Error(), 'message', {
    get() {
      throw new Error('no message');
    },
  });
  const nameless = 'a value that cannot be written as text';

  it.each([
    ['an error', new Error('gone'), 'gone'],
    ['an error of another realm', runInNewContext('new RangeError("far")'), 'RangeError: far'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['a string', 'gone', 'gone'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 0, '0'],
    ['a symbol', Symbol('gone'), 'Symbol(gone)'],
    ['an object without a prototype', Object.create(null), nameless],
    ['an object whose text throws', refusesText, nameless],
    ['an error whose message throws', refusesMessage, nameless],
  ])('gives a text for %s', (_, thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });
});

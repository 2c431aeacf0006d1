import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.js';
import { npzArray } from './npz.js';

const bytes = (text: string) => new TextEncoder().encode(text);

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'nothing was thrown';
}

describe('what a message about a CSV file advises', () => {
  it.each<[string, string, object, RegExp]>([
    ['rows that end with a delimiter', 'a,b\n1,2,\n3,4,\n', {}, /of which the last is empty: leave out the "," at the end of rows/],
    ['rows that begin with their names', 'a,b\nr1,1,2\nr2,3,4\n', {}, /began with their names/],
    ['no row of names', '1,2\n3,4\n', { columns: ['a'] }, /set "header": false/],
    ['a name that stands twice', 'a,b,a\n1,2,3\n', { columns: ['a'] }, /the index of the one that is meant \(0, 2\)/],
    ['a cell with an invisible character', 'a\n3\u200b\n', {}, /came "3\\u\{200b\}"/],
    ['infinity', 'a\n-inf\n', {}, /Infinity is no number to learn from/],
    ['a text among numbers', 'a\nred\n', {}, /make numbers of texts/],
    ['a binary file', 'BM\0\0\u0007', { columns: ['a'] }, /a CSV file, came a file that begins with the bytes 42 4d 00 00/],
  ])('that has %s', (_, text, options, expected) => {
    expect(messageOf(() => readCsv(bytes(text), 'f.csv', options))).toMatch(expected);
  }); // prettier-ignore

  it.each(['-', '--', '.', 'None', '<NA>', '-nan', '\\N', 'missing', 'n.a.'])(
    'with %j where a number is to stand: that it is missing',
    (cell) => {
      const text = bytes(`a,b\n1,x\n${cell},y\n`);
      expect(messageOf(() => readCsv(text, 'f.csv', { columns: ['a'] }))).toContain('"drop"');
      const table = readCsv(text, 'f.csv', { columns: ['a'], labels: 'b', missing: 'drop' });
      expect([[...table.data], table.dropped]).toEqual([[1], 1]);
    },
  );

  // The two classes of a table of credits are so called.
  it('takes "-" for a class where names are to stand', () => {
    const table = readCsv(bytes('a,b\n1,+\n2,-\n'), 'f.csv', {
      ...{ columns: ['a'], labels: 'b', missing: 'drop' },
    });
    expect(table.labels?.names).toEqual(['+', '-']);
  });
});

describe('what a message about an archive of arrays advises', () => {
  // The local header of a member x.npy, whose content and whose directory are cut off.
  const cut = Uint8Array.of(0x50, 0x4b, 3, 4, ...new Array<number>(22).fill(0), 5, 0, 0, 0, ...bytes('x.npy\x93NUM')); // prettier-ignore
  it('that breaks off, and in which an array is named: to copy it again', () => {
    expect(messageOf(() => npzArray(cut, 'x', 'data.npz:x'))).toBe(
      'data.npz:x: expected an .npz archive that ends with the list of its arrays, came one that breaks off, or has something behind its end. Copy, download or write the file again.',
    );
  });
});

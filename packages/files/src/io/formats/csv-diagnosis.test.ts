import { describe, expect, it } from 'vitest';
import { type CsvOptions, readCsv } from './csv.js';
import { caught } from './testing/faults.js';

const messageOf = (text: string, options: CsvOptions) =>
  (caught(() => readCsv(new TextEncoder().encode(text), 'a.csv', options)) as Error).message;

const byName = { columns: ['x', 'y'] };
const SECOND = 'The names stand in the second row: leave the first one out';
const HASH = 'numpy.savetxt writes it: leave the sign out';
const NO_NUMBER = 'The second row holds no number, and the third does';
const ROW_NAMES = "as R's write.table writes them";
const ENDS = 'leave out the "," at the end of rows';

describe('the remedy for a CSV file', () => {
  it.each<[string, string, CsvOptions, string]>([
    ['a title', 'Data of 2020\nx,y\n1,2\n3,4\n', byName, SECOND],
    ['a title, columns by index', 'Data of 2020\nx,y\n1,2\n3,4\n', { columns: [0, 1] }, SECOND],
    ['a title with commas', 'Data, of 2020\nx,y\n1,2\n', byName, SECOND],
    ['a line of counts as wide as the rows', '2,1,\nx,y,z\n1,2,3\n', byName, SECOND],
    ['two comments', '# by me\n# today\nx,y\n1,2\n', byName, 'in row 3: leave the 2 rows before'],
    ['names behind a sign', '# x,y\n1,2\n', byName, HASH],
    ['names behind a sign and a blank', '# x y\n1 2\n', { ...byName, delimiter: ' ' }, HASH],
    ['units', 'x,y\nm,kg\n1,2\n', byName, NO_NUMBER],
    ['names in the second row, by index', '2,1,\nx,y,z\n1,2,3\n', { columns: [0] }, NO_NUMBER],
    ['rows that end with a delimiter', 'x,y\n1,2,\n3,4,\n', byName, ENDS],
    ['row names', 'x,y\na,1,2\nb,3,4\n', byName, ROW_NAMES],
    ['row names beside one column', 'x\n"1",1.5\n"2",3\n', { columns: ['x'] }, ROW_NAMES],
    ['row names, nothing in the first row', 'x\na,NA\nb,3\n', { columns: ['x'] }, ROW_NAMES],
    ['one cell that is no number', 'x,y\n1,a\n1,2\n', byName, 'Use columns of numbers only'],
    ['words in a later row', 'x,y\n1,2\na,b\n3,4\n', byName, 'Use columns of numbers only'],
    ['a missing cell', 'x,y\n,\n3,4\n', byName, 'set "missing": "drop"'],
  ])('%s', (_, text, options, words) => {
    expect(messageOf(text, options)).toContain(words);
  });

  it('says of a file with a byte 0 that it is no table', () => {
    const message = messageOf('$FL2@(#) SPSS\0\0 1 2\n', byName);
    expect(message).toContain('came a file that begins with the bytes 24 46 4c 32');
    expect(message).not.toContain('delimiter');
  });
});

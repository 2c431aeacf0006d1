import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_WAY, type FilePurpose } from './formats/format.js';
import { SAMPLES } from './testing/samples.js';
import { FORMATS, whatIs } from './what-is.js';

const purposes = Object.keys(NO_WAY) as FilePurpose[];

it('has samples of every format and of no other', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(FORMATS.map(({ id }) => id).sort());
});

describe.each(Object.keys(SAMPLES))('whatIs, %s', (id) => {
  it.each(SAMPLES[id]!.map((bytes, i) => ({ i, bytes })))('knows sample $i', ({ bytes }) => {
    expect(whatIs(bytes)?.id).toBe(id);
  });
});

it.each(FORMATS)('says what $id is in words, with a way out that is a sentence', (format) => {
  expect(format.what).toMatch(/^(?:an?|text|the) /);
  for (const purpose of purposes) {
    const remedy = format.remedy[purpose] ?? NO_WAY[purpose];
    expect(remedy).toMatch(/^[A-Z].{10,300}[^.]$/s);
  }
});

/** Headers of tables that begin as files of other formats do. */
it.each([
  'PAR1,PAR2\n1,2\n',
  'ORCID,x\n1,2\n',
  'ARROW1;x\n1;2\n',
  'Rar!,x\n1,2\n',
  'GGUF,ggml\n1,2\n',
  'A\n3\n4\n',
  'X\n0\n',
  'city\nname\nx\n',
  'class\nfoo\n',
  'collections,x\n1,2\n',
  'BM,x\n1,2\n',
  'II,MM\n1,2\n',
  'RIFF,x\n',
  '<5,>5\n1,2\n',
  '[x],[y]\n1,2\n',
  '(x),(y)\n1,2\n',
  '{a},b\n1,2\n',
  '%,x\n1,2\n',
  'version,x\n1,2\n',
  '7z,x\n1,2\n',
  '"a","b"\n1,2\n',
])('takes a table for a table: %o', (text) => {
  expect(whatIs(new TextEncoder().encode(text))?.id).toBe('text');
});

it('answers any bytes, in a time that their number bounds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const found = whatIs(bytes);
      expect(found === null || FORMATS.includes(found)).toBe(true);
    }),
    { numRuns: 2000, seed: 1 },
  );
  // Backtracking over these would outlast the test's own limit by far.
  for (const text of [
    '% '.repeat(30_000),
    '%\n '.repeat(20_000),
    '{'.repeat(60_000),
    '['.repeat(60_000),
  ])
    expect(whatIs(new TextEncoder().encode(text))).not.toBeNull();
  expect(whatIs(new Uint8Array(2 ** 26))).toBeNull();
});

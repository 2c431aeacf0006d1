import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { complaintWords, quoted, strangeLetters, valueWords } from './words.js';

const complaintOf = (schema: z.ZodType, value: unknown) =>
  complaintWords(schema.safeParse(value).error!.issues[0]!.message);

describe('complaintWords', () => {
  // The texts of zod itself, so that a new version that words them otherwise is noticed.
  it.each([
    [z.number(), 'x', 'expected a number'],
    [z.int(), 1.5, 'expected a whole number'],
    [z.int(), 2 ** 53, 'expected a whole number, at most 9007199254740991'],
    [z.string(), 1, 'expected a text'],
    [z.boolean(), 1, 'expected true or false'],
    [z.array(z.number()), {}, 'expected a list'],
    [z.tuple([z.number()]), {}, 'expected a list'],
    [z.strictObject({}), [], 'expected an object'],
    [z.record(z.string(), z.number()), [], 'expected an object'],
    [z.number().positive(), -1, 'expected a number greater than 0'],
    [z.number().min(0.5), 0, 'expected a number, at least 0.5'],
    [z.number().max(1), 2, 'expected a number, at most 1'],
    [z.number().lt(1), 1, 'expected a number less than 1'],
    [z.array(z.number()).min(1), [], 'expected a list of at least 1 item'],
    [z.array(z.number()).max(2), [1, 2, 3], 'expected a list of at most 2 items'],
    [z.string().min(1), '', 'expected a text of at least 1 character'],
    [z.enum(['a', 'b']), 'c', 'expected one of "a", "b"'],
    [z.literal('full'), 'x', 'expected "full"'],
    [z.number('Expected a step size.'), 'x', 'expected a step size'],
    [z.number('must be received, as agreed'), 'x', 'must be received, as agreed'],
  ])('words the complaint of %#', (schema, value, expected) => {
    expect(complaintOf(schema as z.ZodType, value)).toBe(expected);
  });

  it('keeps what other libraries say', () => {
    expect(complaintWords('Invalid type: Expected number but received "x"')).toBe(
      'invalid type: Expected number but received "x"',
    );
    expect(complaintWords('')).toBe('');
  });
});

describe('valueWords', () => {
  it.each([
    [-1, '-1'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['NaN', '"NaN"'],
    ['\u001b[31m\n', '"\\u001b[31m\\n"'],
    ['\u009b\u202e', '"\\u{9b}\\u{202e}"'],
    [null, 'null'],
    [{ a: [1, 'x'] }, '{"a":[1,"x"]}'],
  ])('shows %j', (value, expected) => {
    expect(valueWords(value)).toBe(expected);
  });

  it('cuts what is long', () => {
    expect(valueWords('x'.repeat(1e6))).toBe(`"${'x'.repeat(79)}…`);
    expect(quoted('k'.repeat(1e6)).length).toBe(81);
  });
});

describe('strangeLetters', () => {
  it.each([
    ['threshold', ''],
    ['nаme', ' ("а" is U+0430)'],
    ['ｎame', ' ("ｎ" is U+FF4E)'],
    ['🌉x🌉', ' ("🌉" is U+1F309)'],
    ['a\u200bb', ' ("\\u{200b}" is U+200B)'],
    ['αβγδ', ' ("α" is U+03B1, "β" is U+03B2, "γ" is U+03B3)'],
  ])('of %j', (name, expected) => {
    expect(strangeLetters(name)).toBe(expected);
  });
});

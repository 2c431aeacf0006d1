import { describe, expect, it } from 'vitest';
import { casesNamed, CASES } from './cases/index.mjs';
import { parseWords } from './words.mjs';

describe('parseWords', () => {
  it('takes cases and options in any order', () => {
    const { cases, json, rounds, engine } = parseWords([
      'w1-single',
      '--rounds',
      '5',
      '--json',
      'w3-eval',
      '--engine',
      'reference',
    ]);
    expect([cases, json, rounds, engine]).toEqual([['w1-single', 'w3-eval'], true, 5, 'reference']);
  });

  it('has defaults, which no call changes for the next', () => {
    parseWords(['w1-single', '--from', 'a.json', '--from', 'b.json']);
    expect(parseWords([])).toMatchObject({ cases: [], from: [], rounds: 7, engine: 'fast' });
  });

  it('collects the files of --from', () => {
    expect(parseWords(['--from', 'a.json', '--from', 'b.json']).from).toEqual(['a.json', 'b.json']);
  });

  it.each([
    [['--fast'], 'unknown option --fast'],
    [['--cases'], 'unknown option --cases'],
    [['--rounds'], '--rounds needs a value'],
    [['--rounds', '--json'], '--rounds needs a value'],
    [['--rounds', '1.5'], '--rounds is a number above 0'],
    [['--rounds', '0'], '--rounds is a number above 0'],
    [['--seconds', 'long'], '--seconds is a number above 0'],
    [['--engine', 'slow'], '--engine is one of'],
  ])('refuses %j', (words, message) => {
    expect(() => parseWords(words)).toThrow(message);
  });
});

describe('casesNamed', () => {
  it('means all by none', () => {
    expect(casesNamed([])).toBe(CASES);
  });

  it('takes the parts of a case by its name, and each once', () => {
    const names = casesNamed(['w2-scan', 'w2-scan-peak', 'w1-single']).map(({ name }) => name);
    expect(names).toEqual(['w2-scan', 'w2-scan-peak', 'w1-single']);
  });

  it('names the cases where one is unknown', () => {
    expect(() => casesNamed(['w9'])).toThrow(/unknown case "w9"; there are w1-single, .* scaling/);
  });

  it('has cases with what the harness needs of them', () => {
    for (const one of CASES) {
      expect(one.tolerance, one.name).toBeGreaterThanOrEqual(0);
      expect(one.title.length * one.unit.length, one.name).toBeGreaterThan(0);
      expect(one.work.do, one.name).toMatch(/^(train|prove|value|profile|peak|dss)$/);
    }
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});

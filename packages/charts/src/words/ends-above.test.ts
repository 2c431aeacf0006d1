import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endsAbove, endsAboveNotes, endsAboveSentence, remedySentence } from './ends-above.js';
import { asWritten, examplePair, examplePath, exampleResult } from '../testing/result.js';

const profile = (a: number, b: number) => ({ t: [0, 0.25, 1], loss: [a, 0.5, b] });
const path = (a: number, b: number, level = 0.2) =>
  ({ verdict: 'not-found', level, profile: profile(a, b) }) as const;
const names = { a: 'a', b: 'b' };

describe('endsAbove', () => {
  it('names the ends above the level, and only those', () => {
    expect(endsAbove(names, path(0.1, 0.2))).toEqual([]);
    expect(endsAbove(names, path(0.3, 0.2))).toEqual([{ name: 'a', loss: 0.3 }]);
    expect(endsAbove(names, path(0.3, 0.4)).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('counts what is no number as above, also as it is written', () => {
    const nan = asWritten(path(Number.NaN, Infinity));
    expect(endsAbove(names, nan).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('calls an aligned end by the name that charts have for it', () => {
    const alignment = { file: 'models/b-aligned.safetensors' } as never;
    expect(endsAbove({ ...names, alignment }, path(0.1, 0.3))[0]?.name).toBe('aligned b');
  });

  it('claims nothing where the ends are not known, are others, or the path is connected', () => {
    expect(endsAbove(names, { ...path(1, 1), profile: { t: [], loss: [] } })).toEqual([]);
    const inner = { t: [0.1, 0.9], loss: [1, 1] };
    expect(endsAbove(names, { ...path(1, 1), profile: inner })).toEqual([]);
    expect(endsAbove(names, { ...path(1, 1), ends: 'free' })).toEqual([]);
    expect(endsAbove(names, { ...path(1, 1), verdict: 'connected' })).toEqual([]);
  });
});

describe('the words', () => {
  it('tell a loss apart from a level that it hardly exceeds', () => {
    expect(endsAboveSentence([{ name: 'b', loss: 0.20000004 }], 0.2)).toContain('0.20000004');
  });

  it('name a level that suffices', () => {
    const loss = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(loss, (value) => {
        const words = remedySentence([{ name: 'b', loss: value }]);
        const level = Number(/level to (\S+) or/.exec(words)?.[1]?.replace('\u2212', '-'));
        expect(level).toBeGreaterThanOrEqual(value);
        // Three digits: at most one of the third above it.
        expect(level).toBeLessThanOrEqual(value * 1.011);
      }),
    );
  });

  it('name none where a loss is not finite', () => {
    expect(remedySentence([{ name: 'a', loss: Number.NaN }])).toMatch(/^No level is high enough/);
    expect(
      remedySentence([
        { name: 'a', loss: Number.NaN },
        { name: 'b', loss: 1 },
      ]),
    ).toMatch(/^No level/);
  });
});

describe('endsAboveNotes', () => {
  it('says it once a level, and of which pair where there are several', () => {
    const low = examplePath({ profile: profile(0.3, 0.1), level: 0.2 });
    const one = examplePair({ paths: [low, { ...low, strategy: 'dss/greedy' }] });
    expect(endsAboveNotes(exampleResult({ pairs: [one] }))).toHaveLength(1);
    const notes = endsAboveNotes(
      exampleResult({ pairs: [one, { ...one, b: 'c' }, examplePair()] }),
    );
    expect(notes.map((note) => note.slice(0, 7))).toEqual(['a to b:', 'a to c:']);
  });
});

import { describe, expect, it } from 'vitest';
import { interpolationSvg } from '../charts/interpolation.js';
import { pairData } from '../data/series.js';
import { standaloneSvg } from './standalone.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { examplePair } from '../testing/result.js';

const document = testDocument();

function file(name: string, theme: 'light' | 'dark' = 'light'): string {
  const data = pairData(examplePair({ a: name }), 'nats');
  return standaloneSvg(interpolationSvg(data, { document }), [name, 'b'], { document, theme });
}

describe('standaloneSvg', () => {
  it('is an SVG file with plain colours and a legend', () => {
    const text = file('a');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).not.toContain('var(');
    expect(text).toContain('#0b63b5');
    expect(text).toContain('>b</text>');
  });

  it('has a dark twin', () => {
    expect(file('a', 'dark')).toContain('#62aef5');
  });

  it.each(HOSTILE_NAMES)('stays well-formed with %j', (name) => {
    const text = file(name);
    // In XML neither text nor attributes may hold a bare less-than sign or ampersand.
    const outside = text.replace(/<\/?[a-zA-Z][^<>]*>/g, '');
    expect(outside).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos);)/);
    expect(text).not.toMatch(/<(script|img)/);
  });

  it('stacks several drawings above one legend', () => {
    const drawing = () =>
      interpolationSvg(pairData(examplePair(), 'nats'), { document, width: 500, height: 200 });
    const text = standaloneSvg([drawing(), drawing()], ['a', 'b'], { document });
    expect(text).toMatch(/^<svg [^>]*viewBox="0 0 532 476"/);
    expect(
      [...text.matchAll(/<svg [^>]*class="isthmus-plot"[^>]*>/g)].map(
        (m) => / y="(\d+)"/.exec(m[0])?.[1],
      ),
    ).toEqual([undefined, '200']);
  });

  it('breaks what is long into lines that fit, and has room for them and for a note', () => {
    const drawing = interpolationSvg(pairData(examplePair(), 'nats'), { document, width: 500 });
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
    const text = standaloneSvg(drawing, [words, 'b'], { document, note: `Note. ${words}` });
    const height = (file: string) => Number(/^<svg [^>]*height="(\d+)"/.exec(file)?.[1]);
    const lines = text.replaceAll(/<\/?t(ext|span)[^>]*>/g, '\n').split('\n');
    const wide = lines.filter((line) => /^(Note\. )?word\d/.test(line));
    expect(wide.join(' ')).toBe(`${words} Note. ${words}`);
    // 500 pixels hold 71 characters of 7.
    expect(wide.every((line) => line.length < 72)).toBe(true);
    const plain = standaloneSvg(drawing, ['a', 'b'], { document });
    expect(height(text) - height(plain)).toBe(22 + 16 * (wide.length - 2));
  });

  it('leaves the drawing as it was', () => {
    const drawing = interpolationSvg(pairData(examplePair(), 'nats'), { document });
    const before = drawing.outerHTML;
    standaloneSvg(drawing, [], { document });
    expect(drawing.outerHTML).toBe(before);
  });
});

import { describe, expect, it } from 'vitest';
import { canonicalJson, finiteOrNot, toJson } from './json.js';

describe('toJson', () => {
  it('writes what JSON has no number for as strings, wherever it stands', () => {
    const value = { a: NaN, b: [Infinity, -Infinity], c: Float64Array.of(1.5, NaN, -Infinity) };
    expect(toJson(value)).toBe(
      '{"a":"NaN","b":["Infinity","-Infinity"],"c":[1.5,"NaN","-Infinity"]}',
    );
  });

  it.each([
    ['float32 as the double that it is', Float32Array.of(0.1), '[0.10000000149011612]'],
    ['bytes', Uint8Array.of(1, 255), '[1,255]'],
    ['an empty array', new Int32Array(0), '[]'],
    ['-0 as 0', [-0, Float32Array.of(-0)], '[0,[0]]'],
    ['undefined entries left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['what has no JSON', undefined, 'null'],
    ['the ends of float64', [5e-324, Number.MAX_VALUE], '[5e-324,1.7976931348623157e+308]'],
  ])('writes %s', (_, value, expected) => {
    expect(toJson(value)).toBe(expected);
  });

  it('keeps the order of keys, and indents where asked', () => {
    expect(toJson({ b: 1, a: 2 })).toBe('{"b":1,"a":2}');
    expect(toJson({ b: [1] }, 2)).toBe('{\n  "b": [\n    1\n  ]\n}');
  });

  it('round-trips every finite double bit for bit but for the sign of zero', () => {
    const bits = new BigUint64Array(1);
    const number = new Float64Array(bits.buffer);
    for (let i = 0n; i < 2000n; i++) {
      bits[0] = i * 0x9e3779b97f4a7c15n;
      const [value] = number;
      const back = finiteOrNot(JSON.parse(toJson(value)) as number | string);
      expect(Object.is(back, value === 0 ? 0 : value)).toBe(true);
    }
  });
});

describe('finiteOrNot', () => {
  it('reads numbers and the three strings', () => {
    expect([1.5, 'NaN', 'Infinity', '-Infinity'].map(finiteOrNot)).toEqual([
      1.5,
      NaN,
      Infinity,
      -Infinity,
    ]);
  });

  it.each(['', '1', 'nan', '+Infinity', '0x10', ' NaN'])('refuses %j', (text) => {
    expect(() => finiteOrNot(text)).toThrow(/Expected a number/);
  });
});

describe('canonicalJson', () => {
  it('gives equal values one text, whatever the order they were built in', () => {
    const one = { b: [{ d: 1, c: NaN }], a: { z: 1, y: Float32Array.of(1) } };
    const other = { a: { y: [1], z: 1 }, b: [{ c: NaN, d: 1 }] };
    expect(canonicalJson(one)).toBe('{"a":{"y":[1],"z":1},"b":[{"c":"NaN","d":1}]}');
    expect(canonicalJson(other)).toBe(canonicalJson(one));
  });

  it('keeps lists in order, and tells different values apart', () => {
    const texts = [[1, 2], [2, 1], [[1], 2], { 0: 1, 1: 2 }, '[1,2]', [1, '2'], [1, null], null];
    expect(new Set(texts.map(canonicalJson)).size).toBe(texts.length);
  });

  it('sorts by code unit, never by the language of the machine', () => {
    expect(canonicalJson({ ä: 1, a: 2, Z: 3, _: 4 })).toBe('{"Z":3,"_":4,"a":2,"ä":1}');
  });

  it('keeps a key called __proto__ and pollutes nothing', () => {
    const value: unknown = JSON.parse('{"b":1,"__proto__":{"polluted":true}}');
    expect(canonicalJson(value)).toBe('{"__proto__":{"polluted":true},"b":1}');
    expect('polluted' in {}).toBe(false);
  });
});

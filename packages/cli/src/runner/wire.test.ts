import { describe, expect, it } from 'vitest';
import { jsonCopy } from './wire.js';

describe('jsonCopy', () => {
  it('writes what is not finite as text, wherever it stands', () => {
    expect(jsonCopy({ loss: NaN, profile: { loss: [1, Infinity, -Infinity] } })).toEqual({
      loss: 'NaN',
      profile: { loss: [1, 'Infinity', '-Infinity'] },
    });
  });

  it('makes plain arrays of typed ones', () => {
    expect(jsonCopy({ t: Float64Array.of(0, 0.1, NaN) })).toEqual({ t: [0, 0.1, 'NaN'] });
  });

  it('keeps every finite number to its last bit', () => {
    const numbers = [0.1, 1 / 3, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53 - 1, Math.fround(0.7)];
    expect(jsonCopy(numbers)).toEqual(numbers);
  });

  it('shares nothing with its argument', () => {
    const inner = [1];
    const copy = jsonCopy({ inner });
    inner[0] = 2;
    expect(copy.inner).toEqual([1]);
  });
});

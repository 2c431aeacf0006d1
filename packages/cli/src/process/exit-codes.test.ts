import { describe, expect, it } from 'vitest';
import type { ExitCode } from './exit-codes.js';
import { combined, EXIT } from './exit-codes.js';

describe('EXIT', () => {
  it('has the numbers that scripts rely on', () => {
    expect(EXIT).toEqual({ finished: 0, unmet: 1, usage: 2, failed: 3, cancelled: 4 });
  });
});

describe('combined', () => {
  const { finished, unmet, usage, failed, cancelled } = EXIT;
  const gravestLast: readonly ExitCode[] = [finished, unmet, cancelled, failed, usage];

  it('is the gravest of any two, in either order', () => {
    for (const [i, a] of gravestLast.entries())
      for (const [j, b] of gravestLast.entries())
        expect(combined([a, b])).toBe(gravestLast[Math.max(i, j)]);
  });

  it('is 0 for nothing at all', () => {
    expect(combined([])).toBe(finished);
  });
});

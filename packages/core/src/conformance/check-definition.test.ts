import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.js';
import { codesOf } from './testing/planted.js';
import { planted, sound } from './testing/planted-definitions.js';

describe('checkDefinition', () => {
  it('finds nothing in a sound definition', async () => {
    expect(await codesOf(checkDefinition(sound))).toEqual([]);
    expect(await codesOf(checkDefinition(sound, { lines: 3 }))).toEqual([]);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });
});

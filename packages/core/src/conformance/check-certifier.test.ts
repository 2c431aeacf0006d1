import { describe, expect, it } from 'vitest';
import { certifiers } from '../builtin/index.js';
import { checkCertifier } from './check-certifier.js';
import { codesOf } from './testing/planted.js';
import { answering, planted, plugin, undecided } from './testing/planted-certifiers.js';

describe.each(certifiers.map((definition) => [definition.name, definition] as const))('the built-in certifier %s', (_, definition) => {
  for (const check of checkCertifier(definition)) it(check.name, () => check.run());
}); // prettier-ignore

describe('checkCertifier', () => {
  it('finds nothing in one that never decides, or refuses', async () => {
    expect(await codesOf(checkCertifier(plugin(answering(() => undecided))))).toEqual([]);
    expect(
      await codesOf(
        checkCertifier(
          plugin(
            answering(
              () => undecided,
              () => 'no objectives',
            ),
          ),
        ),
      ),
    ).toEqual([]);
  });

  it.each(planted)('finds one where $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });
});

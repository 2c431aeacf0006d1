import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { placeOf } from './syntax-place.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-syntax-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return join(root, name);
}

function syntaxErrorOf(action: () => unknown): SyntaxError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return thrown;
  }
  throw new Error('no error of syntax was thrown');
}

/** As Node throws it for an ES module: without a word on where. */
const PLACELESS = new SyntaxError("Unexpected token '='");

it.each(['a.mjs', 'a.cjs'])('is the line of %s, and nothing of the file is run', async (name) => {
  const path = file(name, `process.exit(7);\n\nconst = 1;\n`);
  expect(await placeOf(PLACELESS, path)).toBe('line 3');
});

it('is what the error itself says, in which file it may be', async () => {
  const helper = file('helper.cjs', `const good = 1;\nconst = 1;\n`);
  const importing = file('importing.cjs', `require('./helper.cjs');`);
  const error = syntaxErrorOf(() => createRequire(import.meta.url)(importing) as unknown);
  expect(await placeOf(error, importing)).toBe(`${helper}, line 2`);
  expect(await placeOf(error, helper)).toBe('line 2');
});

it('may be given as an address', async () => {
  const path = file('b.mjs', `export {};`);
  const error = new SyntaxError('The requested module does not provide that');
  error.stack = `${pathToFileURL(path).href}:4\nimport { none } from 'node:fs';`;
  expect(await placeOf(error, path)).toBe('line 4');
});

it('is not known where the file itself is in order', async () => {
  expect(await placeOf(PLACELESS, file('c.mjs', `JSON.parse('{');`))).toBeNull();
});

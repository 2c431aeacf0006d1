import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { staleDeclarations } from './drop-stale.mjs';

const folder = mkdtempSync(join(tmpdir(), 'isthmus-stale-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('declarations without a source are stale, and nothing else is', () => {
  const files = ['src/a.ts', 'src/room/b.ts', 'dist/a.d.ts', 'dist/a.d.ts.map', 'dist/a.js', 'dist/gone.js', 'dist/room/b.d.ts', 'dist/room/gone.d.ts', 'dist/gone.d.ts.map']; // prettier-ignore
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  expect(staleDeclarations(folder).toSorted()).toEqual(['gone.d.ts.map', 'room/gone.d.ts']);
});

it('a package that was not built has none', () => {
  expect(staleDeclarations(join(folder, 'none'))).toEqual([]);
});

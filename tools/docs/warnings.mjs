import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnFaults } from './columns.mjs';
import { root } from './places.mjs';

/**
 * Warnings that the guide does not list, or lists and nobody gives, as lines. A warning is made in a
 * file that knows its type, under a code that no error has.
 */
export function warningFaults() {
  return columnFaults('docs/guide.md', 'What the numbers are about', warningCodes());
}

function warningCodes() {
  const packages = join(root, 'packages');
  const files = readdirSync(packages).flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(packages, name, 'src', file), 'utf8')),
  );
  const codes = files
    .filter((text) => text.includes('WarningRecord'))
    .flatMap((text) => [...text.matchAll(/\bcode: '((?:data|model|path|align)\/[a-z-]+)'/g)])
    .map(([, code]) => code);
  return [...new Set(codes)];
}

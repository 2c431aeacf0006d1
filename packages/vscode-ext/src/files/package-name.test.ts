import { expect, it } from 'vitest';
import { packageToInstall } from './package-name.js';

it.each(['isthmus-plugin-foo', '@scope/isthmus-plugin-foo', 'a.b_c~d'])(
  '%s is a package',
  (name) => {
    expect(packageToInstall(name)).toBe(name);
  },
);

it.each([
  '--global',
  '-g',
  '../up',
  './here',
  'a b',
  'a;rm',
  'a&b',
  '$(x)',
  '`x`',
  'https://example.org/x.tgz',
  'git+ssh://x',
  'a@npm:b',
  'owner/repository',
  '@a/b/c',
  'A',
  '',
  'a'.repeat(215),
  'a\nb',
  '\u202ea',
  null,
  7,
])('%j is none', (name) => {
  expect(packageToInstall(name)).toBeNull();
});

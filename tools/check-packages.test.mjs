import { describe, expect, it } from 'vitest';
import { packageFaults } from './check-packages.mjs';

const shared = {
  repository: { type: 'git', url: 'git+https://host.example/x.git' },
  version: '1.0.0',
};

const manifest = {
  name: '@x/y',
  version: '1.0.0',
  description: 'Y.',
  license: 'MIT',
  engines: {},
  files: [],
  repository: { ...shared.repository, directory: 'packages/y' },
  keywords: ['a', 'b', 'c', 'd'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
};

const files = {
  'README.md': '[licence](LICENSE) and [elsewhere](https://host.example)',
  LICENSE: '',
  'src/index.ts': '',
  'dist/index.js': '//# sourceMappingURL=index.js.map',
  'dist/index.js.map': '{"sources":["../src/index.ts"]}',
  'dist/index.d.ts': '//# sourceMappingURL=index.d.ts.map',
  'dist/index.d.ts.map': '{"sources":["../src/index.ts"]}',
};

const faultsOf = (change = {}, fields = {}) => {
  const all = Object.fromEntries(
    Object.entries({ ...files, ...change }).filter(([, text]) => text !== null),
  );
  return packageFaults('y', Object.keys(all), { ...manifest, ...fields }, (f) => all[f], shared);
};

describe('a package', () => {
  it('is in order', () => {
    expect(faultsOf()).toEqual([]);
  });

  it.each([
    [
      'a map without its source',
      { 'src/index.ts': null },
      /index\.js\.map leads to src\/index\.ts/,
    ],
    ['a missing map', { 'dist/index.js.map': null }, /names its map dist\/index\.js\.map/],
    [
      'a link out of it',
      { 'README.md': '[x](../../docs/x.md)' },
      /links to \.\.\/\.\.\/docs\/x\.md/,
    ],
    ['a missing entry', { 'dist/index.d.ts': null }, /"types" names dist\/index\.d\.ts/],
    ['a test', { 'src/index.test.ts': '' }, /index\.test\.ts does not belong/],
    ['notes of the compiler', { 'dist/x.tsbuildinfo': '' }, /tsbuildinfo does not belong/],
    ['the stamp of a build', { 'dist/.sources': '' }, /\.sources does not belong/],
  ])('with %s is not', (_, change, words) => {
    expect(faultsOf(change).join('\n')).toMatch(words);
  });

  it('may hold sources in its maps', () => {
    const map = '{"sources":["../src/index.ts"],"sourcesContent":["export {};"]}';
    const change = { 'src/index.ts': null, 'dist/index.js.map': map, 'dist/index.d.ts.map': map };
    expect(faultsOf(change)).toEqual([]);
  });

  it.each([
    [
      'another repository',
      { repository: { type: 'git', url: 'git+https://other.example/x.git' } },
      /"repository" is not the root's/,
    ],
    ['no keywords', { keywords: undefined }, /fewer than 4 keywords/],
    ['another version', { version: '1.0.1' }, /version 1\.0\.1/],
    ['no licence', { license: undefined }, /has no "license"/],
    [
      'a page elsewhere',
      { homepage: 'https://other.example' },
      /is not below https:\/\/host\.example\/x/,
    ],
  ])('with %s is not', (_, fields, words) => {
    expect(faultsOf({}, fields).join('\n')).toMatch(words);
  });
});

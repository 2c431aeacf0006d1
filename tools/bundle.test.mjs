import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePackage, entriesOf, withoutBareImports } from './bundle.mjs';

const source = '@isthmus/source';
const MANIFEST = {
  name: 'made',
  type: 'module',
  sideEffects: false,
  exports: {
    './package.json': './package.json',
    '.': { [source]: './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './deep': { [source]: './src/deep/index.ts', default: './dist/deep/index.js' },
    './both': { [source]: './src/both.ts', default: './dist/both.js' },
    './testing': { [source]: './src/testing/index.ts' },
  },
  imports: {
    '#platform': {
      [source]: { node: './src/node.ts', default: './src/web.ts' },
      node: './dist/node.js',
      default: './dist/web.js',
    },
    '#other': { node: 'fs', default: 'elsewhere' },
  },
};

it('entries are what a manifest names with a source and a built file, by each condition', () => {
  expect(entriesOf(MANIFEST)).toEqual([
    { in: './src/index.ts', out: 'index' },
    { in: './src/deep/index.ts', out: 'deep/index' },
    { in: './src/both.ts', out: 'both' },
    { in: './src/node.ts', out: 'node' },
    { in: './src/web.ts', out: 'web' },
  ]);
});

it('bare imports of shared code are taken out of the head alone, and no line with them', () => {
  const head = 'import {\n  a\n} from "./a.js";\nimport * as d from "d";\n';
  const rest = '\n// src/index.ts\nvar text = `\nimport "./b.js";\n`;\n';
  expect(withoutBareImports(`${head}import "./b.js";\nimport "c";\n${rest}`)).toBe(
    `${head}\nimport "c";\n${rest}`,
  );
});

describe('a bundled package', () => {
  let folder;
  const load = (file) => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isthmus-bundle-'));
    const put = (file, text) => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    put('package.json', JSON.stringify(MANIFEST));
    put('src/fault.ts', 'export class Fault extends Error { readonly level: number = 1; }');
    put('src/index.ts', "export { Fault } from './fault.js';\nexport { host } from '#platform';");
    put('src/deep/index.ts', "import { Fault } from '../fault.js';\nexport const made = new Fault();"); // prettier-ignore
    put(
      'src/both.ts',
      "import type { Other } from '@isthmus/other';\nimport { other } from '@isthmus/other';\nimport { made } from './deep/index.js';\nimport { two } from './two.js';\nexport const twice: number = two;\nexport { made, type Other };\nconst unused = other;",
    );
    put('src/two.ts', 'export const two = 2;');
    put('src/node.ts', "export const host: string = 'node';");
    put('src/web.ts', "export const host: string = 'web';");
    put('dist/old/module.js', '');
    put('dist/index.d.ts', '');
    await bundlePackage(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has one of each class, whichever entries are imported', async () => {
    const [{ Fault }, { made }] = [await load('dist/index.js'), await load('dist/deep/index.js')];
    expect(made).toBeInstanceOf(Fault);
  });

  it('chooses by condition when it is imported', async () => {
    expect((await load('dist/index.js')).host).toBe('node');
  });

  it('leads from its code to the sources, and holds no copy of them', () => {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(folder, 'dist/web.js.map'), 'utf8')); // prettier-ignore
    expect([sources, sourcesContent]).toEqual([['../src/web.ts'], undefined]);
  });

  it('has no bare imports, which bundlers warn of where there are no side effects', async () => {
    const bare = /^import "/m;
    const code = () => readFileSync(join(folder, 'dist/both.js'), 'utf8');
    expect(code()).not.toMatch(bare);
    expect((await load('dist/both.js')).twice).toBe(2);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...MANIFEST, sideEffects: true }));
    await bundlePackage(folder);
    expect(code()).toMatch(bare);
  });

  it('keeps types, and no code of an earlier build', () => {
    expect(existsSync(join(folder, 'dist/old/module.js'))).toBe(false);
    expect(existsSync(join(folder, 'dist/index.d.ts'))).toBe(true);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { ConfigError } from '../registry/issues.js';
import { isPluginFile } from '../registry/plugin-name.js';
import { loadPlugins } from './load-plugins.js';
import { Registry } from '../registry/registry.js';
import { rejectionOf, thrownBy } from '@isthmus/contract/testing';

const root = mkdtempSync(join(tmpdir(), 'isthmus-plugins-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes a file under the config's folder. */
function file(path: string, text: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return path;
}

/** A plugin in plain JavaScript, without imports, with fields replaced. */
const plugin = (fields: Record<string, string> = {}) => {
  const all: Record<string, string> = {
    kind: "'optimizer'",
    name: "'mine/still'",
    summary: "'Never moves.'",
    sources: '[]',
    options: "{ '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } }",
    create: '() => ({ init: () => null, update: () => [{}, null] })',
    ...fields,
  };
  return `{ ${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
};

const messageOf = async (...names: string[]) => {
  const error = await rejectionOf(() => loadPlugins(names, root));
  expect(error).toBeInstanceOf(ConfigError);
  return error.message;
};

describe('files beside the config', () => {
  it.each([
    ['as plugins', `export const plugins = [${plugin()}];`],
    ['as default export', `export default [${plugin()}];`],
    ['with plugins before the default', `export default 1; export const plugins = [${plugin()}];`],
  ])('give the bundle that they export %s', async (_, text) => {
    const name = `./${file(`good-${text.length}.mjs`, text)}`;
    const registry = Registry.of(core, ...(await loadPlugins([name], root)));
    expect(registry.resolve('optimizer', 'mine/still', '/o').ref).toEqual({
      use: 'mine/still',
      options: {},
    });
  });

  it('may be CommonJS, in a folder below, above, or named in full', async () => {
    const text = `module.exports.plugins = [${plugin()}];`;
    const names = [`./${file('sub/deep.cjs', text)}`, join(root, file('full.cjs', text))];
    file('config/x.json', '{}');
    for (const name of names) expect(await loadPlugins([name], root)).toHaveLength(1);
    expect(await loadPlugins(['../sub/deep.cjs'], join(root, 'config'))).toHaveLength(1);
  });

  it('keep the order of the config, and none is none', async () => {
    const names = ['one', 'two'].map(
      (name) =>
        `./${file(`${name}.mjs`, `export default [${plugin({ name: `'mine/${name}'` })}];`)}`,
    );
    const bundles = await loadPlugins([names[1]!, names[0]!], root);
    expect(bundles.flat().map(({ name }) => name)).toEqual(['mine/two', 'mine/one']);
    expect(await loadPlugins([], root)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['throws', `throw new Error('no licence')`, 'fails while it is loaded: no licence'],
    ['throws null', `throw null`, 'fails while it is loaded: null'],
    [
      'throws what has no text',
      `throw Object.create(null)`,
      'fails while it is loaded: a value that cannot be written as text',
    ],
    ['is no JavaScript', `export const = 1`, 'fails while it is loaded: '],
    [
      'imports what is missing',
      `import 'no-such-package-at-all'`,
      "fails while it is loaded: Cannot find package 'no-such-package-at-all'",
    ],
    ['imports a package', `import 'none'`, 'those above: run npm install none there.'],
    [
      'imports Isthmus from elsewhere',
      `import '@isthmus/core/contract'`,
      'run npm install @isthmus/core there (from a checkout of Isthmus: npm install CHECKOUT/packages/core). Or import nothing of it',
    ],
    [
      'exports nothing',
      ``,
      'exports no plugins. Export a list of definitions: export const plugins = [define({ … })].',
    ],
    ['exports an empty list', `export const plugins = []`, 'exports no plugins.'],
    ['exports one definition, no list', `export default ${plugin()}`, 'exports no plugins.'],
    ['exports a function', `export default () => []`, 'exports no plugins.'],
  ])('say what is wrong where one %s', async (what, text, expected) => {
    const name = `./${file(`${what.replaceAll(/\W/g, '-')}.mjs`, text)}`;
    const message = await messageOf(name);
    expect(message).toContain(`/plugins/0: "${name}" `);
    expect(message).toContain(expected);
  });

  const wrong = 'is no definition; missing or wrong:';
  it.each<[string, string, string]>([
    ['null', 'null', `${wrong} kind (one of architecture, `],
    ['a text', `'core/adam'`, wrong],
    [
      'an empty object',
      '{}',
      'kind (one of architecture, layer, task, loss, objective, optimizer, pathStrategy, symmetry, certifier, analysis, reporter), name ("scope/name"), summary (a text), sources (a list of texts), options (a Standard Schema), create (a function). Make it with define({ … }).',
    ],
    ['an unknown kind', plugin({ kind: `'optimiser'` }), `("mine/still") ${wrong} kind (one of `],
    ['a kind that every object has', plugin({ kind: `'constructor'` }), `${wrong} kind`],
    ['no scope', plugin({ name: `'still'` }), `("still") ${wrong} name ("scope/name").`],
    ['a name with white space', plugin({ name: `'mine/ still'` }), `${wrong} name ("scope/name").`],
    [
      'a name with a terminal command',
      plugin({ name: `'mine/\\u001b[31m'` }),
      `("mine/\\u{1b}[31m") ${wrong} name`,
    ],
    ['a name that climbs', plugin({ name: `'../x'` }), `${wrong} name`],
    ['a number as summary', plugin({ summary: '7' }), `${wrong} summary (a text).`],
    ['no sources', plugin({ sources: 'undefined' }), `${wrong} sources (a list of texts).`],
    [
      'a plain object as options',
      plugin({ options: '{}' }),
      `${wrong} options (a Standard Schema).`,
    ],
    ['no create', plugin({ create: 'null' }), `${wrong} create (a function).`],
  ])('name the definition that is %s', async (what, text, expected) => {
    const name = `./${file(`bad-${what.replaceAll(/\W/g, '-')}.mjs`, `export const plugins = [${plugin()}, ${text}];`)}`;
    const message = await messageOf(name);
    expect(message).toContain(`/plugins/0: plugin 1 of "${name}"`);
    expect(message).toContain(expected);
    expect(/\p{Cc}/u.test(message)).toBe(false);
  });

  it('point to the entry that is wrong', async () => {
    const good = `./${file('first.mjs', `export default [${plugin()}];`)}`;
    expect(await messageOf(good, './none.mjs')).toBe(
      `/plugins/1: the file "./none.mjs" does not exist (looked for ${join(root, 'none.mjs')}).`,
    );
    file('folder/index.mjs', `export default [${plugin()}];`);
    expect(await messageOf('./folder')).toBe(
      '/plugins/0: "./folder" is a folder; name the file in it that exports the plugins.',
    );
  });

  it('cannot take the name of a built-in plugin', async () => {
    const name = `./${file('clash.mjs', `export default [${plugin({ name: `'core/adam'` })}];`)}`;
    const bundles = await loadPlugins([name], root);
    expect(thrownBy(() => Registry.of(core, ...bundles)).message).toBe(
      'Two plugins of the kind optimizer are called "core/adam". Rename one, or name its package once.',
    );
  });
});

describe('npm packages', () => {
  /** Installs a package under the config's folder. */
  function installed(name: string, manifest: object, files: Record<string, string>): void {
    file(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', ...manifest }),
    );
    for (const [path, text] of Object.entries(files)) file(`node_modules/${name}/${path}`, text);
  }
  const esm = `export const plugins = [${plugin()}];`;
  const cjs = `exports.plugins = [${plugin({ name: `'mine/common'` })}];`;

  it.each<[string, string, object, Record<string, string>, string]>([
    [
      'an ES module alone',
      'esm-only',
      { type: 'module', exports: { import: './main.js' } },
      { 'main.js': esm },
      'mine/still',
    ],
    [
      'both kinds',
      'dual',
      { exports: { '.': { require: './c.cjs', import: './m.mjs' } } },
      { 'c.cjs': cjs, 'm.mjs': esm },
      'mine/still',
    ],
    [
      'conditions in conditions',
      'nested',
      { exports: { '.': { types: './t.d.ts', node: { import: './m.mjs' }, default: './c.cjs' } } },
      { 'm.mjs': esm },
      'mine/still',
    ],
    ['a single export', 'single', { exports: './m.mjs' }, { 'm.mjs': esm }, 'mine/still'],
    [
      'fallbacks',
      'fallbacks',
      { exports: { '.': [{ browser: './b.js' }, './m.mjs'] } },
      { 'm.mjs': esm },
      'mine/still',
    ],
    ['main alone', 'main-only', { main: './lib/c.cjs' }, { 'lib/c.cjs': cjs }, 'mine/common'],
    ['an index file', 'index-only', {}, { 'index.js': cjs }, 'mine/common'],
    ['a scope', '@acme/curves', { exports: './m.mjs' }, { 'm.mjs': esm }, 'mine/still'],
    ['a part by name', 'parts/plugins', {}, {}, 'mine/still'],
    ['a file in a package without exports', 'index-only/index.js', {}, {}, 'mine/common'],
  ])('load %s', async (_, name, manifest, files, expected) => {
    if (name === 'parts/plugins')
      installed(
        'parts',
        { exports: { '.': './none.js', './plugins': './m.mjs' } },
        { 'm.mjs': esm },
      );
    else if (Object.keys(files).length > 0) installed(name, manifest, files);
    const bundles = await loadPlugins([name], join(root, 'config/below'));
    expect(bundles.flat().map((definition) => definition.name)).toEqual([expected]);
  });

  it('load an entry that a pattern exports', async () => {
    const exports = { './kinds/*': { import: './lib/*.mjs' }, './kinds/private/*': null };
    installed('patterned', { exports }, { 'lib/m.mjs': esm, 'lib/private/m.mjs': esm });
    const load = (name: string) => loadPlugins([name], join(root, 'config/below'));
    const [bundle] = await load('patterned/kinds/m');
    expect(bundle!.map(({ name }) => name)).toEqual(['mine/still']);
    await expect(load('patterned/kinds/private/m')).rejects.toThrow(
      /exports no "\.\/kinds\/private\/m"/,
    );
  });

  it.each<[string, string, object, RegExp]>([
    [
      'is not installed',
      'isthmus-plugin-none',
      {},
      /the package "isthmus-plugin-none" is not installed \(looked from .* upwards\)\. Run npm install isthmus-plugin-none there; the name of a file begins with "\.\/"\.$/,
    ],
    [
      'lacks the package of an entry',
      'isthmus-plugin-none/deep/part',
      {},
      /the package "isthmus-plugin-none\/deep\/part" is not installed .*Run npm install isthmus-plugin-none there;/,
    ],
    [
      'lacks the package of an entry, in a scope',
      '@none/plugin/part',
      {},
      /Run npm install @none\/plugin there;/,
    ],
    [
      'is a URL',
      'https://a.example/m.mjs',
      {},
      /is not installed .*upwards\)\. The name of a file/,
    ],
    ['is part of Node', 'fs', {}, /"fs" is part of Node, and holds no plugins;/],
    ['is part of Node by its full name', 'node:fs', {}, /"node:fs" is part of Node, and holds/],
    [
      'exports nothing for import',
      'closed',
      { exports: { '.': { require: './c.cjs' } } },
      /the package "closed" has no entry to load: its package\.json exports no "\." for import\.$/,
    ],
    ['does not export that part', 'closed/inner', {}, /exports no "\.\/inner" for import/],
    [
      'climbs out of its folder',
      'climbing',
      { exports: '../elsewhere/m.mjs' },
      /exports no "\." for import/,
    ],
    [
      'names a file that is missing',
      'hollow',
      { exports: './none.mjs' },
      /"hollow" fails while it is loaded: Cannot find module/,
    ],
  ])('say what is wrong where one %s', async (_, name, manifest, expected) => {
    if (Object.keys(manifest).length > 0) installed(name, manifest, {});
    expect(await messageOf(name)).toMatch(expected);
  });

  it('with a broken package.json are named', async () => {
    file('node_modules/broken/package.json', '{ "name": ');
    expect(await messageOf('broken')).toMatch(/the package "broken" has no entry to load: .*JSON/);
  });
});

describe('isPluginFile', () => {
  it('tells files from packages', () => {
    expect(['./a.mjs', '../a.mjs', '/a.mjs', '.'].every(isPluginFile)).toBe(true);
    expect(['a', '@a/b', 'a/b.mjs'].some(isPluginFile)).toBe(false);
  });
});

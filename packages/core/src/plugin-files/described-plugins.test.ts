import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import type { ConfigError } from '../registry/issues.js';
import { optionsJsonSchema } from '../registry/options-schema.js';
import { Registry } from '../registry/registry.js';
import { definitionOf, describedPlugins } from './described-plugins.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-described-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function installed(
  name: string,
  field: unknown,
  files: Readonly<Record<string, string>> = {},
): void {
  const home = join(root, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  // An entry that must never run.
  writeFileSync(join(home, 'index.js'), 'throw new Error("run");');
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ name, main: 'index.js', isthmus: field }),
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text);
}

const OPTIONS = {
  type: 'object',
  properties: { rate: { type: 'number', exclusiveMinimum: 0, default: 0.1 } },
  additionalProperties: false,
};
const SLOW = {
  kind: 'optimizer',
  name: 'foo/slow',
  summary: 'Slow.',
  sources: [],
  options: OPTIONS,
};

describe('what a package says of its plugins', () => {
  it('is read from its manifest, or from a file that this names', () => {
    installed('inline', { apiVersion: 1, plugins: [SLOW] });
    installed(
      '@a/filed',
      { apiVersion: 1, plugins: './list.json' },
      { 'list.json': JSON.stringify([SLOW]) },
    );
    expect(describedPlugins('inline', join(root, 'deep', 'down'))).toEqual([SLOW]);
    expect(describedPlugins('@a/filed', root)).toEqual([SLOW]);
  });

  it.each([
    ['says nothing', undefined],
    ['speaks a version to come', { apiVersion: 2, plugins: [SLOW] }],
    ['names a kind that there is not', { apiVersion: 1, plugins: [{ ...SLOW, kind: 'magic' }] }],
    ['has a name that is none', { apiVersion: 1, plugins: [{ ...SLOW, name: '../x' }] }],
    ['leads out of its folder', { apiVersion: 1, plugins: '../inline/package.json' }],
    ['names a folder', { apiVersion: 1, plugins: '.' }],
  ])('is nothing where it %s', (_, field) => {
    installed('odd', field);
    expect(describedPlugins('odd', root)).toBeNull();
  });

  it.each(['./file.mjs', 'none', '..', '@a', 'a\0b', 'node:fs'])('is nothing of %j', (name) => {
    expect(describedPlugins(name, root)).toBeNull();
  });

  it('checks options without the code, in the words of a plugin that is loaded', () => {
    const [found] = describedPlugins('inline', root)!;
    const registry = Registry.of(core, [definitionOf(found!, {})]);
    const { ref } = registry.resolve('optimizer', 'foo/slow', '/train/optimizer');
    expect(ref.options).toEqual({ rate: 0.1 });
    expect(optionsJsonSchema(registry.list('optimizer').at(-1)!)).toEqual(OPTIONS);
    const wrong = { use: 'foo/slow' as const, options: { rat: 1 } };
    try {
      registry.resolve('optimizer', wrong, '/o');
      expect.unreachable();
    } catch (thrown) {
      expect((thrown as ConfigError).issues[0]).toMatchObject({
        pointer: '/o/options/rat',
        meant: 'rate',
      });
    }
  });

  it('takes any options where their schema is not understood', () => {
    const options = { $ref: 'https://example.org/other.json' };
    const definition = definitionOf({ ...SLOW, kind: 'optimizer', name: 'foo/slow', options }, {});
    const result = definition.options['~standard'].validate({ any: 1 });
    expect(result).toMatchObject({ value: { any: 1 } });
  });
});

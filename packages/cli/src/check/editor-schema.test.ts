import { KINDS } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { parseExperiment, Registry, resolveExperiment } from '@isthmus/core';
import type { Definition } from '@isthmus/core/contract';
import { builtInRegistry } from '../experiment/plugins.js';
import { editorJsonSchema, schemaForEditor } from './editor-schema.js';
import { blockOf, exampleOf, fullBlockOf } from './examples.js';
import { ROOT_SNIPPETS } from './snippets.js';

type Json = Record<string, unknown>;
const registry = builtInRegistry();
const rules = () => editorJsonSchema(registry)['if'] as { properties: Record<string, Json> };

describe('the schema of an editor', () => {
  it('complains of nothing: all its rules are a condition', () => {
    const schema = editorJsonSchema(registry);
    const ruling = [
      'type',
      'properties',
      'required',
      'additionalProperties',
      'oneOf',
      'then',
      'else',
    ];
    expect(ruling.filter((key) => key in schema)).toEqual([]);
    expect(rules().properties['paths']).toBeDefined();
  });

  it('explains settings with their defaults, and plugins with their sources', () => {
    const { engine, paths } = rules().properties;
    expect(engine!['markdownDescription']).toMatch(/Default: `"auto"`$/);
    const [names] = (paths!['items'] as { anyOf: Json[] }).anyOf;
    const greedy = (names!['enum'] as string[]).indexOf('dss/greedy');
    expect((names!['markdownEnumDescriptions'] as string[])[greedy]).toMatch(/Sources?: /);
  });

  it('inserts whole blocks that an experiment takes', () => {
    const { architecture } = rules().properties;
    const blocks = architecture!['defaultSnippets'] as { body: { use: string } }[];
    expect(blocks.map(({ body }) => body.use)).toContain('core/mlp');
  });

  it('lets no plugin make links, pictures or commands in explanations', () => {
    const summary = '[x](command:evil) ![y](http://a) <img src=x> `c`';
    const definition = { ...registry.list('optimizer')[0]!, name: 'evil/one' as const, summary };
    const text = JSON.stringify(editorJsonSchema(Registry.of([definition as Definition])));
    const shown = [...text.matchAll(/"markdown(?:Enum)?Descriptions?":("[^"]*"|\[[^\]]*\])/g)];
    expect(shown.some(([part]) => part.includes('evil'))).toBe(true);
    expect(text).not.toMatch(/"markdown[^:]*":\[?"\[x\]\(command/);
  });

  it('is given without plugins that cannot be loaded', async () => {
    const plugins = [{ folder: '/', names: ['absent', './none.mjs'] }];
    const schema = await schemaForEditor({ plugins, runPlugins: true });
    expect(schema).toEqual(editorJsonSchema(registry));
  });
});

describe('the block of a plugin', () => {
  const all = KINDS.flatMap((kind) => registry.list(kind) as readonly Definition[]);

  it.each(all.map((definition) => [`${definition.kind} ${definition.name}`, definition] as const))(
    'of %s has valid options, but for names of files and columns',
    (_, definition) => {
      for (const block of [blockOf(definition), fullBlockOf(definition)]) {
        const options = typeof block === 'string' ? {} : block.options;
        const result = definition.options['~standard'].validate(options);
        if (result instanceof Promise) throw new Error('asynchronous');
        const texts =
          JSON.stringify(options).includes('""') || JSON.stringify(options).includes('[]');
        if (!texts) expect(result.issues).toBeUndefined();
      }
    },
  );

  it.each([
    [{ default: 3, type: 'number' }, 3],
    [{ enum: ['a', 'b'] }, 'a'],
    [{ type: 'integer', exclusiveMinimum: 0 }, 1],
    [{ type: 'integer', minimum: -9007199254740991 }, 1],
    [{ type: 'array', items: { type: 'string' }, minItems: 2 }, ['', '']],
    [{ anyOf: [{ type: 'boolean' }, { type: 'string' }] }, false],
    [{ type: 'object', required: ['n'], properties: { n: { const: 7 } } }, { n: 7 }],
    [null, null],
  ])('takes of %j the example %j', (schema, expected) => {
    expect(exampleOf(schema)).toEqual(expected);
  });
});

describe('the snippets of whole experiments', () => {
  it.each(ROOT_SNIPPETS.map(({ label, body }) => [label, body] as const))(
    '%s: a run takes it',
    (_, body) => {
      const text = JSON.stringify(body)
        .replaceAll(/"\^\$\{\d:([^}]*)\}"/g, '$1')
        .replaceAll(/\$\{\d:([^}]*)\}/g, '$1');
      expect(() => resolveExperiment(parseExperiment(JSON.parse(text)), registry)).not.toThrow();
    },
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { core } from '../builtin/index.js';
import type { Definition, Kind, PluginRef } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { parseConfigText } from './config-text.js';
import type { ParsedExperiment } from './experiment-schema.js';
import { experimentJsonSchema } from './json-schema.js';
import { optionsJsonSchema } from './options-schema.js';
import { parseExperiment } from './parse.js';
import { Registry } from './registry.js';
import { experiment } from './testing/experiment.js';

/** Stands in for a plugin of another package that examples name: any options. */
function standIn(kind: Kind, name: `${string}/${string}`): Definition {
  const options = z.looseObject({});
  return define({
    kind,
    name,
    summary: `Stands in for ${name}.`,
    sources: [],
    options,
    create: () => ({}) as never,
  });
}

const others = [
  standIn('pathStrategy', 'dss/greedy'),
  standIn('symmetry', 'symmetry/weight-matching'),
  standIn('reporter', 'cli/html'),
];
const schema = experimentJsonSchema(Registry.of(core, others));
/** The three annotations of VS Code are unknown to ajv. */
const annotations = ['allowComments', 'allowTrailingCommas', 'enumDescriptions'];
const newAjv = () => {
  const ajv = new Ajv({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
  });
  annotations.forEach((keyword) => ajv.addKeyword(keyword));
  return ajv;
};
const isValid = newAjv().compile(schema);

const DRAFT_07 = new Set(
  '$schema $ref $id $comment title description default examples type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format items additionalItems maxItems minItems uniqueItems contains properties patternProperties additionalProperties required maxProperties minProperties dependencies propertyNames allOf anyOf oneOf not if then else definitions readOnly writeOnly'.split(
    ' ',
  ),
);

/** Every keyword of a schema and its subschemas. */
function keywordsOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(keywordsOf);
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'default' || key === 'const' || key === 'enum') return [key];
    const named = key === 'properties' || key === 'patternProperties' || key === 'definitions';
    return [
      key,
      ...(named ? Object.values(value as object).flatMap(keywordsOf) : keywordsOf(value)),
    ];
  });
}

/** Stand-ins for what other packages bring, and the files that an example names. */
function strangersOf(experiment: ParsedExperiment): Definition[] {
  const { align, analyses, plugins, task, architecture, train, paths } = experiment;
  const named: readonly (readonly [Kind, PluginRef])[] = [
    ...(task === undefined ? [] : [['task', task] as const]),
    ...(architecture === undefined ? [] : [['architecture', architecture] as const]),
    ['optimizer', train.optimizer],
    ...align.map((ref) => ['symmetry', ref] as const),
    ...paths.map((ref) => ['pathStrategy', ref] as const),
    ...analyses.map((ref) => ['analysis', ref] as const),
  ];
  const known = new Set([...core, ...others].map(({ name }) => name));
  const strangers = named
    .map(([kind, ref]) => [kind, typeof ref === 'string' ? ref : ref.use] as const)
    .filter(([, use]) => !known.has(use) && (plugins.length > 0 || /^(dss|symmetry)\//.test(use)));
  // A strategy may be named more than once.
  return [...new Map(strangers.map((one) => [one.join(), one])).values()].map(([kind, use]) =>
    standIn(kind, use),
  );
}

const examples = new URL('../../../../examples/', import.meta.url);

describe('experimentJsonSchema', () => {
  it('is draft-07 and nothing else, but for three annotations of the editor', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(newAjv().validateSchema(schema)).toBe(true);
    const unknown = new Set(keywordsOf(schema).filter((keyword) => !DRAFT_07.has(keyword)));
    expect([...unknown].sort()).toEqual(annotations);
  });

  it('tells the editor what the file is', () => {
    expect(schema).toMatchObject({
      title: 'Isthmus experiment',
      allowComments: true,
      allowTrailingCommas: true,
      type: 'object',
      additionalProperties: false,
      required: ['name', 'paths'],
    });
  });

  it.each(readdirSync(examples).filter((name) => name.endsWith('.isthmus.json')))(
    'accepts the example %s',
    (name) => {
      const raw = parseConfigText(readFileSync(new URL(name, examples), 'utf8'), name);
      const strangers = strangersOf(parseExperiment(raw));
      const isValid = newAjv().compile(experimentJsonSchema(Registry.of(core, others, strangers)));
      expect(isValid(raw), JSON.stringify(isValid.errors)).toBe(true);
    },
  );

  it.each<[string, object]>([
    ['a misspelt key', { sede: 1 }],
    ['a misspelt key of train', { train: { treshold: 1 } }],
    ['a misspelt option', { architecture: { use: 'core/mlp', options: { hiden: [4] } } }],
    ['an unknown plugin', { paths: ['core/none'] }],
    ['an unknown plugin with options', { paths: [{ use: 'core/none' }] }],
    ['a plugin of another kind', { loss: 'core/adam' }],
    ['an option of the wrong type', { architecture: { use: 'core/mlp', options: { hidden: 4 } } }],
    ['no options where some are needed', { task: { use: 'core/csv' } }],
    ['a negative threshold', { train: { threshold: -1 } }],
    ['two kinds of endpoints', { endpoints: { count: 2, files: ['a', 'b'] } }],
    ['no paths', { paths: [] }],
    ['an unknown level', { paths: [{ use: 'core/linear', level: 'highest' }] }],
    ['a level that is no loss', { paths: [{ use: 'core/linear', level: -1 }] }],
    ['a level where there is none', { loss: { use: 'core/mse', level: 'lowest' } }],
    ['the name of a device', { name: 'nul' }],
    ['a claim about no plugin', { expect: [{ strategy: 'greedy', verdict: 'connected' }] }],
  ])('complains about %s', (_, change) => {
    expect(isValid(experiment())).toBe(true);
    expect(isValid(experiment(change))).toBe(false);
  });

  it('holds the name, summary and options of every plugin that an experiment can name', () => {
    const text = JSON.stringify(schema);
    const named: readonly Kind[] = ['architecture', 'task', 'loss', 'optimizer', 'pathStrategy'];
    for (const definition of [...core, ...others].filter(({ kind }) => named.includes(kind))) {
      expect(text).toContain(JSON.stringify({ const: definition.name }));
      expect(text).toContain(JSON.stringify(definition.summary));
      const options = optionsJsonSchema(definition);
      expect(options?.['type'], definition.name).toBe('object');
      expect(text).toContain(JSON.stringify(options));
    }
  });

  it.each<object>([
    { level: 'threshold' },
    { level: 0.1 },
    { level: { times: 1.1 } },
    { level: 'lowest' },
    { level: { lowest: { tries: 3 } } },
  ])('accepts a path with %j', (given) => {
    expect(isValid(experiment({ paths: [{ use: 'core/linear', ...given }] }))).toBe(true);
  });

  it('describes every key of an experiment but the evident ones', () => {
    const properties = schema['properties'] as Record<string, { description?: string }>;
    const silent = Object.keys(properties).filter(
      (key) => properties[key]?.description === undefined,
    );
    expect(silent.sort()).toEqual(['$schema']);
  });

  it('leads references inside the options of a plugin to where they stand now', () => {
    const tree = z.strictObject({
      get children() {
        return z.array(tree).optional();
      },
    });
    const recursive = define({
      kind: 'pathStrategy',
      name: 'test/tree',
      summary: 'x',
      sources: [],
      options: tree,
      create: () => ({}) as never,
    });
    const isValid = newAjv().compile(experimentJsonSchema(Registry.of(core, [recursive])));
    const withOptions = (options: object) => experiment({ paths: [{ use: 'test/tree', options }] });
    expect(isValid(withOptions({ children: [{ children: [] }] }))).toBe(true);
    expect(isValid(withOptions({ children: [{ childs: [] }] }))).toBe(false);
  });

  it('is the same text whenever it is made', () => {
    expect(JSON.stringify(experimentJsonSchema(Registry.of(core, others)))).toBe(
      JSON.stringify(schema),
    );
  });
});

describe('optionsJsonSchema', () => {
  it('gives null where a library cannot print JSON Schema, or fails to', () => {
    const bare = { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } as const;
    const failing = {
      ...bare,
      jsonSchema: {
        input: () => {
          throw new Error('cannot be said');
        },
      },
    };
    const plugin = standIn('task', 'test/x');
    for (const standard of [bare, failing]) {
      const definition = { ...plugin, options: { '~standard': standard } };
      expect(optionsJsonSchema(definition)).toBeNull();
      const isValid = newAjv().compile(experimentJsonSchema(Registry.of(core, [definition])));
      expect(isValid(experiment({ task: { use: 'test/x', options: { any: 1 } } }))).toBe(true);
    }
  });
});

import { z } from 'zod';
import type { Definition } from '@isthmus/contract';
import { experimentSchema } from './experiment-schema.js';
import { optionsJsonSchema } from './options-schema.js';
import { pointerOf } from './pointer.js';
import { REFERENCES } from './references.js';
import type { Registry } from './registry.js';

type JsonSchema = Record<string, unknown>;

/**
 * The JSON Schema (draft-07) of an experiment, with the names and options of every plugin of the
 * registry: what an editor needs for completion, hover texts and checks while typing.
 *
 * @example
 * const schema = experimentJsonSchema(registry);
 * schema['required']; // ['name', 'paths']
 */
export function experimentJsonSchema(registry: Registry): JsonSchema {
  const schema = z.toJSONSchema(experimentSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  const definitions: JsonSchema = {};
  for (const { path, kind, list } of REFERENCES) {
    const parent = path.slice(0, -1).reduce<JsonSchema>(propertyOf, schema);
    const node = propertyOf(parent, path.at(-1)!);
    const target = list ? (node['items'] as JsonSchema) : node;
    const extra = besideOptions(target);
    replaceWith(target, refSchema(registry.list(kind), definitions, extra));
  }
  return {
    title: 'Isthmus experiment',
    allowComments: true,
    allowTrailingCommas: true,
    ...schema,
    // What is learnt: a task by an architecture, or an objective.
    oneOf: [{ required: ['task', 'architecture'] }, { required: ['objective'] }],
    ...(Object.keys(definitions).length === 0 ? {} : { definitions }),
  };
}

function propertyOf(node: JsonSchema, key: string): JsonSchema {
  return (node['properties'] as Record<string, JsonSchema>)[key]!;
}

/** Keeps what was said of the place (description, default) and replaces what it may hold. */
function replaceWith(target: JsonSchema, schema: JsonSchema): void {
  for (const key of ['anyOf', 'oneOf', 'allOf', '$ref', 'type'])
    Reflect.deleteProperty(target, key);
  Object.assign(target, schema);
}

/** What an entry may hold beside the plugin and its options, such as the level of a path. */
function besideOptions(target: JsonSchema): JsonSchema {
  const branches = (target['anyOf'] ?? []) as readonly JsonSchema[];
  const held = branches.find((branch) => branch['properties'] !== undefined);
  const { use: _, options: __, ...rest } = (held?.['properties'] ?? {}) as JsonSchema;
  return rest;
}

function refSchema(
  definitions: readonly Definition[],
  shared: JsonSchema,
  extra: JsonSchema,
): JsonSchema {
  // Draft-07 allows no empty enum; without any plugin of the kind nothing is valid.
  if (definitions.length === 0) return { not: {} };
  return {
    anyOf: [
      {
        type: 'string',
        enum: definitions.map(({ name }) => name),
        enumDescriptions: definitions.map(({ summary }) => summary),
      },
      ...definitions.map((definition) => withOptions(definition, shared, extra)),
    ],
  };
}

function withOptions(definition: Definition, shared: JsonSchema, extra: JsonSchema): JsonSchema {
  const options = optionsJsonSchema(definition) ?? { type: 'object' };
  const needed = Array.isArray(options['required']) && options['required'].length > 0;
  return {
    type: 'object',
    description: definition.summary,
    properties: {
      use: { const: definition.name },
      options: placed(options, `${definition.kind} ${definition.name}`, shared),
      ...extra,
    },
    required: needed ? ['use', 'options'] : ['use'],
    additionalProperties: false,
  };
}

/**
 * A schema that refers to parts of itself (`#/…`) means its own root, so it is put under
 * `definitions` as a whole and its references are led there.
 */
function placed(schema: JsonSchema, name: string, shared: JsonSchema): JsonSchema {
  const root = `#${pointerOf(['definitions', name])}`.replaceAll(' ', '%20');
  const moved = withRoot(schema, root);
  if (!moved.changed) return schema;
  shared[name] = moved.schema;
  return { $ref: root };
}

function withRoot(schema: JsonSchema, root: string): { schema: unknown; changed: boolean } {
  let changed = false;
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string' || !value.startsWith('#')) return value;
    changed = true;
    return root + value.slice(1);
  });
  return { schema: JSON.parse(text) as unknown, changed };
}

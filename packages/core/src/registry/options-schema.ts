import type { Definition } from '@isthmus/contract';

/**
 * The options schema of one plugin as JSON Schema, or null where its library cannot print one.
 *
 * @example
 * Object.keys(optionsJsonSchema(weightMatching)?.['properties'] ?? {}); // ['maxSweeps', 'restarts', 'gauge', 'choose']
 */
export function optionsJsonSchema(definition: Definition): Record<string, unknown> | null {
  try {
    const schema = definition.options['~standard'].jsonSchema?.input({ target: 'draft-07' });
    if (schema === undefined) return null;
    const { $schema: _, ...rest } = schema;
    return rest;
  } catch {
    // Libraries throw for what JSON Schema cannot say; the options are checked all the same.
    return null;
  }
}

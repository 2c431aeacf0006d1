import { toJson } from '@isthmus/contract/internal';
import type { Definition, Kind, Kinds, SchemaResult } from '@isthmus/contract';
import { ask, type PluginCheck } from './check.js';
import { samePlain, throughJson } from './plain-data.js';

/** Options to try a plugin with; its defaults where left out. */
export type GivenOptions = Readonly<Record<string, unknown>>;

const UNKNOWN_OPTION = 'an option that no plugin has';

/**
 * What is asked of a plugin of any kind: its name, its texts and its options.
 *
 * @param given options to try it with, where its defaults do not suffice
 * @example
 * const [sgd] = optimizers;
 * (await runChecks(checkDefinition(sgd, { learningRate: 0.1 }))).every(({ passed }) => passed); // true
 * (await runChecks(checkDefinition(sgd, { learningRate: -1 }))).every(({ passed }) => passed); // false
 */
export function checkDefinition<K extends Kind>(
  definition: Definition<K>,
  given: GivenOptions = {},
): readonly PluginCheck[] {
  return [
    { name: 'is named scope/name and says what it does', run: () => hasTexts(definition) },
    {
      name: 'takes its default options, or the ones given to this check',
      run: async () => void (await createPlugin(definition, given)),
    },
    {
      name: 'takes its options again as a record states them, defaults filled in',
      run: () => takesResolved(definition, given),
    },
    { name: 'rejects an unknown option', run: () => rejectsUnknown(definition, given) },
    { name: 'prints its options as JSON Schema draft-07', run: () => printsJsonSchema(definition) },
  ];
}

/**
 * The plugin that a definition makes of options, after its own validation.
 *
 * @throws `conformance/options-refused` with the schema's complaints
 */
export async function createPlugin<K extends Kind>(
  definition: Definition<K>,
  given: GivenOptions = {},
): Promise<Kinds[K]> {
  const result = validate(definition, given);
  if (result.issues === undefined) return definition.create(result.value);
  const issues = result.issues.map((issue) => issue.message);
  ask(
    false,
    'conformance/options-refused',
    `${definition.name} refuses ${JSON.stringify(given)}: ${issues.join('; ')}. Give every option a default, or give this check options that are valid.`,
    { issues },
  );
}

function validate(definition: Definition, value: unknown): SchemaResult<unknown> {
  const result = definition.options['~standard'].validate(value);
  ask(
    !(result instanceof Promise),
    'conformance/async-options',
    `${definition.name}: the schema of the options validates asynchronously; it must answer at once. Leave asynchronous refinements out.`,
  );
  return result;
}

/** A record holds the validated options; a run that is resumed validates them once more. */
async function takesResolved(definition: Definition, given: GivenOptions): Promise<void> {
  const first = validate(definition, given);
  const resolved = first.issues === undefined ? first.value : {};
  const second = validate(definition, throughJson(resolved));
  const issues = second.issues?.map((issue) => issue.message) ?? ['they come out changed'];
  ask(
    second.issues === undefined && samePlain(second.value, resolved),
    'conformance/options-not-stable',
    `${definition.name} does not take its own validated options ${toJson(resolved)} again: ${issues.join('; ')}. A default must itself be valid, and options hold what JSON can hold.`,
    { issues },
  );
}

function hasTexts({ name, summary, sources }: Definition): void {
  ask(
    /^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*$/i.test(name),
    'conformance/bad-name',
    `A plugin is named "scope/name" (letters, digits, ".", "_", "-"); this one is named "${name}".`,
  );
  ask(
    summary.trim().length > 0 && !summary.includes('\n'),
    'conformance/no-summary',
    `${name}: the summary is one sentence on one line, for lists and documentation; it is "${summary}".`,
  );
  ask(
    Array.isArray(sources) && sources.every((source) => typeof source === 'string'),
    'conformance/bad-sources',
    `${name}: sources is a list of texts (DOI or arXiv number with equation or section), empty for what is trivial.`,
  );
}

async function rejectsUnknown(definition: Definition, given: GivenOptions): Promise<void> {
  const result = validate(definition, { ...given, [UNKNOWN_OPTION]: 1 });
  ask(
    result.issues !== undefined && result.issues.length > 0,
    'conformance/unknown-option-taken',
    `${definition.name} takes options that it does not know, so a misspelt option would pass in silence. Make its schema strict (z.strictObject in zod).`,
  );
}

function printsJsonSchema({ name, options }: Definition): void {
  const schema = options['~standard'].jsonSchema?.input({ target: 'draft-07' });
  ask(
    schema !== undefined,
    'conformance/no-json-schema',
    `${name}: the options cannot be printed as JSON Schema, so an editor could not check them. Use a schema library that implements "~standard".jsonSchema (zod 4 does).`,
  );
  const dialect = schema['$schema'];
  ask(
    dialect === undefined || (typeof dialect === 'string' && dialect.includes('draft-07')),
    'conformance/wrong-json-schema',
    `${name}: the options were asked for as JSON Schema draft-07 and came as ${String(dialect)}.`,
  );
  ask(
    JSON.parse(JSON.stringify(schema))['type'] === 'object',
    'conformance/wrong-json-schema',
    `${name}: the JSON Schema of the options describes an object; it has the type ${String(schema['type'])}.`,
  );
}

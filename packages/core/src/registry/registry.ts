import { IsthmusError, isIsthmusError, messageOf } from '@isthmus/contract/base';
import type { Definition, Kind, Kinds, PluginRef, ResolvedRef } from '@isthmus/contract';
import { KINDS } from '@isthmus/contract';
import { describeIssues } from './describe.js';
import type { ConfigIssue } from './issues.js';
import { ConfigError } from './issues.js';
import { nearest } from './nearest.js';
import { KIND_WORDS } from './kind-words.js';
import { optionsJsonSchema } from './options-schema.js';
import { quoted } from './words.js';

/** A plugin made from a config: the instance, and the reference with all defaults filled in. */
export interface ResolvedPlugin<K extends Kind> {
  readonly plugin: Kinds[K];
  readonly ref: ResolvedRef;
}

/**
 * All plugins that a run can name. Built once from bundles and immutable afterwards; there is no
 * global registry, and importing a package registers nothing.
 *
 * @example
 * const registry = Registry.of(core, dss, symmetry);
 * const { ref } = registry.resolve('optimizer', 'core/sgd', '/train/optimizer');
 * ref.options; // { learningRate: 0.01 }
 * registry.resolve('optimizer', 'core/adm', '/train/optimizer'); // throws config/unknown-plugin
 */
export class Registry {
  readonly #byKind: ReadonlyMap<Kind, ReadonlyMap<string, Definition>>;

  private constructor(byKind: ReadonlyMap<Kind, ReadonlyMap<string, Definition>>) {
    this.#byKind = byKind;
  }

  /**
   * @throws `registry/duplicate` when two plugins of one kind share a name, `registry/unknown-kind`
   * for a definition of a kind that there is not
   */
  static of(...bundles: readonly (readonly Definition[])[]): Registry {
    const byKind = new Map(KINDS.map((kind) => [kind, new Map<string, Definition>()] as const));
    for (const definition of bundles.flat()) {
      const names = byKind.get(definition.kind);
      if (names === undefined) throw unknownKind(definition);
      if (names.has(definition.name)) throw duplicate(definition);
      names.set(definition.name, definition);
    }
    return new Registry(byKind);
  }

  /** The definitions of a kind, in the order in which they were given. */
  list<K extends Kind>(kind: K): readonly Definition<K>[] {
    return [...this.#byKind.get(kind)!.values()] as unknown as readonly Definition<K>[];
  }

  /**
   * Makes the plugin that a config names.
   *
   * @param at JSON pointer of the reference, for messages
   * @throws `ConfigError` naming the pointer, what was expected, what came and the known names; also
   * when the plugin itself fails to check its options or to be made
   */
  resolve<K extends Kind>(kind: K, ref: PluginRef, at: string): ResolvedPlugin<K> {
    const { use, options } = typeof ref === 'string' ? { use: ref, options: undefined } : ref;
    const definition = this.#byKind.get(kind)!.get(use);
    if (definition === undefined) throw new ConfigError([this.#unknown(kind, use, at)]);
    const bare = typeof ref === 'string';
    const valid = validateOptions(definition, options ?? {}, `${at}/options`, bare);
    return {
      plugin: create(definition, valid, bare ? at : `${at}/options`) as Kinds[K],
      ref: { use, options: valid as Readonly<Record<string, unknown>> },
    };
  }

  /** What to do about a name of a scope that no plugin has: it is most likely the user's own. */
  #foreign(use: string): string {
    const scope = `${use.split('/')[0]}/`;
    const isKnown = KINDS.some((kind) =>
      this.list(kind).some(({ name }) => name.startsWith(scope)),
    );
    return isKnown || !use.includes('/')
      ? ''
      : ' A plugin of your own needs its file or package under "plugins".';
  }

  #unknown(kind: Kind, use: string, at: string): ConfigIssue {
    const known = this.list(kind).map((definition) => definition.name);
    const hint = nearest(use, known);
    const meaning = hint === null ? this.#foreign(use) : ` Did you mean "${hint}"?`;
    return {
      code: 'config/unknown-plugin',
      pointer: at,
      message: `no ${KIND_WORDS[kind]} is called ${quoted(use)}.${meaning} Known: ${known.join(', ') || 'none'}.`,
      ...(hint === null ? {} : { meant: hint }),
    };
  }
}

/** @param bare the config gives the plugin's name alone, so there is no place for options yet */
function validateOptions(
  definition: Definition,
  options: unknown,
  pointer: string,
  bare: boolean,
): unknown {
  const result = blaming(definition, 'failed to check its options', pointer, () =>
    definition.options['~standard'].validate(options),
  );
  if (result instanceof Promise)
    throw pluginFault(
      definition,
      'checks its options asynchronously; it must answer at once',
      pointer,
    );
  if (result.issues === undefined) return result.value;
  const issues = describeIssues(result.issues, {
    document: options,
    schema: optionsJsonSchema(definition),
    base: pointer,
    code: 'config/invalid-options',
  });
  const how = bare ? ` Write { "use": "${definition.name}", "options": { … } }.` : '';
  throw new ConfigError(issues.map((issue) => ({ ...issue, message: issue.message + how })));
}

function create(definition: Definition, options: unknown, pointer: string): unknown {
  const plugin = blaming(definition, 'failed to be made', pointer, () =>
    (definition.create as (options: unknown) => unknown)(options),
  );
  if (typeof plugin === 'object' && plugin !== null && !(plugin instanceof Promise)) return plugin;
  throw pluginFault(
    definition,
    `made no ${KIND_WORDS[definition.kind]}; create must return an object`,
    pointer,
  );
}

/** Runs a plugin's own code; what it throws is told with its name, and the code of an error of ours. */
function blaming<T>({ name }: Definition, what: string, pointer: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const code = isIsthmusError(cause) ? cause.code : 'config/plugin';
    // What a plugin from outside throws names it already.
    const isNamed = isIsthmusError(cause) && cause.data['plugin'] !== undefined;
    const message = isNamed ? cause.message : `"${name}" ${what}: ${messageOf(cause)}`;
    throw new ConfigError([{ code, pointer, message }], { cause });
  }
}

function pluginFault({ name }: Definition, what: string, pointer: string): ConfigError {
  return new ConfigError([{ code: 'config/plugin', pointer, message: `"${name}" ${what}.` }]);
}

function duplicate({ kind, name }: Definition): IsthmusError {
  return new IsthmusError(
    'registry/duplicate',
    `Two plugins of the kind ${kind} are called "${name}". Rename one, or name its package once.`,
    { kind, name },
  );
}

function unknownKind({ kind, name }: Definition): IsthmusError {
  return new IsthmusError(
    'registry/unknown-kind',
    `The plugin "${name}" is of the kind "${String(kind)}". There are: ${KINDS.join(', ')}.`,
    { kind, name },
  );
}

import { IsthmusError } from '../base/errors.js';
import type { Definition, Kind, Kinds, PluginRef, ResolvedRef } from '../contract/plugin.js';
import { KINDS } from '../contract/plugin.js';
import type { ConfigIssue } from './issues.js';
import { ConfigError, describeIssue, nearest } from './issues.js';

/** A plugin made from a config: the instance, and the reference with all defaults filled in. */
export interface Resolved<K extends Kind> {
  readonly plugin: Kinds[K];
  readonly ref: ResolvedRef;
}

/**
 * All plugins that a run can name. Built once from bundles and immutable afterwards; there is no
 * global registry, and importing a package registers nothing.
 *
 * @example
 * const registry = Registry.of(core, dss, symmetry);
 * const { plugin } = registry.resolve('optimizer', { use: 'core/adam', options: {} }, '/train/optimizer');
 */
export class Registry {
  readonly #byKind: ReadonlyMap<Kind, ReadonlyMap<string, Definition>>;

  private constructor(byKind: ReadonlyMap<Kind, ReadonlyMap<string, Definition>>) {
    this.#byKind = byKind;
  }

  /** @throws `registry/duplicate` when two plugins of one kind share a name */
  static of(...bundles: readonly (readonly Definition[])[]): Registry {
    const byKind = new Map(KINDS.map((kind) => [kind, new Map<string, Definition>()] as const));
    for (const definition of bundles.flat()) {
      const names = byKind.get(definition.kind)!;
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
   * @throws `ConfigError` naming the pointer, what was expected, what came and the known names
   */
  resolve<K extends Kind>(kind: K, ref: PluginRef, at: string): Resolved<K> {
    const { use, options } =
      typeof ref === 'string' ? { use: ref, options: {} } : { options: {}, ...ref };
    const definition = this.#byKind.get(kind)!.get(use);
    if (definition === undefined) throw new ConfigError([this.#unknown(kind, use, at)]);
    const pointer = typeof ref === 'string' ? at : `${at}/options`;
    const valid = validateOptions(definition, options ?? {}, pointer);
    return {
      plugin: definition.create(valid) as Kinds[K],
      ref: { use, options: valid as Readonly<Record<string, unknown>> },
    };
  }

  #unknown(kind: Kind, use: string, at: string): ConfigIssue {
    const known = this.list(kind).map((definition) => definition.name);
    const hint = nearest(use, known);
    return {
      code: 'config/unknown-plugin',
      pointer: at,
      message: `no ${kind} is called "${use}".${hint === null ? '' : ` Did you mean "${hint}"?`} Known: ${known.join(', ') || 'none'}.`,
    };
  }
}

function validateOptions(definition: Definition, options: unknown, pointer: string): unknown {
  const schema = definition.options['~standard'];
  const result = schema.validate(options);
  if (result instanceof Promise)
    throw new IsthmusError(
      'registry/async-schema',
      `The options schema of "${definition.name}" validates asynchronously; it must answer at once.`,
      { name: definition.name },
    );
  if (result.issues === undefined) return result.value;
  const json = schema.jsonSchema?.input({ target: 'draft-07' });
  throw new ConfigError(
    result.issues.map((issue) =>
      describeIssue(issue, options, json, pointer, 'config/invalid-options'),
    ),
  );
}

function duplicate(definition: Definition): IsthmusError {
  return new IsthmusError(
    'registry/duplicate',
    `Two plugins of kind "${definition.kind}" are called "${definition.name}". Rename one, or list its package once.`,
    { kind: definition.kind, name: definition.name },
  );
}

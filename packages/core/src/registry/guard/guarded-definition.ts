import { blamed } from '@isthmus/contract/internal';
import type { Definition, Kind, Kinds, Schema } from '@isthmus/contract';
import { KIND_WORDS } from '../kind-words.js';
import { createGuard, type Guard } from './guard.js';
import { GUARDED } from './kinds.js';

/**
 * A definition from outside of the product, with all that it makes watched: every function is
 * announced before it runs, what it throws or gives is known as the plugin's, what it borrows are
 * copies, and what it gives is checked.
 */
export function guardedDefinition<K extends Kind>(definition: Definition<K>): Definition<K> {
  const { kind, name, summary, sources } = definition;
  const guard = createGuard(kind, name);
  return Object.freeze({
    kind,
    name,
    summary,
    sources: [...sources],
    options: guardedSchema(definition.options, guard),
    create: (options: unknown) => created(definition, options, guard),
  });
}

const guarded = new WeakSet();

/** Whether a plugin comes from outside of the product. */
export function isGuarded(plugin: object): boolean {
  return guarded.has(plugin);
}

function created<K extends Kind>(definition: Definition<K>, options: unknown, guard: Guard) {
  const plugin = guard.run('create', () => definition.create(options));
  if (typeof plugin !== 'object' || (plugin as unknown) === null)
    guard.fail('create', `it made no ${KIND_WORDS[definition.kind]}; it must return an object.`);
  try {
    // Every field is read, and a getter is the plugin's code too.
    const watched = guard.run('create', () =>
      (GUARDED[definition.kind] as (plugin: Kinds[K], guard: Guard) => Kinds[K])(plugin, guard),
    );
    guarded.add(watched);
    return watched;
  } catch (cause) {
    throw blamed(guard.who, 'create', cause);
  }
}

/** The same schema, whose checks are announced as the plugin's. */
function guardedSchema(options: Schema<unknown>, guard: Guard): Schema<unknown> {
  const standard = options['~standard'];
  return {
    '~standard': {
      ...standard,
      validate: (value) => guard.run('options', () => standard.validate(value)),
    },
  };
}

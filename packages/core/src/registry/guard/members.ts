/**
 * Every member of a plugin, present or not: so that one which the contract gains cannot be left out of its
 * guard without the compiler saying so, as what is left out would be lost for plugins from outside alone.
 */
export type Members<T> = { readonly [K in keyof T]-?: T[K] | undefined };

/**
 * The members that a plugin has.
 *
 * @example
 * present<{ readonly unit: string; readonly note?: string }>({ unit: 'nats', note: undefined }); // { unit: 'nats' }
 */
export function present<T extends object>(members: Members<T>): T {
  const there = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(there) as T;
}

/** An optional member as it is to be, where the plugin has one: null is none, as undefined is. */
export function optional<T, U>(
  member: T | null | undefined,
  sound: (member: T) => U,
): U | undefined {
  return member === undefined || member === null ? undefined : sound(member);
}

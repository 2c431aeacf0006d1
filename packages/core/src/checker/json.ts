import { ask, shown } from './faults.js';

/** The members of a JSON object. A map, so that no name is special. @throws `Malformed` */
export function fieldsOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  ask(isObject, () => `${what}: expected an object, came ${shown(value)}`);
  return new Map(Object.entries(value as object));
}

/** The same, with these members and no others; those that end in `?` may be absent. @throws `Malformed` */
export function recordOf(
  value: unknown,
  what: string,
  names: readonly string[],
): ReadonlyMap<string, unknown> {
  const fields = fieldsOf(value, what);
  const known = new Set(names.map((name) => name.replace('?', '')));
  for (const name of fields.keys())
    ask(known.has(name), () => `${what}: ${shown(name)} is not known`);
  for (const name of names)
    ask(name.endsWith('?') || fields.has(name), () => `${what}: ${shown(name)} is missing`);
  return fields;
}

/** @throws `Malformed` */
export function listOf(value: unknown, what: string): readonly unknown[] {
  ask(Array.isArray(value), () => `${what}: expected a list, came ${shown(value)}`);
  return value as readonly unknown[];
}

/** @throws `Malformed` */
export function textOf(value: unknown, what: string): string {
  ask(typeof value === 'string', () => `${what}: expected a text, came ${shown(value)}`);
  return value;
}

/** A finite number. @throws `Malformed` */
export function numberOf(value: unknown, what: string): number {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  ask(isNumber, () => `${what}: expected a finite number, came ${shown(value)}`);
  return value;
}

/** A whole number from `least` to `most`. @throws `Malformed` */
export function wholeOf(value: unknown, what: string, least = 0, most = 2 ** 31): number {
  const isWhole =
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  ask(
    isWhole,
    () => `${what}: expected a whole number from ${least} to ${most}, came ${shown(value)}`,
  );
  return value as number;
}

/** @throws `Malformed` */
export function flagOf(value: unknown, what: string): boolean {
  ask(typeof value === 'boolean', () => `${what}: expected true or false, came ${shown(value)}`);
  return value;
}

/** One of these texts. @throws `Malformed` */
export function choiceOf<T extends string>(value: unknown, what: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  ask(
    found !== undefined,
    () => `${what}: expected one of ${choices.join(', ')}, came ${shown(value)}`,
  );
  return found;
}

/** What cannot be read as what it says it is; told to the reader as a malformed claim. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** @throws `Malformed` unless it holds */
export function ask(holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new Malformed(message());
}

/** A text or number for a message: short, and in JSON's quotes; of what holds others only what it is. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

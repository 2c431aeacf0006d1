import { printable, toJson } from '@isthmus/contract/internal';

/** A value as a message shows it: JSON text, cut where it is long. */
export function valueWords(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return abbreviated(printable(toJson(value)));
}

/** A name as a message shows it, in quotation marks. */
export function quoted(name: string): string {
  return abbreviated(printable(JSON.stringify(name)));
}

/** Names that one message lists; the rest are counted. */
const MAX_LISTED = 100;

/** `a, b, c`, of many the first and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  const first = names.slice(0, MAX_LISTED).map((name) => abbreviated(printable(name)));
  return first.join(', ') + (more > 0 ? ` … (${more} more)` : '');
}

/**
 * The letters of a name that are not of the ASCII alphabet, for a name may look right and be wrong:
 * ` ("а" is U+0430)`; '' where there are none.
 */
export function strangeLetters(name: string): string {
  const strange = [...new Set(name)].filter((letter) => letter > '\u007e').slice(0, 3);
  const words = strange.map(
    (letter) =>
      `"${letter}" is U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return words.length === 0 ? '' : ` (${printable(words.join(', '))})`;
}

/**
 * The text of a schema's complaint as a part of our sentences: `expected a number greater than 0`.
 * zod's own texts are put in plain words; what an author of a schema wrote is kept.
 */
export function complaintWords(message: string): string {
  const ofZod = /^(?:Invalid (?:input|option|string|key|element)|Too (?:small|big)): (.*)$/s.exec(
    message,
  );
  if (ofZod === null)
    return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, '');
  const text = ofZod[1]!.replace(/, received .*$/s, '').replaceAll('"|"', '", "');
  return boundWords(text) ?? kindWords(text) ?? text;
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

function kindWords(text: string): string | null {
  const kind = /^expected (\w+)$/.exec(text)?.[1];
  return kind === undefined ? null : `expected ${KINDS[kind] ?? kind}`;
}

const BOUNDS: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '>': 'greater than',
  '<=': 'at most',
  '<': 'less than',
};

/** zod says `expected array to have >=1 items` and `expected number to be >0`. */
function boundWords(text: string): string | null {
  const found = /^expected (\w+) to (?:be|have) ([<>]=?)(\S+)(?: (\w+))?$/.exec(text);
  if (found === null) return null;
  const [, kind = '', bound = '', limit = '', units] = found;
  const subject = `expected ${KINDS[kind] ?? kind}`;
  const words = `${BOUNDS[bound] ?? bound} ${limit}`;
  if (units === undefined)
    return `${subject}, ${words}`.replace(', greater', ' greater').replace(', less', ' less');
  return `${subject} of ${words} ${limit === '1' ? units.replace(/s$/, '') : units}`;
}

/** A value is to be recognised, not to be read. */
function abbreviated(text: string, limit = 80): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

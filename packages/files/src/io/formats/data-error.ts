import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';

/** What is wrong with a data file. `truncated`, `trailing-bytes` and `too-large` speak of its size. */
export type DataFault =
  | 'bad-gzip'
  | 'bad-magic'
  | 'bad-value'
  | 'too-large'
  | 'trailing-bytes'
  | 'truncated'
  | 'unsupported';

/** The facts that every message about a data file gives. */
export interface DataMismatch {
  /** Where in the file, such as "line 3". */
  readonly place?: string;
  /** What a good file has at this place; follows "expected". */
  readonly expected: string;
  /** What this file has there; follows "came". */
  readonly came: string;
  /** What the reader of the message can do, a full sentence without its stop. */
  readonly remedy: string;
}

/**
 * Makes the error for a data file that cannot be used.
 *
 * @example
 * dataError('truncated', 'a.idx', { expected: '784 bytes', came: '12', remedy: 'Copy the file again' }).message;
 * // 'a.idx: expected 784 bytes, came 12. Copy the file again.'
 */
export function dataError(
  fault: DataFault,
  source: string,
  { remedy, ...facts }: DataMismatch,
  options?: ErrorOptions,
): IsthmusError {
  const where = facts.place === undefined ? source : `${source}, ${facts.place}`;
  const message = `${where}: expected ${facts.expected}, came ${facts.came}. ${remedy}.`;
  return new IsthmusError(`data/${fault}`, message, { file: source, ...facts }, options);
}

/** Quotes text from a file for a message: shortened, control and invisible characters escaped. */
export function quote(text: string): string {
  return printable(JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text));
}

const MOST_LISTED = 20;

/** Texts quoted for a message, not all where there are many. */
export function listed(texts: readonly string[], most = MOST_LISTED): string {
  const shown = texts.slice(0, most).map(quote).join(', ');
  const more = texts.length - most;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

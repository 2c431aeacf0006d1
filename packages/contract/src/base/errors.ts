import { bounded } from './printable.js';

/** A failure's name: the room it comes from and what went wrong, such as `config/unknown-plugin`. */
export type ErrorCode = `${string}/${string}`;

/**
 * Every error that Isthmus throws on purpose.
 *
 * The message says where, what was expected, what came and what to do; `data` holds the same facts
 * for programs. A message that quotes a long text is cut. Expected outcomes (a budget used up, a path not found) are values, never errors.
 *
 * @example
 * const error = new IsthmusError(
 *   'data/truncated',
 *   'images.idx: expected 784 bytes, the file ends after 12.',
 *   { file: 'images.idx' },
 * );
 * error.code; // 'data/truncated'
 */
export class IsthmusError extends Error {
  override readonly name = 'IsthmusError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(bounded(message), options);
  }
}

/**
 * Tells whether a thrown value is an `IsthmusError`, also one from another copy of this package
 * (a plugin may bring its own), for which `instanceof` would answer no.
 *
 * @example
 * isIsthmusError(new IsthmusError('data/missing', 'a.csv: there is no such file.')); // true
 * isIsthmusError(new Error('without a code')); // false
 */
export function isIsthmusError(thrown: unknown): thrown is IsthmusError {
  try {
    return (
      thrown instanceof Error &&
      thrown.name === 'IsthmusError' &&
      'code' in thrown &&
      typeof thrown.code === 'string'
    );
  } catch {
    // A plugin may throw what cannot even be looked at.
    return false;
  }
}

/**
 * The message of any thrown value. Plugins may throw strings, null, or objects that cannot even be
 * written as text; an error without a message is called by its name. What is long is cut.
 *
 * @example
 * messageOf(new Error('out of paper')); // 'out of paper'
 * messageOf(null); // 'null'
 */
export function messageOf(thrown: unknown): string {
  try {
    return bounded(
      thrown instanceof Error ? String(thrown.message || thrown.name) : String(thrown),
    );
  } catch {
    return 'a value that cannot be written as text';
  }
}

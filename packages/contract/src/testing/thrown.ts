import { isIsthmusError, type IsthmusError } from '../base/errors.js';

/** The `IsthmusError` that an action throws; any other outcome is a failure of the test. */
export function thrownBy(action: () => unknown): IsthmusError {
  try {
    action();
  } catch (thrown) {
    if (isIsthmusError(thrown)) return thrown;
    throw new Error('something else than an IsthmusError was thrown', { cause: thrown });
  }
  throw new Error('nothing was thrown');
}

/** As `thrownBy`, of a promise. */
export async function rejectionOf(action: () => Promise<unknown>): Promise<IsthmusError> {
  try {
    await action();
  } catch (thrown) {
    if (isIsthmusError(thrown)) return thrown;
    throw new Error('it rejected with something else than an IsthmusError', { cause: thrown });
  }
  throw new Error('it did not reject');
}

/** What stands on the objects that all others inherit from: a config must never add to it. */
export function prototypeKeys(): readonly PropertyKey[] {
  return [Object.prototype, Array.prototype, Function.prototype].flatMap((p) => Reflect.ownKeys(p));
}

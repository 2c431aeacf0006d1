import { toJson } from '@isthmus/contract/internal';

/**
 * A copy fit for JSON-RPC, with NaN and the infinities as strings: plain JSON would make null of
 * them, and a diverged run would look like one without a loss.
 */
export function jsonCopy<T>(value: T): T {
  return JSON.parse(toJson(value)) as T;
}

import { canonicalJson, finiteOrNot } from '@isthmus/contract/internal';
import { sha256 } from '@isthmus/files/internal';

/** Parts of a record whose texts come from an experiment or a plugin: there "NaN" is a text. */
const FOREIGN: ReadonlySet<string> = new Set(['label', 'options', 'source', 'space']);

/** The hash by which a stored record is known to be whole. */
export function recordHash(record: unknown): string {
  return sha256(canonicalJson(record));
}

/** A stored record as it was before it became JSON: "NaN" and the infinities are numbers again. */
export function revived(value: unknown): unknown {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return finiteOrNot(value);
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      FOREIGN.has(key) ? (part as unknown) : revived(part),
    ]),
  );
}

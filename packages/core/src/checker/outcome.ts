import type { NamedFile } from './certificate.js';
import { Malformed } from './faults.js';

/** One thing that a certificate says, and whether it is so. */
export interface CheckedClaim {
  readonly claim: string;
  readonly outcome: 'true' | 'false' | 'missing' | 'malformed';
  /** What is wrong; null where it is true. */
  readonly why: string | null;
}

/** What a check needs of the world. */
export interface CheckMeans {
  /** A file by its name relative to the run folder; null where there is none. */
  read(name: string): Uint8Array | null;
  /** The SHA-256 of bytes, in hexadecimal. */
  sha256(bytes: Uint8Array): string;
  /** Called now and then with the element that is being checked, and the part of it that is done. */
  tick?(element: number, part: number): void;
}

/** What is so is said by returning; `False` and `Missing` say that it is not, `Malformed` that it is no claim. */
export class False extends Error {}
export class Missing extends Error {}

/** Says a claim, and by a check whether it is so. */
export type Tell = (claim: string, check: () => void) => void;

/** What became of a claim. */
export function outcomeOf(claim: string, check: () => void): CheckedClaim {
  try {
    check();
    return { claim, outcome: 'true', why: null };
  } catch (thrown) {
    if (thrown instanceof False) return { claim, outcome: 'false', why: thrown.message };
    if (thrown instanceof Missing) return { claim, outcome: 'missing', why: thrown.message };
    if (thrown instanceof Malformed) return { claim, outcome: 'malformed', why: thrown.message };
    throw thrown;
  }
}

/** @throws `False` unless it holds; written so that NaN never does */
export function hold(holds: boolean, why: () => string): void {
  if (!holds) throw new False(why());
}

/** The bytes of a file of the folder, seen to be those that were named. */
export function hashed({ file, sha256 }: NamedFile, { read, sha256: hash }: CheckMeans) {
  const bytes = read(file);
  if (bytes === null) throw new Missing('there is no such file in the folder');
  hold(hash(bytes) === sha256, () => 'its SHA-256 is another: the certificate is of another file');
  return bytes;
}

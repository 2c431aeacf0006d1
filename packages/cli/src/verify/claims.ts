import { messageOf } from '@isthmus/core';
import type { CheckedClaim } from '@isthmus/core/checker';

/** A claim of a record or of a certificate, whether it is so, and what it is about: `a – b, dss/greedy`. */
export interface Claim extends CheckedClaim {
  readonly about: string;
}

/** What became of the claims of one folder or file. */
export interface Verified {
  readonly path: string;
  readonly kind: 'run' | 'sweep' | 'certificate';
  /** Its name, or what it is a certificate of. */
  readonly title: string;
  readonly claims: readonly Claim[];
  /** What the claims were held against, sentence by sentence. */
  readonly by: readonly string[];
  readonly assumed: readonly string[];
  /** What stands in the record and was not looked at. */
  readonly unchecked: readonly string[];
}

/** Collects claims about one thing. */
export interface ClaimBook {
  /** Notes a claim that `check` finds nothing against; what it returns is what is wrong. */
  note(claim: string, check: () => string | null): void;
  /** The same for something that is not there. */
  missing(claim: string, why: string): void;
  /** Takes over what others have found. */
  take(claims: readonly CheckedClaim[]): void;
}

/** @param claims where they are added */
export function bookOf(about: string, claims: Claim[]): ClaimBook {
  return {
    note(claim, check) {
      claims.push({ about, claim, ...outcomeOf(check) });
    },
    missing: (claim, why) => claims.push({ about, claim, outcome: 'missing', why }),
    take: (others) => claims.push(...others.map((each) => ({ about, ...each }))),
  };
}

/** What cannot be computed at all is malformed: a file that is damaged, a number that is none. */
function outcomeOf(check: () => string | null): Pick<Claim, 'outcome' | 'why'> {
  try {
    const why = check();
    return { outcome: why === null ? 'true' : 'false', why };
  } catch (thrown) {
    return { outcome: 'malformed', why: messageOf(thrown) };
  }
}

/** Recorded numbers may differ by this from those computed anew, relatively. */
const TOLERANCE = 1e-6;

/** What is wrong with a recorded number; null where it is that of `found`, to a millionth of `scale`. */
export function differs(recorded: number, found: number, scale = Math.abs(found)): string | null {
  const near = Math.abs(recorded - found) <= TOLERANCE * scale || Object.is(recorded, found);
  return near ? null : `it is ${found}, recorded is ${recorded}`;
}

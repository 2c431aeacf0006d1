import type { Params } from '@isthmus/contract/parameters';
import { mapLeaves, sameBits } from '@isthmus/contract/parameters';
import { atOnce, type Guard } from './guard.js';

/** Parameters for a plugin to borrow. */
export interface Lent {
  /** Copies: what is done to them, now or later, happens to nobody else. */
  readonly copies: readonly Params[];
  /** @throws naming plugin and phase when the copies are not what they were */
  check(): void;
}

/** Copies of parameters for a function of a plugin, which must not change them. */
export function lend(guard: Guard, phase: string, ...params: readonly Params[]): Lent {
  const copies = params.map(copyOf);
  return {
    copies,
    check() {
      if (copies.every((copy, i) => sameBits(copy, params[i]!))) return;
      guard.fail(phase, 'it changed parameters that it borrowed. Make new arrays instead.');
    },
  };
}

/** New arrays with the same numbers. @throws for a promise of parameters */
export function copyOf(params: Params): Params {
  return mapLeaves(atOnce(params), ({ data }) => data.slice());
}

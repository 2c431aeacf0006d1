import { platform } from '#platform';

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 25;

/** Tells when work in this thread should let others have a turn. */
export interface Pacer {
  /** Whether a slice of work is over. */
  due(): boolean;
  /**
   * How many steps to do at once, from 1: twice as many as the last time while they take less than a
   * third of a slice, half as many when they take more than one.
   */
  chunk(): number;
  /** Lets timers, messages and cancels arrive, then begins a new slice. */
  rest(): Promise<void>;
}

/** A clock in milliseconds, for tests. */
export type Clock = () => number;

/** More at once would save nothing. */
const MOST_STEPS = 2 ** 16;

/**
 * Cuts work into slices of 25 ms, so that with steps of up to 25 ms a cancel arrives within 50 ms.
 *
 * The time is read here, and it decides nothing but when the event loop has its turn: results never
 * depend on it.
 */
export function createPacer(clock: Clock = () => performance.now()): Pacer {
  let begun = clock();
  let steps = 1;
  let chunkBegun: number | null = null;
  return {
    due() {
      const now = clock();
      if (chunkBegun !== null) steps = nextChunk(steps, now - chunkBegun);
      chunkBegun = null;
      return now - begun >= SLICE_MS;
    },
    chunk() {
      chunkBegun = clock();
      return steps;
    },
    async rest() {
      await platform.turn();
      begun = clock();
    },
  };
}

function nextChunk(chunk: number, took: number): number {
  if (took > SLICE_MS) return Math.max(1, Math.floor(chunk / 2));
  return took < SLICE_MS / 3 ? Math.min(2 * chunk, MOST_STEPS) : chunk;
}

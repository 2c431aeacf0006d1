/** Milliseconds of work between two turns of the event loop. */
const SLICE_MS = 25;

/** Tells when work in this thread should let others have a turn. */
export interface Pacer {
  /** Whether a slice of work is over. */
  due(): boolean;
  /** Lets timers, messages and cancels arrive, then begins a new slice. */
  rest(): Promise<void>;
}

/** A clock in milliseconds, for tests. */
export type Clock = () => number;

/**
 * Cuts work into slices of 25 ms, so that with steps of up to 25 ms a cancel arrives within 50 ms.
 *
 * The time is read here, and it decides nothing but when the event loop has its turn: results never
 * depend on it.
 */
export function createPacer(clock: Clock = () => performance.now()): Pacer {
  let begun = clock();
  return {
    due: () => clock() - begun >= SLICE_MS,
    async rest() {
      // An immediate runs after the timers and the messages that are waiting.
      await new Promise((resolve) => setImmediate(resolve));
      begun = clock();
    },
  };
}

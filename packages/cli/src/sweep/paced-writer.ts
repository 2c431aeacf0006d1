/** Writes what changes often, but not at every change. */
export interface PacedWriter {
  /** Says that something has changed. */
  soon(): void;
  /** Writes at once, after what is being written. @throws what the writing throws */
  now(): Promise<void>;
}

const INTERVAL_MS = 1000;

/** A large record takes long to write; at most this part of the time is spent on it. */
const SHARE = 0.05;

/**
 * Calls `write` a second after a change at the earliest, and never twice at once. A writing that fails
 * is tried again with the next change; the last one, by `now`, tells.
 */
export function pacedWriter(write: () => Promise<void>, intervalMs = INTERVAL_MS): PacedWriter {
  let timer: NodeJS.Timeout | null = null;
  let last: Promise<void> = Promise.resolve();
  let took = 0;
  const timed = async () => {
    const begun = performance.now();
    await write();
    took = performance.now() - begun;
  };
  const queue = () => (last = last.catch(() => undefined).then(timed));
  return {
    soon() {
      timer ??= setTimeout(
        () => {
          timer = null;
          queue().catch(() => undefined);
        },
        Math.max(intervalMs, took / SHARE),
      );
    },
    async now() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await queue();
    },
  };
}

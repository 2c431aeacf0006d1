/** What does work on one thing after the other. */
export interface WorkLane<T> {
  work(thing: T): Promise<void>;
  /** Called when it has done its last. */
  close(): void;
}

/**
 * Does work on many things, in `size` lanes at once, each thing when a lane is free, in order; what
 * has not been begun when the signal aborts is not done.
 *
 * @throws the first fault, when all that is under way has ended
 */
export async function runInLanes<T>(
  things: readonly T[],
  size: number,
  signal: AbortSignal,
  open: () => WorkLane<T>,
): Promise<void> {
  let next = 0;
  let faulty = false;
  const run = async () => {
    const lane = open();
    try {
      while (next < things.length && !signal.aborted && !faulty) await lane.work(things[next++]!);
    } catch (thrown) {
      faulty = true;
      throw thrown;
    } finally {
      lane.close();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: size }, run));
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
}

/**
 * Does work on many things, `size` at once, each when a lane is free, in order; what has not been
 * begun when the signal aborts is not done.
 *
 * @throws the first fault, when all that is under way has ended
 */
export async function runInLanes<T>(
  things: readonly T[],
  size: number,
  signal: AbortSignal,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let faulty = false;
  const lane = async () => {
    while (next < things.length && !signal.aborted && !faulty) {
      try {
        await work(things[next++]!);
      } catch (thrown) {
        faulty = true;
        throw thrown;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: size }, lane));
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
}

/**
 * Runs `start` and removes the handlers that it adds for errors that nobody caught: the wasm module
 * adds two that throw again, which would take such errors away from the program's own handlers. In Node alone: in a browser there is no wasm module to start.
 */
export async function withoutNewHandlers<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]));
  try {
    return await start();
  } finally {
    for (const [event, known] of before) removeUnknown(event, known);
  }
}

function removeUnknown(event: string, known: ReadonlySet<unknown>): void {
  for (const listener of process.rawListeners(event))
    if (!known.has(listener)) process.removeListener(event, listener as () => void);
}

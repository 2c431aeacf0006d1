import { createInterface } from 'node:readline';

/**
 * Answers requests, one line of JSON each, until stdin ends.
 *
 * @param load makes of a request the calls `check` and `run`, either of which may be async
 * @param more further requests by their names
 */
export async function serve(load, more = {}) {
  let state = null;
  const answers = {
    load: async (request) => {
      state?.dispose?.();
      state = await load(request);
      return state.about ?? {};
    },
    check: () => state.check(),
    run: ({ repeats }) => measured(state.run, repeats),
    memory: () => ({ peakBytes: process.resourceUsage().maxRSS * 1024 }),
    ...more,
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      console.log(JSON.stringify({ answer: await answers[request.ask](request) }));
    } catch (error) {
      console.log(JSON.stringify({ error: error.stack ?? String(error) }));
    }
  }
}

/** Processor and wall-clock seconds of the calls. */
async function measured(call, repeats) {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  for (let i = 0; i < repeats; i++) {
    const pending = call();
    if (pending instanceof Promise) await pending;
  }
  const used = process.cpuUsage(cpu);
  return { cpu: (used.user + used.system) / 1e6, wall: (performance.now() - wall) / 1000 };
}

import { leftBehind, silentPlugin } from './fault-words.js';
import type { Thread } from './threads.js';

const LOOK_EVERY_MS = 200;

/** How much longer the product's own code may be without a sign than code from outside. */
export const OWN_FACTOR = 10;

/**
 * Ends a thread that gives no sign of life while a step is on it. Code from outside has the time that
 * the limit gives. The product's own has ten times that: a thread that starts, or a pass over many
 * samples, says nothing meanwhile.
 */
export function watchStep(thread: Thread, silenceSeconds: number): { dispose(): void } {
  let seen = -1;
  let silence = 0;
  let looked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // A process that was stopped for a while has not been silent.
    silence += Math.min(now - looked, 2 * LOOK_EVERY_MS);
    looked = now;
    const signs = thread.board.signs();
    if (signs !== seen) [seen, silence] = [signs, 0];
    const running = thread.board.running();
    const isForeign = !thread.board.isComputing() && running?.foreign === true;
    const limit = silenceSeconds * (isForeign ? 1 : OWN_FACTOR);
    if (silence < 1000 * limit) return;
    clearInterval(timer);
    thread.fail(silentPlugin(running ?? leftBehind(thread.board.latest()), limit));
  }, LOOK_EVERY_MS);
  return {
    dispose: () => {
      clearInterval(timer);
    },
  };
}

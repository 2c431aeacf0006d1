import type { CallFile } from './call-file.js';
import { leftBehind, silentPlugin } from './fault-words.js';
import { OWN_FACTOR } from './watch-step.js';

const LOOK_EVERY_MS = 250;

/**
 * Watches the main thread of a runner from the process that started it: while plugins are loaded and
 * data are read, nobody else could end what does not end.
 *
 * @param end told when there was no sign of life for too long, with the error that names what ran
 */
export function watchMain(calls: CallFile, end: (reason: Error) => void): { dispose(): void } {
  let seen = -1;
  let silence = 0;
  let looked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // A process that was stopped for a while has not been silent.
    silence += Math.min(now - looked, 2 * LOOK_EVERY_MS);
    looked = now;
    const signs = calls.signs();
    if (signs !== seen) [seen, silence] = [signs, 0];
    const running = calls.main();
    // A little more than the runner itself allows, so that it may tell first.
    const factor = running?.foreign === true ? 1.05 : OWN_FACTOR;
    const limit = calls.silenceSeconds() * factor;
    // Zero: the runner has not yet said how long it may take.
    if (limit === 0 || silence < 1000 * limit) return;
    clearInterval(timer);
    end(silentPlugin(running ?? leftBehind(calls.mainLatest()), Math.round(limit)));
  }, LOOK_EVERY_MS);
  return {
    dispose: () => {
      clearInterval(timer);
    },
  };
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Question, Runner } from '@isthmus/cli/runner';
import { startRunner } from '@isthmus/cli/runner';
import type { ChosenRunner } from '../runner/runner-place.js';

/** How long an answer may take, plugins included; what takes longer holds up whoever is typing. */
const PATIENCE_MS = 10_000;

/** A process that nobody asks is memory for nothing. */
const IDLE_MS = 120_000;

/** Asks runners about experiments while these are written: nothing of a workspace is run or read in the editor. */
export interface Checker {
  /**
   * Asks the runner of that place, after all that it was asked before.
   *
   * @throws `runner/…`, and what the runner answers with an error
   */
  ask<Q, A>(place: ChosenRunner, question: Question<Q, A>, request: Q): Promise<A>;
  /** Ends the processes, so that code of plugins is read anew. */
  forget(): void;
}

/** One process, and what it has been asked last. */
interface Held {
  runner: Promise<Runner> | null;
  last: Promise<unknown>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * One process for each runner and folder, kept while it is asked: starting one takes as long as a hundred answers.
 *
 * @param patienceMs how long an answer may take before the process is ended
 * @param start starts a runner
 */
export function createChecker(patienceMs = PATIENCE_MS, start = startRunner): Checker {
  const all = new Map<string, Held>();
  return {
    ask(place, question, request) {
      const held = heldAt(all, `${String(place.entry)}\n${place.cwd ?? ''}`);
      const answer = held.last.then(() =>
        asked(held, place, patienceMs, start, (runner, signal) =>
          runner.ask(question, request, signal),
        ),
      );
      held.last = answer.catch(() => undefined);
      return answer;
    },
    forget() {
      for (const held of all.values()) void held.last.then(() => release(held));
    },
  };
}

function heldAt(all: Map<string, Held>, key: string): Held {
  const found = all.get(key);
  if (found !== undefined) return found;
  const held: Held = { runner: null, last: Promise.resolve(), timer: undefined };
  all.set(key, held);
  return held;
}

async function asked<A>(
  held: Held,
  place: ChosenRunner,
  patienceMs: number,
  start: typeof startRunner,
  send: (runner: Runner, signal: AbortSignal) => Promise<A>,
): Promise<A> {
  clearTimeout(held.timer);
  held.runner ??= start({ ...place, entry: checkerEntry(String(place.entry)) });
  try {
    const runner = await held.runner;
    return await send(runner, AbortSignal.timeout(patienceMs));
  } finally {
    const runner = await held.runner.catch(() => null);
    if (runner?.isFit() !== true) await release(held);
    else held.timer = setTimeout(() => void release(held), IDLE_MS).unref();
  }
}

/** Of the bundled runner the entry that is called after what it does; others have the one. */
function checkerEntry(entry: string): string {
  const own = join(dirname(entry), 'checker.js');
  return existsSync(own) ? own : entry;
}

async function release(held: Held): Promise<void> {
  clearTimeout(held.timer);
  const runner = held.runner;
  held.runner = null;
  await runner?.then(
    (started) => {
      started.end();
    },
    () => undefined,
  );
}

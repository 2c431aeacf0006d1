import type { PluginCall } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/core/contract';
import type { CallFile } from './call-file.js';
import { outOfMemory } from './fault-words.js';
import type { RunnerOutput } from './output.js';

/** Tells why a runner has ended without an answer. */
export interface WhyEnded {
  /** It was ended from here, for this reason. */
  is(reason: Error): void;
  words(code: number | null, killedBy: string | null): IsthmusError;
}

/** Puts together what is known of a runner that has ended: what ran in it, and what it printed. */
export function whyEnded(
  calls: CallFile,
  output: RunnerOutput,
  wasCancelled: () => boolean,
): WhyEnded {
  let known: Error | null = null;
  return {
    is(reason) {
      known = reason;
    },
    words(code, killedBy) {
      const call = calls.main();
      const taken = calls.memoryMB();
      if (taken !== null && known === null)
        known = outOfMemory(call, `the run took ${Math.round(taken)} MB of memory`);
      const text =
        known === null
          ? endWords(calls, output, wasCancelled(), killedBy ?? `exit code ${code ?? '?'}`)
          : `${known.message}\n${restWords('It ended', output)}`;
      return new IsthmusError('runner/exited', text, { code, signal: killedBy });
    },
  };
}

function endWords(
  calls: CallFile,
  output: RunnerOutput,
  wasCancelled: boolean,
  how: string,
): string {
  const ended = wasCancelled ? 'did not end in order and was stopped' : `ended (${how})`;
  const tail = output.tail();
  return [
    restWords(`The runner ${ended}`, output),
    callWords(calls),
    tail === '' ? '' : `It last printed:\n${tail}`,
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function restWords(ended: string, output: RunnerOutput): string {
  const folder = output.folder();
  return folder === null
    ? `${ended} before the run began; nothing was written.`
    : `${ended} in the middle of the run. What was finished stands in ${folder}; continue with --resume.`;
}

/** Who may have ended it: what ran in the main thread, else what began last in the others. */
function callWords(calls: CallFile): string {
  const main = calls.main();
  const called = main === null ? calls.latest() : [main];
  const words = [...new Set(called.map(oneCall))];
  return words.length === 0 ? '' : `The code from outside that ran last: ${words.join('; ')}.`;
}

function oneCall({ who, phase }: PluginCall): string {
  return `the ${who} in ${phase}`;
}

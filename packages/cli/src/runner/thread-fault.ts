import type { PluginCall } from '@isthmus/contract/internal';
import { blamed } from '@isthmus/contract/internal';
import { isIsthmusError, IsthmusError, messageOf } from '@isthmus/core';
import type { BoardReader } from './board.js';
import { outOfMemory } from './fault-words.js';

/** What ended a thread, as an error that names the plugin, where one has run in it. */
export function threadFault(thrown: unknown, board: BoardReader): unknown {
  const { code } = (thrown ?? {}) as { code?: unknown };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return outOfMemory(board.running() ?? board.latest(), 'the memory of its thread is used up');
  // What a timer of a plugin threw names it already.
  if (isIsthmusError(thrown)) {
    const { who, phase } = board.latest() ?? { who: 'plugin', phase: 'a timer' };
    return new IsthmusError(thrown.code, thrown.message, { plugin: who, phase });
  }
  const call = board.latest();
  return call === null ? thrown : blamed(call.who, later(call), new Error(messageOf(thrown)));
}

/** A thread that has ended without a word. */
export function threadEnded(code: number, board: BoardReader): IsthmusError {
  const call = board.running() ?? board.latest();
  const what = `its thread ended with code ${code} in the middle of a step.`;
  return call === null
    ? new IsthmusError('runner/thread-ended', `A worker thread ended with code ${code}.`, { code })
    : blamed(call.who, call.phase, new IsthmusError('runner/thread-ended', what));
}

function later({ phase }: PluginCall): string {
  return phase.includes('later') ? phase : `${phase} (later, in a promise or a timer)`;
}

import { IsthmusError, isIsthmusError, messageOf } from './errors.js';
import { inAsyncCall, inCall, inLateCall, type PluginCall } from './plugin-call.js';

/**
 * Runs a plugin's own code, and tells what it throws with the plugin's name.
 *
 * @param who the plugin as a person calls it, such as `optimizer "core/adam"`
 * @param phase which of its functions
 * @throws `run/plugin-failed`, or the code of an error that was thrown on purpose
 */
export function blaming<T>(who: string, phase: string, action: () => T): T {
  return blamingCall({ who, phase, foreign: false }, action);
}

/**
 * The same for a call that is made many times.
 *
 * @example
 * const call = { who: 'task "mine/rows"', phase: 'load', foreign: true };
 * blamingCall(call, () => 7); // 7
 */
export function blamingCall<T>(call: PluginCall, action: () => T): T {
  return inCall(call, () => blamingThrows(call, action));
}

/**
 * The same for what a plugin left for later, in a timer or a microtask.
 *
 * @example
 * const call = { who: 'task "mine/rows"', phase: 'load (later, in a timer)', foreign: true };
 * blamingLate(call, () => 7); // 7
 */
export function blamingLate<T>(call: PluginCall, action: () => T): T {
  return inLateCall(call, () => blamingThrows(call, action));
}

/** Within the call, as even to read a message may run the plugin's code. */
function blamingThrows<T>(call: PluginCall, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw blamed(call.who, call.phase, cause);
  }
}

/**
 * The same for code that gives a promise.
 *
 * @throws also `run/silent` when it does not settle
 */
export async function blamingAsync<T>(call: PluginCall, action: () => Promise<T> | T): Promise<T> {
  try {
    return await inAsyncCall(call, action, (seconds) => unsettled(call, seconds));
  } catch (cause) {
    throw blamed(call.who, call.phase, cause);
  }
}

/**
 * What a plugin threw, or rejected with, as an error that names it; one that names a plugin stays as
 * it is.
 *
 * @example
 * const { message } = blamed('task "mine/rows"', 'load', new Error('no rows'));
 * message; // 'The task "mine/rows" failed in load: no rows'
 */
export function blamed(who: string, phase: string, cause: unknown): IsthmusError {
  if (isIsthmusError(cause) && namesPlugin(cause)) return cause;
  const code = isIsthmusError(cause) ? cause.code : 'run/plugin-failed';
  const message = `The ${who} failed in ${phase}: ${messageOf(cause)}`;
  return new IsthmusError(code, message, { plugin: who, phase }, { cause });
}

/** A promise of a plugin that does not settle. */
function unsettled({ who, phase }: PluginCall, seconds: number): IsthmusError {
  return new IsthmusError(
    'run/silent',
    `The ${who} failed in ${phase}: what it promised has not come for ${seconds} s. If it needs longer, raise /limits/silenceSeconds.`,
    { plugin: who, phase },
  );
}

function namesPlugin({ data }: IsthmusError): boolean {
  return typeof data === 'object' && data !== null && typeof data['plugin'] === 'string';
}

import { blamed, blamingAsync, blamingCall, mendIntrinsics } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type { PluginCall } from '@isthmus/contract/internal';
import type { Kind } from '@isthmus/contract';
import { KIND_WORDS } from '../kind-words.js';

/** Runs the functions of one plugin from outside, so that whatever they do is known to be theirs. */
export interface Guard {
  /** The plugin as a person calls it, such as `optimizer "mine/descent"`. */
  readonly who: string;
  /**
   * Runs one of its functions, which answers at once.
   *
   * @throws `run/plugin-failed` naming plugin and phase for whatever it throws, a promise, and what it
   * changes of the language's own objects
   */
  run<T>(phase: string, action: () => T): T;
  /** The same of a function that is called for every number: it is announced, and nothing more. */
  runHot<T>(phase: string, action: () => T): T;
  /** Runs a function that may give a promise. */
  runAsync<T>(phase: string, action: () => Promise<T> | T): Promise<T>;
  /** Whether this call of a phase is one of the few in which what is costly is looked at. */
  isDue(phase: string): boolean;
  /** @throws naming plugin and phase */
  fail(phase: string, fault: string): never;
}

interface Phase {
  readonly call: PluginCall;
  calls: number;
}

/** The guard of a plugin. */
export function createGuard(kind: Kind, name: string): Guard {
  const who = `${KIND_WORDS[kind]} "${name}"`;
  const phases = new Map<string, Phase>();
  const phaseOf = (phase: string): Phase => {
    let known = phases.get(phase);
    if (known === undefined) {
      known = { call: { who, phase, foreign: true }, calls: 0 };
      phases.set(phase, known);
    }
    return known;
  };
  const fail = (phase: string, fault: string): never => {
    throw blamed(who, phase, new IsthmusError('run/plugin-failed', fault));
  };
  const checked = (phase: string) => {
    const changed = mendIntrinsics();
    if (changed !== null) fail(phase, changedWords(changed));
  };
  return {
    who,
    fail,
    isDue: (phase) => isMilestone(phaseOf(phase).calls),
    run(phase, action) {
      const own = phaseOf(phase);
      own.calls++;
      try {
        const result = blamingCall(own.call, () => atOnce(action()));
        if (isMilestone(own.calls)) checked(phase);
        return result;
      } catch (thrown) {
        throw mended(thrown);
      }
    },
    runHot: (phase, action) => blamingCall(phaseOf(phase).call, action),
    async runAsync(phase, action) {
      const own = phaseOf(phase);
      own.calls++;
      try {
        const result = await blamingAsync(own.call, action);
        checked(phase);
        return result;
      } catch (thrown) {
        throw mended(thrown);
      }
    },
  };
}

/** What a function changed before it threw must not stay: other steps of this thread go on. */
function mended(thrown: unknown): unknown {
  mendIntrinsics();
  return thrown;
}

/** What a message says of a changed object. */
export function changedWords(what: string): string {
  return `it changed ${what}, which all code shares. It has been put back.`;
}

/** The first calls, then one in 64: to look at what is shared takes some 100 µs. */
function isMilestone(calls: number): boolean {
  return calls <= 64 || calls % 64 === 0;
}

/** @throws for a promise */
export function atOnce<T>(result: T): T {
  if (typeof result !== 'object' || result === null) return result;
  if (result instanceof Promise || typeof (result as { then?: unknown }).then === 'function') {
    // Its rejection would come when nobody asks for it any more.
    Promise.resolve(result as unknown).catch(() => undefined);
    throw new IsthmusError('run/plugin-failed', 'it gave a promise; it must answer at once.');
  }
  return result;
}

// The whole modules are watched here; no folder is made.
/* eslint-disable no-restricted-imports */
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
/* eslint-enable no-restricted-imports */
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import timers from 'node:timers';
import type { PluginCall } from '@isthmus/contract/internal';
import { blamingLate, runningCall, watchObject } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/core';

/**
 * Readies this thread for code from outside: what would end the process throws in the plugin that
 * calls it, what a plugin leaves to a timer is known as its own, and changes of `fs` are noticed.
 */
export function guardProcess(): void {
  refuseEnds();
  for (const owner of [globalThis, timers]) nameTimers(owner as unknown as Functions);
  nameTicks();
  syncBuiltinESMExports();
  watchSystem();
  watchObject('fs', fs, false);
  watchObject('fs.promises', fsPromises, false);
}

/** Of the system's own names those that the product calls; each is made when it is first looked at. */
const SYSTEM = [
  ...['AbortController', 'AbortSignal', 'Buffer', 'TextDecoder', 'TextEncoder', 'console'],
  ...['clearImmediate', 'clearInterval', 'clearTimeout', 'performance', 'process', 'queueMicrotask'],
  ...['setImmediate', 'setInterval', 'setTimeout', 'structuredClone'],
]; // prettier-ignore

function watchSystem(): void {
  for (const name of SYSTEM) void Reflect.get(globalThis, name);
  watchObject('globalThis', globalThis, false, SYSTEM);
  watchObject('timers', timers, false);
  watchObject('Buffer', Buffer, false);
  watchObject('performance', performance, false, ['now']);
  const calls = Object.keys(process).filter(
    (key) => typeof Reflect.getOwnPropertyDescriptor(process, key)?.value === 'function',
  );
  watchObject('process', process, false, calls);
}

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** Functions of `process` that end it. */
const ENDS = ['exit', 'reallyExit', 'abort', 'dlopen'] as const;

function refuseEnds(): void {
  const own = process as unknown as Functions;
  for (const name of ENDS) {
    const original = own[name];
    if (original === undefined) continue;
    own[name] = (...args) => {
      refuseInPlugin(`it called process.${name}(${args.length === 0 ? '' : String(args[0])})`);
      return Reflect.apply(original, process, args);
    };
  }
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    const ownOnes = [process.pid, process.ppid, 0, -process.pid];
    if (ownOnes.includes(pid) && signal !== 0)
      refuseInPlugin(`it called process.kill(${pid}, ${String(signal ?? 'SIGTERM')})`);
    return kill(pid, signal);
  };
}

function refuseInPlugin(what: string): void {
  if (runningCall()?.foreign === true)
    throw new IsthmusError('run/plugin-failed', `${what}, which a plugin may not.`);
}

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const;

function nameTimers(owner: Functions): void {
  for (const name of TIMERS) {
    const original = owner[name];
    if (original === undefined) continue;
    const named = (callback: unknown, ...args: unknown[]) =>
      original(ownedCallback(callback), ...args);
    // Such as what makes a promise of a timer.
    owner[name] = Object.defineProperties(named, Object.getOwnPropertyDescriptors(original));
  }
}

function nameTicks(): void {
  const nextTick = process.nextTick.bind(process);
  process.nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    nextTick(ownedCallback(callback) as typeof callback, ...args);
  };
}

/** The callback as it is, or for one that a plugin sets, as a call of that plugin. */
function ownedCallback(callback: unknown): unknown {
  const call = runningCall();
  if (call?.foreign !== true || typeof callback !== 'function') return callback;
  const late: PluginCall = { ...call, phase: latePhase(call.phase) };
  return function (this: unknown, ...args: unknown[]) {
    return blamingLate(late, () => Reflect.apply(callback, this, args) as unknown);
  };
}

function latePhase(phase: string): string {
  return phase.includes('later') ? phase : `${phase} (later, in a timer)`;
}

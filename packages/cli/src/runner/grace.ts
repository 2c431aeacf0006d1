import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** What a process has had of the processors so far, and how long it was ready and had none, in ms. */
export interface ProcessorTimes {
  readonly run: number;
  readonly wait: number;
}

const LOOK_EVERY_MS = 100;

/**
 * Does something when a process has had a time of grace. What counts is time in which it could have
 * worked: on a machine that is busy with other things a process that is still writing is not taken for
 * one that hangs. On an idle machine it is the time on the clock.
 *
 * @param timesOf what the system tells of a process
 * @returns calls it off
 */
export function afterGrace(
  pid: number,
  graceMs: number,
  action: () => void,
  timesOf = processorTimes,
): () => void {
  let spent = 0;
  let last = performance.now();
  let before = timesOf(pid);
  const timer = setInterval(
    () => {
      const now = performance.now();
      const after = timesOf(pid);
      spent += timeToWork(now - last, before, after);
      [last, before] = [now, after];
      if (spent < graceMs) return;
      clearInterval(timer);
      action();
    },
    Math.min(LOOK_EVERY_MS, graceMs),
  );
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/**
 * Of a span of time the part in which a process could work: all but what its threads spent waiting
 * for a processor, and never less than they ran. Where the system does not tell, the share that a
 * process gets on a machine so loaded.
 *
 * @param elapsedMs the span
 */
export function timeToWork(
  elapsedMs: number,
  before: ProcessorTimes | null,
  after: ProcessorTimes | null,
  share = machineShare(),
): number {
  if (before === null || after === null) return elapsedMs * share;
  const [run, wait] = [after.run - before.run, after.wait - before.wait];
  return Math.min(elapsedMs, Math.max(run, elapsedMs - wait, 0));
}

/** What one of as many processes as are ready has of the processors; 1 where that is not known. */
function machineShare(): number {
  return Math.min(1, availableParallelism() / Math.max(loadavg()[0] ?? 0, 1e-9));
}

const NS_PER_MS = 1e6;

/** On Linux, of all threads of a process; null elsewhere, and where it has ended. */
export function processorTimes(pid: number): ProcessorTimes | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).flatMap((thread) => threadTimes(pid, thread));
    return threads.length === 0
      ? null
      : threads.reduce((sum, { run, wait }) => ({ run: sum.run + run, wait: sum.wait + wait }));
  } catch {
    return null;
  }
}

/** Nothing of a thread that has ended meanwhile. */
function threadTimes(pid: number, thread: string): readonly ProcessorTimes[] {
  try {
    const [run = NaN, wait = NaN] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')
      .split(' ')
      .map((ns) => Number(ns) / NS_PER_MS);
    return Number.isFinite(run + wait) ? [{ run, wait }] : [];
  } catch {
    return [];
  }
}

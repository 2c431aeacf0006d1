import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { afterGrace, processorTimes, timeToWork } from './grace.js';

const times = (run: number, wait: number) => ({ run, wait });

describe('the time that a process could work', () => {
  it.each([
    ['idle on an idle machine', times(0, 0), times(0, 0), 100],
    ['busy on an idle machine', times(5, 1), times(104, 1), 100],
    ['busy on several cores', times(0, 0), times(390, 4), 100],
    ['kept waiting all the time', times(0, 0), times(0, 100), 0],
    ['kept waiting by several threads', times(0, 0), times(10, 300), 10],
    ['given half of a core', times(0, 0), times(50, 50), 50],
    ['whose thread has ended', times(500, 500), times(20, 20), 100],
  ])('of one that is %s', (_, before, after, expected) => {
    expect(timeToWork(100, before, after)).toBe(expected);
  });

  it('is its share of the machine where the system tells nothing', () => {
    expect(timeToWork(100, null, null, 0.25)).toBe(25);
    expect(timeToWork(100, times(0, 0), null, 1)).toBe(100);
    expect(timeToWork(100, null, null)).toBeLessThanOrEqual(100);
  });
});

describe.skipIf(!existsSync('/proc/self/schedstat'))('processor times', () => {
  it('grow while a process works', () => {
    const before = processorTimes(process.pid)!;
    const until = process.cpuUsage().user + 50_000;
    while (process.cpuUsage().user < until);
    expect(processorTimes(process.pid)!.run - before.run).toBeGreaterThan(20);
  });

  it('are null of a process that is not there', () => {
    expect(processorTimes(2 ** 30)).toBeNull();
  });
});

describe('grace', () => {
  const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);

  it('ends for a process that does nothing', { timeout: 60_000 }, async () => {
    const child = idle();
    await new Promise<void>((ok) => afterGrace(child.pid!, 300, ok));
    child.kill('SIGKILL');
  });

  it('does not end while a process is kept from working', { timeout: 60_000 }, async () => {
    const begun = performance.now();
    let freedAt = Infinity;
    const timesOf = () => times(0, Math.min(performance.now(), freedAt) - begun);
    let endedAt = NaN;
    const ended = new Promise<void>((ok) => {
      afterGrace(1, 200, () => ok(void (endedAt = performance.now())), timesOf);
    });
    await new Promise((ok) => setTimeout(ok, 700));
    expect(endedAt).toBeNaN();
    freedAt = performance.now();
    await ended;
    expect(endedAt).toBeGreaterThan(freedAt);
  });
});

import { describe, expect, it } from 'vitest';
import { runInLanes } from './lanes.js';
import { pacedWriter } from './paced-writer.js';

const pause = (ms: number) => new Promise((ok) => setTimeout(ok, ms));
const never = new AbortController().signal;

/** Lanes that count how many of them are open. */
function lanesOf(work: (thing: number) => Promise<void>) {
  let now = 0;
  const open = () => {
    now++;
    return { work, close: () => void now-- };
  };
  return { open, count: () => now };
}

describe('lanes', () => {
  it.each([1, 2, 3, 9])('%i of them do all the work, in order, so many at once', async (size) => {
    const begun: number[] = [];
    let now = 0;
    let most = 0;
    const { open, count } = lanesOf(async (thing) => {
      begun.push(thing);
      most = Math.max(most, ++now);
      await pause(2);
      now--;
    });
    await runInLanes([0, 1, 2, 3, 4, 5, 6], size, never, open);
    expect(count()).toBe(0);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(Math.min(size, 7));
  });

  it('begin nothing after a cancel, and end what is under way', async () => {
    const abort = new AbortController();
    const ended: number[] = [];
    const { open } = lanesOf(async (thing) => {
      if (thing === 1) abort.abort();
      await pause(5);
      ended.push(thing);
    });
    await runInLanes([0, 1, 2, 3], 2, abort.signal, open);
    expect(ended).toEqual([0, 1]);
  });

  it('tell of a fault when all that is under way has ended', async () => {
    const ended: number[] = [];
    const { open, count } = lanesOf(async (thing) => {
      if (thing === 0) throw new Error('broken');
      await pause(10);
      ended.push(thing);
    });
    await expect(runInLanes([0, 1, 2, 3], 2, never, open)).rejects.toThrow('broken');
    expect(count()).toBe(0);
    expect(ended).toEqual([1]);
  });
});

describe('a paced writer', () => {
  it('writes many changes once, and never twice at once', async () => {
    let writing = 0;
    let most = 0;
    let count = 0;
    const writer = pacedWriter(async () => {
      most = Math.max(most, ++writing);
      await pause(3);
      writing--;
      count++;
    }, 10);
    for (let i = 0; i < 50; i++) writer.soon();
    await Promise.all([writer.now(), writer.now()]);
    await pause(30);
    expect([count, most]).toEqual([2, 1]);
    writer.soon();
    // The interval, or twenty times what the last writing took.
    await expect.poll(() => count, { timeout: 10_000 }).toBe(3);
  });

  it('forgives a writing that fails between, and tells of the last', async () => {
    let fails = true;
    const writer = pacedWriter(() => {
      if (fails) throw new Error('no space left');
      return Promise.resolve();
    }, 1);
    writer.soon();
    await pause(20);
    await expect(writer.now()).rejects.toThrow('no space left');
    fails = false;
    await expect(writer.now()).resolves.toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { createPacer } from './pacer.js';

describe('createPacer', () => {
  it('is due 25 ms after it was made, and after every rest', async () => {
    let now = 1000;
    const pacer = createPacer(() => now);
    const dueAt = (time: number) => {
      now = time;
      return pacer.due();
    };
    expect([dueAt(1000), dueAt(1024.9), dueAt(1025), dueAt(1100)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    await pacer.rest();
    expect([dueAt(1124.9), dueAt(1125)]).toEqual([false, true]);
  });

  it('lets what waits have its turn while it rests', async () => {
    const seen: string[] = [];
    setTimeout(() => seen.push('timer'), 0);
    setImmediate(() => seen.push('immediate'));
    const begun = performance.now();
    while (performance.now() - begun < 5);
    await createPacer().rest();
    expect(seen.sort()).toEqual(['immediate', 'timer']);
  });

  it('goes by the clock of the system where none is given', async () => {
    const pacer = createPacer();
    expect(pacer.due()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(pacer.due()).toBe(true);
  });
});

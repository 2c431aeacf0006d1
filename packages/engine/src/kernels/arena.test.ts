import { expect, it } from 'vitest';
import { isIsthmusError } from '@isthmus/contract/base';
import { createArena } from './arena.js';

it('makes blocks that do not overlap, at multiples of 64, none at 0', () => {
  const arena = createArena();
  const sizes = [1, 64, 65, 0, 4000];
  const blocks = sizes.map((bytes) => ({ bytes, at: arena.alloc(bytes) }));
  blocks.forEach(({ at }, i) => {
    expect(at % 64).toBe(0);
    expect(at).toBeGreaterThan(0);
    if (i > 0) expect(at).toBeGreaterThanOrEqual(blocks[i - 1]!.at + blocks[i - 1]!.bytes);
  });
});

it('keeps what blocks hold when the memory grows', () => {
  const arena = createArena();
  const first = arena.alloc(8 * 3);
  arena.doubles(first, 3).set([1, 2, 3]);
  const before = arena.memory.buffer.byteLength;
  const large = arena.alloc(2 ** 24);
  expect(arena.memory.buffer.byteLength).toBeGreaterThan(before);
  arena.floats(large, 2 ** 22).fill(7);
  expect([...arena.doubles(first, 3)]).toEqual([1, 2, 3]);
});

it('gives released blocks out again', () => {
  const arena = createArena();
  const kept = arena.alloc(100);
  const mark = arena.mark();
  const first = arena.alloc(1000);
  arena.alloc(50);
  arena.release(mark);
  expect(arena.alloc(10)).toBe(first);
  expect(first).toBeGreaterThan(kept);
});

it('says how much it cannot give', () => {
  const arena = createArena();
  try {
    arena.alloc(2 ** 33);
    expect.unreachable();
  } catch (error) {
    expect(isIsthmusError(error) && error.code).toBe('engine/out-of-memory');
    expect(isIsthmusError(error) && error.data['asked']).toBe(2 ** 33);
  }
  expect(arena.alloc(8)).toBe(64);
});

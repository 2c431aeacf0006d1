import { createRng, norm, type Params } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { perturbed } from '../string/noise.js';
import { tangentAt, type Triple } from './tangent.js';

const point = (...entries: number[]): Params => ({
  w: { shape: [entries.length], data: Float32Array.from(entries) },
});
/** Comes along x with a step of 2, and leaves along y with a step of 1. */
const corner: Triple<Params> = [point(-2, 0), point(0, 0), point(0, 1)];
const unit = (x: number, y: number) => [x / Math.hypot(x, y), y / Math.hypot(x, y)];

describe('the tangent at a vertex', () => {
  // Henkelman & Jónsson 2000, equations 8-11, with the steps (2, 0) before and (0, 1) after.
  it.each<[string, Triple<number>, number[]]>([
    ['goes to the next where the loss rises', [1, 2, 3], [0, 1]],
    ['comes from the last where the loss falls', [3, 2, 1], [1, 0]],
    ['weights the higher neighbour most at a maximum', [3, 4, 1], unit(3 * 2, 1)],
    ['and so with the higher one after', [1, 4, 3], unit(1 * 2, 3)],
    ['weights the higher neighbour most at a minimum', [5, 1, 2], unit(4 * 2, 1)],
    ['and so with the higher one after it', [2, 1, 5], unit(1 * 2, 4)],
    ['is the sum of both steps where the neighbours are equal', [1, 4, 1], unit(2, 1)],
    ['and where all are', [1, 1, 1], unit(2, 1)],
    ['goes up from a ledge', [1, 1, 2], [0, 1]],
    ['and from one before it', [2, 1, 1], [1, 0]],
  ])('%s', (_, losses, expected) => {
    const { data } = tangentAt(corner, losses)['w']!;
    // Float32.
    expect(data[0]).toBeCloseTo(expected[0]!, 6);
    expect(data[1]).toBeCloseTo(expected[1]!, 6);
  });

  it('turns smoothly from a slope to a maximum', () => {
    const before = tangentAt(corner, [1, 2, 2 + 1e-6])['w']!.data;
    const after = tangentAt(corner, [1, 2, 2 - 1e-6])['w']!.data;
    expect(Math.abs(before[0]! - after[0]!)).toBeLessThan(1e-5);
  });

  it('has length 1 whatever the losses, down to tiny ones', () => {
    const rng = createRng(2);
    for (let i = 0; i < 100; i++) {
      const at = (tag: string) => perturbed(point(0, 0, 0), 1, rng.fork(`${tag} ${i}`));
      const scale = 10 ** -(i % 30);
      const losses: Triple<number> = [scale * rng.next(), scale * rng.next(), scale * rng.next()];
      expect(norm(tangentAt([at('p'), at('q'), at('r')], losses))).toBeCloseTo(1, 6);
    }
  });

  it('is zero where there is no direction', () => {
    const here = point(1, 2);
    expect(norm(tangentAt([here, here, here], [1, 2, 1]))).toBe(0);
    const [there] = corner;
    expect(norm(tangentAt([there, here, there], [1, 2, 1]))).toBe(0);
  });
});

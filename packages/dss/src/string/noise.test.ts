import { createRng, distance, sameBits, zerosLike } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { perturbed } from './noise.js';

const point = {
  kernel: { shape: [20, 20], data: new Float32Array(400).fill(1) },
  bias: { shape: [20], data: new Float32Array(20) },
};

describe('perturbed', () => {
  it('moves by about the size that is asked for', () => {
    const size = (seed: number) => distance(perturbed(point, 0.5, createRng(seed)), point);
    const sizes = Array.from({ length: 50 }, (_, seed) => size(seed));
    // The norm of 420 normal numbers varies by 1/sqrt(840) = 3.5 % of itself; five times that.
    for (const found of sizes) expect(Math.abs(found - 0.5)).toBeLessThan(0.5 * 0.18);
    const mean = sizes.reduce((sum, found) => sum + found, 0) / sizes.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });

  it('is the same for the same stream, and another for another', () => {
    const draw = (seed: number) => perturbed(point, 1, createRng(seed).fork('noise'));
    expect(sameBits(draw(3), draw(3))).toBe(true);
    expect(sameBits(draw(3), draw(4))).toBe(false);
  });

  it('draws for each leaf apart, and leaves its argument alone', () => {
    const whole = perturbed(point, 1, createRng(1));
    const reversed = perturbed({ bias: point.bias, kernel: point.kernel }, 1, createRng(1));
    expect(whole['kernel']!.data).toEqual(reversed['kernel']!.data);
    expect(point.bias.data).toEqual(zerosLike(point)['bias']!.data);
  });
});

import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { freshKernelAndBias } from './initializers.js';

const FANS = { fanIn: 200, fanOut: 100 };
const SHAPE = [200, 100];

/** Of the variance of 20,000 draws: its relative standard error is at most sqrt(2 / 20000) = 0.01. */
const SPREAD = 0.05;

const GLOROT = Math.sqrt(6 / 300);
const FAN_IN = 1 / Math.sqrt(200);

describe.each([
  ['glorot-uniform', GLOROT, GLOROT ** 2 / 3],
  ['he-normal', Infinity, 2 / 200],
  ['uniform', FAN_IN, FAN_IN ** 2 / 3],
] as const)('%s', (use, limit, variance) => {
  const { kernel, bias } = freshKernelAndBias(use, SHAPE, FANS, 50, createRng(1));

  it('has its variance and stays in its bounds', () => {
    const { data } = kernel!;
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const square = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(data).toHaveLength(20_000);
    expect(data.every((value) => Math.abs(value) <= Math.fround(limit))).toBe(true);
    expect(Math.abs(mean) / Math.sqrt(variance)).toBeLessThan(4 / Math.sqrt(20_000));
    expect(Math.abs(square / variance - 1)).toBeLessThan(SPREAD);
  });

  it('draws biases only where it says so', () => {
    expect(bias!.data.every((value) => (use === 'uniform' ? value !== 0 : value === 0))).toBe(true);
    expect(freshKernelAndBias(use, SHAPE, FANS, null, createRng(1))).not.toHaveProperty('bias');
  });
});

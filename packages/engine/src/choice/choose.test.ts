import { describe, expect, it } from 'vitest';
import { chain, mlp } from '../testing/networks.js';
import { multiplyAdds } from './choose.js';

const large = mlp([784, 64, 10], 'relu');
const convolutional = chain({ input: [20, 20, 1], output: [10] }, [
  ['conv2d', { filters: 8, kernelSize: 5 }],
  ['relu'],
  ['max-pool'],
  ['flatten'],
  ['dense', { units: 10 }],
]);

describe('multiplyAdds', () => {
  it('counts each row of a dense kernel once', () => {
    expect(multiplyAdds(large, 100)).toBe(100 * (784 * 64 + 64 * 10));
  });

  it('counts a convolution kernel at every position of its output', () => {
    const positions = 16 * 16;
    expect(multiplyAdds(convolutional, 3)).toBe(3 * (positions * 5 * 5 * 8 + 8 * 8 * 8 * 10));
  });
});

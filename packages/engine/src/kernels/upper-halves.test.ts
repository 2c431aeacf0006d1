import { describe, expect, it } from 'vitest';
import { clearingUpperHalves } from './upper-halves.js';

const kernels = {
  memory: { pages: 1 },
  sum: (...operands: readonly number[]) => operands.reduce((sum, operand) => sum + operand, 0),
};

describe('kernels that clear the upper halves of registers', () => {
  it('take and give what they did', () => {
    const clearing = clearingUpperHalves(kernels, 'wide');
    expect(clearing.sum(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)).toBe(105);
    expect(clearing.sum()).toBe(0);
    expect(clearing.memory).toBe(kernels.memory);
    expect(clearing.sum).not.toBe(kernels.sum);
  });

  it('are left as they are where V8 fuses nothing', () => {
    expect(clearingUpperHalves(kernels, 'narrow')).toBe(kernels);
  });
});

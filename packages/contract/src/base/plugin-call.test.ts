import { afterEach, describe, expect, it } from 'vitest';
import { inCall, inLateCall, outOfCall, watchCalls } from './plugin-call.js';

const call = { who: 'path strategy "mine/x"', phase: 'step', foreign: true };

afterEach(() => {
  watchCalls(null);
});

/** How many signs of life an action gives within a function of a plugin. */
function signsOf(action: () => void): number {
  let signs = 0;
  inCall(call, () => {
    watchCalls({ moved: (_, isSign) => void (signs += Number(isSign)), patienceMs: Infinity });
    action();
    watchCalls(null);
  });
  return signs;
}

describe('a sign of life', () => {
  it('is an answer of the product', () => {
    expect(signsOf(() => outOfCall(() => 7))).toBe(1);
  });

  it('is no refusal: a loop may ask for ever what its budget does not allow', () => {
    const refused = () => {
      throw new Error('the budget is spent');
    };
    expect(
      signsOf(() => {
        expect(() => outOfCall(refused)).toThrow('spent');
      }),
    ).toBe(0);
  });

  it('is nothing that a plugin does later by itself', () => {
    expect(signsOf(() => inLateCall(call, () => 7))).toBe(0);
  });
});

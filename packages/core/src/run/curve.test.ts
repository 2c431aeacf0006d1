import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { createCurveRecorder, type TrainingCurve } from './curve.js';

function recorded(losses: readonly number[]): TrainingCurve {
  const recorder = createCurveRecorder();
  losses.forEach((loss, i) => recorder.add(10 * i, loss));
  return recorder.curve();
}

function noise(length: number, seed: number): number[] {
  const rng = createRng(seed);
  return Array.from({ length }, () => rng.next());
}

describe('a recorded curve', () => {
  it.each([0, 1, 2, 3, 255, 256, 257, 400, 510])('of %i points is kept whole', (length) => {
    const losses = noise(length, 1);
    expect(recorded(losses)).toEqual({ step: losses.map((_, i) => 10 * i), loss: losses });
  });

  it.each([511, 512, 513, 1000, 4096, 12_345, 200_000])('of %i points is thinned', (length) => {
    const losses = noise(length, 2);
    const { step, loss } = recorded(losses);
    expect(step.length).toBe(loss.length);
    expect(step.length).toBeLessThanOrEqual(512);
    expect(step.length).toBeGreaterThan(200);
    expect(step.every((s, i) => i === 0 || s > step[i - 1]!)).toBe(true);
    expect(loss).toEqual(step.map((s) => losses[s / 10]));
    expect([step[0], step.at(-1)]).toEqual([0, 10 * (length - 1)]);
    const highest = losses.reduce((a, b) => Math.max(a, b));
    const lowest = losses.reduce((a, b) => Math.min(a, b));
    expect(loss).toContain(highest);
    expect(loss).toContain(lowest);
  });

  it('keeps every spike of a long flat curve, up and down', () => {
    const losses = new Array<number>(50_000).fill(1);
    for (let k = 1; k < 100; k++) losses[k * 500 + (k % 7)] = k % 2 === 0 ? 2 + k : -k;
    const { loss } = recorded(losses);
    expect(loss.filter((value) => value !== 1)).toEqual(losses.filter((value) => value !== 1));
  });

  it('keeps what is not finite, NaN as the highest', () => {
    const losses = noise(5000, 3);
    losses[1234] = NaN;
    losses[2345] = Infinity;
    losses[3456] = -Infinity;
    const { loss } = recorded([...losses, NaN]);
    expect(loss.filter(Number.isNaN)).toHaveLength(2);
    expect(loss).toContain(Infinity);
    expect(loss).toContain(-Infinity);
  });

  it('is not changed by looking at it', () => {
    const losses = noise(1500, 4);
    const recorder = createCurveRecorder();
    const faults = losses.filter((loss, i) => {
      recorder.add(10 * i, loss);
      const seen = recorder.curve();
      return seen.step.length > 512 || seen.loss.at(-1) !== loss;
    });
    expect(faults).toEqual([]);
    expect(recorder.curve()).toEqual(recorded(losses));
  });
});

import { evenly, type Params } from '@isthmus/core';
import { gradientDescent } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import type { Band } from './band.js';
import { inserted } from './insertion.js';
import { MOST_POINTS } from './judging.js';

const optimizer = gradientDescent(0.1);
const point = (x: number): Params => ({ w: { shape: [1], data: Float32Array.of(x) } });
const bandOf = (xs: readonly number[], spacing: readonly number[]): Band => ({
  vertices: xs.map(point),
  spacing,
  memories: xs.slice(1, -1).map(() => ({})),
  endLosses: [0, 0],
});
const xsOf = ({ vertices }: Band) => vertices.map(({ w }) => w!.data[0]!);
const rounded = (xs: readonly number[]) => xs.map(Math.fround);
const scan = (loss: (t: number) => number) => evenly(MOST_POINTS).map(loss);

const flat = scan(() => 1);
/** Rises by 1 above its chord at t = 0.3. */
const bump = scan((t) => (t === 0.3 ? 2 : 1));
const smallBump = scan((t) => (t === 0.7 ? 1.2 : 1));
/** Linear, so its chord is itself, however high it goes. */
const slope = scan((t) => 1 + t);
const dip = scan((t) => 1 - t * (1 - t));
const highest = { insert: 'highest', count: 2, threshold: 0.1 } as const;

describe('inserted evenly', () => {
  it('beads divide every segment, and its share of the length', () => {
    const band = inserted(
      { insert: 'equal', count: 3, threshold: 0 },
      optimizer,
      bandOf([0, 1, 3], [0.25, 0.75]),
      [flat, flat],
    );
    expect(xsOf(band)).toEqual(rounded([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3]));
    expect(band.spacing).toEqual([...Array(4).fill(0.0625), ...Array(4).fill(0.1875)]);
    expect(band.memories.length).toBe(7);
  });
});

describe('inserted at the highest points', () => {
  it('a bead stands where the loss rises most above the chord', () => {
    const band = inserted(highest, optimizer, bandOf([0, 1, 2], [0.5, 0.5]), [slope, bump]);
    expect(xsOf(band)).toEqual(rounded([0, 1, 1.3, 2]));
    expect(band.spacing[1]).toBeCloseTo(0.15, 12);
    expect(band.spacing[2]).toBeCloseTo(0.35, 12);
    expect(band.memories.length).toBe(2);
  });

  it('at most so many are, where the rise is largest', () => {
    const xs = [0, 1, 2, 3];
    const scans = [smallBump, bump, scan((t) => (t === 0.5 ? 1.9 : 1))];
    const band = inserted(highest, optimizer, bandOf(xs, [0.2, 0.3, 0.5]), scans);
    expect(xsOf(band)).toEqual(rounded([0, 1, 1.3, 2, 2.5, 3]));
  });

  it('none is where the rise is a small part of the range, or the loss dips', () => {
    const tiny = scan((t) => (t === 0.5 ? 1.05 : 1));
    const before = bandOf([0, 1, 2, 3], [0.2, 0.3, 0.5]);
    const band = inserted(highest, optimizer, before, [tiny, slope, dip]);
    expect(band.vertices).toEqual(before.vertices);
    expect(band.spacing).toEqual(before.spacing);
  });

  it('the first is in any case', () => {
    const tiny = scan((t) => 1 + 100 * t + (t === 0.5 ? 0.001 : 0));
    const band = inserted(highest, optimizer, bandOf([0, 1], [1]), [tiny]);
    expect(xsOf(band)).toEqual([0, 0.5, 1]);
  });
});

import { distance, lengthOf, polyline, sameBits, type Params } from '@isthmus/core';
import type { Path } from '@isthmus/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quarterTurn } from '../testing/quarter-turn.js';
import { arcPositions, placedAlong, reparametrized, subdivided } from './arc-length.js';

const point = (x: number, y: number): Params => ({
  w: { shape: [2], data: Float32Array.of(x, y) },
});
const pathOf = (...points: readonly (readonly [number, number])[]) =>
  polyline(points.map(([x, y]) => point(x, y)));
/** Of length 4: 3 up, then 1 to the right. */
const hook = pathOf([0, 0], [0, 3], [1, 3]);
const pointAlong = (path: Path, s: number) => placedAlong(path, [s]).vertices[1]!;
const entries = ({ w }: Params) => [...w!.data];

const coordinate = fc.integer({ min: -9, max: 9 });
const paths = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 8 })
  .map((points) => pathOf(...points));

describe('positions along a path', () => {
  it('are parts of its length', () => {
    expect(arcPositions(hook)).toEqual([0, 0.75, 1]);
    expect(arcPositions(pathOf([0, 0], [0, 0], [2, 0], [2, 2]))).toEqual([0, 0, 0.5, 1]);
    expect(arcPositions(pathOf([1, 1], [1, 1], [1, 1]))).toEqual([0, 0.5, 1]);
  });

  it.each([
    [0, [0, 0]],
    [0.25, [0, 1]],
    [0.75, [0, 3]],
    [0.875, [0.5, 3]],
    [1, [1, 3]],
  ])('at %d stands %o', (s, expected) => {
    expect(entries(pointAlong(hook, s))).toEqual(expected);
  });

  it.each([-0.1, 1.1, NaN])('%d is refused', (s) => {
    expect(() => pointAlong(hook, s)).toThrow('[0, 1]');
  });

  it('meet every vertex bit for bit', () => {
    fc.assert(
      fc.property(paths, (path) => {
        arcPositions(path).forEach((s, i) => {
          if (lengthOf(path) > 0) expect(distance(pointAlong(path, s), path.vertices[i]!)).toBe(0);
        });
      }),
    );
  });
});

describe('a path re-parametrized by arc length', () => {
  it('has its vertices at even parts of the length', () => {
    expect(reparametrized(hook, 5).vertices.map(entries)).toEqual([
      [0, 0], [0, 1], [0, 2], [0, 3], [1, 3],
    ]); // prettier-ignore
    expect(placedAlong(hook, [0.5]).vertices.map(entries)).toEqual([[0, 0], [0, 2], [1, 3]]); // prettier-ignore
  });

  it('keeps its ends and is no longer than the old one', () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 2, max: 20 }), (path, count) => {
        const found = reparametrized(path, count);
        expect(found.vertices.length).toBe(count);
        expect(sameBits(found.vertices[0]!, path.vertices[0]!)).toBe(true);
        expect(sameBits(found.vertices.at(-1)!, path.vertices.at(-1)!)).toBe(true);
        // Vertices are rounded to float32, coordinates being below 10.
        expect(lengthOf(found)).toBeLessThanOrEqual(lengthOf(path) + count * 1e-6);
        const even = lengthOf(path) / (count - 1);
        for (let i = 1; i < count; i++)
          expect(distance(found.vertices[i - 1]!, found.vertices[i]!)).toBeLessThan(even + 1e-6);
      }),
    );
    expect(reparametrized(hook).vertices.length).toBe(3);
    expect(() => reparametrized(hook, 1)).toThrow('two ends');
  });
});

describe('a subdivided path', () => {
  it('is the same one, in shorter steps', () => {
    expect(subdivided(hook, 1).vertices.map(entries)).toEqual([
      [0, 0], [0, 1], [0, 2], [0, 3], [1, 3],
    ]); // prettier-ignore
    expect(subdivided(hook, 5).vertices).toEqual(hook.vertices);
    fc.assert(
      fc.property(paths, fc.double({ min: 0.1, max: 5, noNaN: true }), (path, most) => {
        const found = subdivided(path, most);
        expect(Math.abs(lengthOf(found) - lengthOf(path))).toBeLessThan(1e-3);
        for (const vertex of path.vertices) expect(found.vertices).toContain(vertex);
        for (let i = 1; i < found.vertices.length; i++)
          expect(distance(found.vertices[i - 1]!, found.vertices[i]!)).toBeLessThan(most + 1e-5);
      }),
    );
  });
});

describe('a path with an arc', () => {
  // From (2, 0) a quarter of a circle to (0, 2), of length π, then straight on to (-2, 2).
  const path = quarterTurn(2, [-2, 2]);

  it('has its lengths', () => {
    const share = Math.PI / (Math.PI + 2);
    // The arc ends at a rounding of float32, 1e-7 away.
    expect(Math.abs(arcPositions(path)[1]! - share)).toBeLessThan(1e-6);
  });

  it('is resampled on the arc, not on its chord', () => {
    const even = reparametrized(path, 9);
    even.vertices.slice(0, 5).forEach((vertex) => {
      expect(Math.abs(Math.hypot(...entries(vertex)) - 2)).toBeLessThan(1e-6);
    });
    expect(even.elements.every(({ kind }) => kind === 'segment')).toBe(true);
    const fine = subdivided(path, 0.1);
    expect(lengthOf(fine)).toBeLessThan(lengthOf(path));
    // A chord of length h of a circle of radius 2 is shorter by a part h²/96.
    expect(lengthOf(fine)).toBeGreaterThan(lengthOf(path) * (1 - 0.01 / 90));
    fine.vertices.slice(1).forEach((vertex, i) => {
      expect(distance(fine.vertices[i]!, vertex)).toBeLessThan(0.1 + 1e-6);
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Params } from '@isthmus/contract/parameters';
import { anglesOf } from './angles.js';
import { polyline } from './polyline.js';

const point = (x: number, y: number): Params => ({
  x: { shape: [1], data: Float32Array.of(x) },
  y: { shape: [1], data: Float32Array.of(y) },
});
const path = (...points: readonly (readonly [number, number])[]) =>
  polyline(points.map(([x, y]) => point(x, y)));

describe('the angles of a path', () => {
  it.each([
    ['a right angle', path([0, 0], [2, 0], [2, 1]), 90, 90],
    ['straight on', path([0, 0], [1, 2], [3, 6]), 0, 0],
    ['back', path([0, 0], [3, 1], [0, 0]), 180, 180],
    ['half a right angle and one and a half', path([0, 0], [1, 0], [2, 1], [1, 1]), 90, 135],
    ['a square', path([0, 0], [1, 0], [1, 1], [0, 1], [0, 0]), 90, 90],
    ['a vertex that stands twice', path([0, 0], [2, 0], [2, 0], [2, 1]), 90, 90],
  ])('%s', (_, given, mean, largest) => {
    const found = anglesOf(given)!;
    // A few roundings of numbers near 1, in degrees.
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-12 * 180);
    expect(Math.abs(found.largest - largest)).toBeLessThan(1e-12 * 180);
  });

  it('are those of a regular polygon', () => {
    const around = Array.from({ length: 25 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 24;
      return [Math.cos(angle), Math.sin(angle)] as const;
    });
    // Points are rounded to float32, at a distance of 0.26 from each other: 6e-8 / 0.26 of a radian.
    expect(Math.abs(anglesOf(path(...around))!.mean - 15)).toBeLessThan(4 * 3e-7 * 57.3);
  });

  it('tell small angles, which a cosine would not', () => {
    const slope = 2 ** -30;
    const found = anglesOf(path([-1, 0], [0, 0], [1, slope]))!;
    const degrees = (slope * 180) / Math.PI;
    expect(Math.abs(found.largest - degrees)).toBeLessThan(1e-6 * degrees);
  });

  it('are none for a path without a turn', () => {
    expect(anglesOf(path([0, 0], [1, 1]))).toBeNull();
    expect(anglesOf(path([1, 1], [1, 1], [1, 1]))).toBeNull();
  });

  it('do not change when the path is run backwards', () => {
    const coordinate = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2 }), (points) => {
        const [there, back] = [anglesOf(path(...points)), anglesOf(path(...points.toReversed()))];
        if (there === null || back === null) expect(there).toBe(back);
        else {
          expect(Math.abs(there.mean - back.mean)).toBeLessThan(1e-9);
          expect(Math.abs(there.largest - back.largest)).toBeLessThan(1e-9);
          expect(there.largest).toBeLessThanOrEqual(180);
        }
      }),
    );
  });
});

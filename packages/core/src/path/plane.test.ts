import { createRng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { distanceFromLine, norm, planePoint, planeThrough, seenOn } from './plane.js';

const rng = createRng(3);

const draw = (size: number, scale = 1) => Float64Array.from({ length: size }, () => scale * rng.normal()); // prettier-ignore

const inner = (p: Float64Array, q: Float64Array) => p.reduce((sum, v, i) => sum + v * q[i]!, 0);

/** Sums of squares of up to 10^5 numbers near 1 are right to some 1e-13 of them. */
const TOLERANCE = 1e-12;

describe.each([2, 3, 50, 100_000])('a plane in %i dimensions', (size) => {
  const [a, b, third] = [draw(size), draw(size), draw(size)] as const;
  const plane = planeThrough(a, b, third);

  it('has orthonormal axes', () => {
    const [u, v] = plane.axes;
    expect(Math.abs(inner(u, u) - 1)).toBeLessThan(TOLERANCE);
    expect(Math.abs(inner(v, v) - 1)).toBeLessThan(TOLERANCE);
    expect(Math.abs(inner(u, v))).toBeLessThan(TOLERANCE);
  });

  it('shows a and b at 0 and 1 and holds the third point, above the line', () => {
    expect(seenOn(plane, a)).toEqual({ x: 0, y: 0, off: 0 });
    const ofB = seenOn(plane, b);
    expect(ofB.x).toBeCloseTo(1, 12);
    for (const rest of [ofB.y, ofB.off]) expect(Math.abs(rest)).toBeLessThan(TOLERANCE);
    const { y, off } = seenOn(plane, third);
    expect(y * plane.unit).toBeCloseTo(distanceFromLine(a, b, third), 9);
    expect(y).toBeGreaterThan(0);
    expect(off).toBeLessThan(TOLERANCE);
  });

  it('shows its own points where they are, and loses of others nothing but what is off it', () => {
    const seen = seenOn(plane, planePoint(plane, 0.3, -1.7));
    expect(seen.x).toBeCloseTo(0.3, 12);
    expect(seen.y).toBeCloseTo(-1.7, 12);
    expect(seen.off).toBeLessThan(TOLERANCE);
    const far = draw(size, 5);
    const { x, y, off } = seenOn(plane, far);
    const whole = norm(far.map((v, i) => v - a[i]!)) / plane.unit;
    expect(Math.hypot(x, y, off) / whole).toBeCloseTo(1, 12);
  });
});

it('is orthonormal where the third point is all but on the line', () => {
  const [a, b] = [draw(1000), draw(1000)];
  const side = draw(1000, 1e-9);
  const [u, v] = planeThrough(a, b, a.map((p, i) => p + 0.4 * (b[i]! - p) + side[i]!)).axes; // prettier-ignore
  expect(Math.abs(inner(u, v))).toBeLessThan(TOLERANCE);
  expect(Math.abs(inner(v, v) - 1)).toBeLessThan(TOLERANCE);
});

it('projects at a right angle, not along an axis of the parameters', () => {
  // Along the diagonal of a square: a projection that dropped the last coordinate would show (2, 0).
  const [a, b, third] = [[0, 0, 0], [1, 0, 1], [0, 1, 0]].map((p) => Float64Array.from(p)); // prettier-ignore
  const { x, y, off } = seenOn(planeThrough(a!, b!, third!), Float64Array.of(2, 3, 0));
  const unit = Math.SQRT2;
  expect([x, y, off]).toEqual([1, 3 / unit, Math.sqrt(2) / unit].map((v) => expect.closeTo(v, 14)));
});

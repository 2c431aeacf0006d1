import { createRng, type Rng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { footOf, offPlane, ontoPlane, planeAcross, withinPlane, type Plane } from './plane.js';

const SIZE = 37;
const normals = (rng: Rng, size = SIZE) => Float64Array.from({ length: size }, () => rng.normal());
const plus = (x: Float64Array, y: Float64Array, scale = 1) => x.map((v, i) => v + scale * y[i]!);
const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
const apart = (x: Float64Array, y: Float64Array) => norm(plus(x, y, -1));
const between = (a: Float64Array, b: Float64Array, t: number) =>
  a.map((v, i) => (1 - t) * v + t * b[i]!);

function across(a: Float64Array, b: Float64Array, t: number): Plane {
  const plane = planeAcross(a, b, t);
  if (plane === null) throw new Error('the points coincide');
  return plane;
}

// Sums of 37 products of numbers near 1, each rounded to 1e-16.
const EXACT = 1e-12;
const seeds = [1, 2, 3, 4, 5];

describe.each(seeds)('the plane across two random points, seed %i', (seed) => {
  const rng = createRng(seed);
  const [a, b, x] = ['a', 'b', 'x'].map((name) => normals(rng.fork(name))) as [
    Float64Array, Float64Array, Float64Array,
  ]; // prettier-ignore

  it('in the middle holds points as far from the one as from the other, after any number of steps', () => {
    const plane = across(a, b, 0.5);
    const steps = rng.fork('steps');
    let point = ontoPlane(plane, x);
    let momentum = new Float64Array(SIZE);
    for (let step = 0; step < 1000; step++) {
      // An adaptive optimizer scales every entry by its own factor: the step leaves the plane.
      const slope = withinPlane(plane, normals(steps));
      momentum = momentum.map((v, i) => 0.9 * v + slope[i]! * (1 + (i % 3)));
      point = ontoPlane(plane, plus(point, momentum, 0.1));
      const scale = apart(point, a);
      expect(Math.abs(apart(point, a) - apart(point, b))).toBeLessThan(EXACT * scale);
    }
  });

  it('is met once and for all by a projection', () => {
    for (const t of [0, 0.2, 0.5, 1]) {
      const plane = across(a, b, t);
      const once = ontoPlane(plane, x);
      expect(apart(ontoPlane(plane, once), once)).toBeLessThan(EXACT);
      expect(Math.abs(offPlane(plane, once))).toBeLessThan(EXACT);
      // The nearest point: what was taken away is normal to the plane.
      expect(Math.abs(apart(x, once) - Math.abs(offPlane(plane, x)))).toBeLessThan(EXACT);
    }
  });

  it('takes every point of the line to one point', () => {
    for (const t of [0, 0.2, 0.7, 1])
      expect(apart(ontoPlane(across(a, b, 0.5), between(a, b, t)), between(a, b, 0.5))).toBeLessThan(EXACT); // prettier-ignore
    expect(apart(ontoPlane(across(a, b, 0.3), b), between(a, b, 0.3))).toBeLessThan(EXACT);
  });

  it('leaves of a direction what is across the line', () => {
    const plane = across(a, b, 0.5);
    const slope = withinPlane(plane, x);
    expect(Math.abs(slope.reduce((sum, v, i) => sum + v * plane.normal[i]!, 0))).toBeLessThan(EXACT); // prettier-ignore
    expect(apart(withinPlane(plane, slope), slope)).toBeLessThan(EXACT);
  });

  it('goes through the foot of a point', () => {
    expect(Math.abs(offPlane(across(a, b, footOf(a, b, x)), x))).toBeLessThan(EXACT);
    expect(Math.abs(footOf(a, b, between(a, b, 0.2)) - 0.2)).toBeLessThan(EXACT);
  });

  it('moves with its neighbours as the drift of the constrained flow says, up to h²', () => {
    // θ' = n [n·(a'+b')/2 - (b'-a')·(θ-m)/|b-a|] keeps θ on the plane while a and b move.
    const { normal, through, span } = across(a, b, 0.5);
    const theta = ontoPlane(across(a, b, 0.5), x);
    const [da, db] = [normals(rng.fork('da')), normals(rng.fork('db'))];
    const along = (p: Float64Array, q: Float64Array) => p.reduce((sum, v, i) => sum + v * q[i]!, 0);
    const rate =
      along(normal, plus(da, db)) / 2 - along(plus(db, da, -1), plus(theta, through, -1)) / span;
    const residuals = [1e-2, 1e-3, 1e-4].map((h) => {
      const later = across(plus(a, da, h), plus(b, db, h), 0.5);
      return Math.abs(offPlane(later, plus(theta, normal, h * rate)));
    });
    const without = offPlane(across(plus(a, da, 1e-4), plus(b, db, 1e-4), 0.5), theta);
    // Second order: each tenth of h leaves a hundredth, within a factor of 2 for the next order.
    expect(residuals[0]! / residuals[1]!).toBeGreaterThan(50);
    expect(residuals[1]! / residuals[2]!).toBeGreaterThan(50);
    expect(Math.abs(without)).toBeGreaterThan(10 * residuals[2]!);
  });
});

describe('the plane across two equal points', () => {
  it('is none', () => {
    const a = Float64Array.of(1, 2);
    expect(planeAcross(a, a, 0.5)).toBe(null);
    expect(footOf(a, a, Float64Array.of(3, 4))).toBe(0.5);
  });
});

import { createRng } from '@isthmus/core';
import { describe, expect, it } from 'vitest';
import { ontoPlane, planeAcross } from './plane.js';
import { springEnergy, springGradient, type Neighbourhood, type Spring } from './springs.js';

const SIZE = 9;
const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));

function placeOf(seed: number): Neighbourhood {
  const draw = (name: string) => {
    const rng = createRng(seed).fork(name);
    return Float64Array.from({ length: SIZE }, () => rng.normal());
  };
  return { before: draw('before'), point: draw('point'), after: draw('after') };
}

function onLine({ before, after }: Neighbourhood, t: number): Neighbourhood {
  return { before, after, point: before.map((v, i) => (1 - t) * v + t * after[i]!) };
}

const seeds = [1, 2, 3];
const spring = (kind: Spring['kind'], stiffness = 0.7): Spring => ({ kind, stiffness });

describe.each(seeds)('springs between random points, seed %i', (seed) => {
  const place = placeOf(seed);

  it.each(['none', 'length', 'squared'] as const)('%s: gradient of the energy', (kind) => {
    const h = 1e-5;
    springGradient(spring(kind), place).forEach((slope, i) => {
      const shifted = (by: number) =>
        springEnergy(spring(kind), { ...place, point: place.point.with(i, place.point[i]! + by) });
      const difference = (shifted(h) - shifted(-h)) / (2 * h);
      // Truncation h² and cancellation 1e-16 / h, with energies near 10.
      expect(Math.abs(difference - slope)).toBeLessThan(1e-8 * (1 + Math.abs(slope)));
    });
  });

  it('of length pull nowhere on the open segment', () => {
    for (const t of [0.01, 0.2, 0.5, 0.99])
      expect(norm(springGradient(spring('length'), onLine(place, t)))).toBeLessThan(1e-14);
  });

  it('of length pull to the middle on the equidistant plane, by 2 ζ (θ-m)/|θ-a|', () => {
    const { before, after } = place;
    const plane = planeAcross(before, after, 0.5)!;
    const point = ontoPlane(plane, place.point);
    const arm = norm(point.map((v, i) => v - before[i]!));
    const slope = springGradient(spring('length'), { before, point, after });
    slope.forEach((v, i) => {
      expect(Math.abs(v - (1.4 * (point[i]! - plane.through[i]!)) / arm)).toBeLessThan(1e-14);
    });
  });

  it('squared are 2 ζ |θ-m|² and a constant', () => {
    const { before, after } = place;
    const rest = springEnergy(spring('squared'), onLine(place, 0.5));
    const m = onLine(place, 0.5).point;
    const off = norm(place.point.map((v, i) => v - m[i]!));
    const energy = springEnergy(spring('squared'), { before, after, point: place.point });
    expect(Math.abs(energy - rest - 1.4 * off * off)).toBeLessThan(1e-12);
    expect(norm(springGradient(spring('squared'), onLine(place, 0.5)))).toBeLessThan(1e-14);
  });

  it('of length never pull by more than twice their stiffness', () => {
    for (const scale of [1e-3, 1, 1e3]) {
      const point = place.point.map((v) => scale * v);
      expect(norm(springGradient(spring('length'), { ...place, point }))).toBeLessThan(1.4 + 1e-14);
    }
  });

  it('of length leave out a neighbour that the bead has met', () => {
    const met = { ...place, point: place.before };
    const slope = springGradient(spring('length'), met);
    const away = place.before.map((v, i) => v - place.after[i]!);
    const length = norm(away);
    slope.forEach((v, i) => {
      expect(Math.abs(v - (0.7 * away[i]!) / length)).toBeLessThan(1e-14);
    });
    const all = { before: place.before, point: place.before, after: place.before };
    expect(norm(springGradient(spring('length'), all))).toBe(0);
  });
});

import { dotOf, primitive } from '../whole.js';

/** A vector of whole numbers; only its direction counts. */
export type Direction = readonly bigint[];

/** A closed cone of first-layer weights on which every sample keeps its side of the kink. */
export interface Cone {
  /** The sides of the planes, `+` or `-`, one letter a plane. */
  readonly sides: string;
  /** The rays whose non-negative combinations are the cone. */
  readonly rays: readonly number[];
}

/** Where two cones meet along a whole side. */
export interface Facet {
  readonly cones: readonly [number, number];
  /** The rays whose non-negative combinations it is. */
  readonly rays: readonly number[];
}

/** How the samples cut the space of first-layer weights into cones; exact. */
export interface Arrangement {
  /** Normals of the planes, no two parallel. */
  readonly planes: readonly Direction[];
  readonly rays: readonly Direction[];
  readonly cones: readonly Cone[];
  readonly facets: readonly Facet[];
  /** A cone that holds the vector; on a border, one of several. */
  coneOf(u: Direction): number;
}

/** Entries of a vector at most. */
export const MOST_ENTRIES = 3;

/**
 * Cuts the space of first-layer weights u (the bias as its last entry) at `u · x = 0` for every sample x.
 * Where the samples leave a direction free, planes across the axes are added, so that every cone has a
 * tip: a finer cut, which changes nothing that is said of the loss.
 *
 * @param samples vectors of whole numbers, of one to three entries
 */
export function arrangementOf(samples: readonly Direction[]): Arrangement {
  const planes = planesOf(samples);
  const rays = raysOf(planes);
  const cones = conesOf(planes, rays);
  const places = new Map(cones.map(({ sides }, i) => [sides, i]));
  return {
    planes,
    rays,
    cones,
    facets: facetsOf(planes, rays, cones, places),
    coneOf(u) {
      const signs = planes.map((plane) => signOf(dotOf(plane, u)));
      return cones.findIndex(({ sides }) => signs.every((sign, i) => sign * sideAt(sides, i) >= 0));
    },
  };
}

const sideAt = (sides: string, plane: number) => (sides[plane] === '+' ? 1 : -1);

const signOf = (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0);

/** The directions of the samples, each once whichever way it points, and of axes until they span the space. */
function planesOf(samples: readonly Direction[]): readonly Direction[] {
  const size = samples[0]!.length;
  const axes = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 1n : 0n)),
  );
  const known = new Map<string, Direction>();
  for (const sample of samples) {
    const plane = upright(primitive(sample));
    if (plane.some((entry) => entry !== 0n)) known.set(plane.join(), plane);
  }
  for (const axis of axes)
    if (rankOf([...known.values(), axis]) > rankOf([...known.values()]))
      known.set(axis.join(), axis);
  return [...known.values()];
}

/** Of a direction and its opposite the one whose first entry that is not 0 is positive. */
function upright(direction: Direction): Direction {
  const first = direction.find((entry) => entry !== 0n) ?? 0n;
  return first < 0n ? direction.map((entry) => -entry) : direction;
}

/** Of at most three entries. */
function rankOf(vectors: readonly Direction[]): number {
  const [first] = vectors.filter((vector) => vector.some((entry) => entry !== 0n));
  if (first === undefined) return 0;
  if (first.length === 1) return 1;
  const other = vectors.map((vector) => crossOf(first, vector)).find((cross) => cross.some((entry) => entry !== 0n)); // prettier-ignore
  if (other === undefined) return 1;
  return first.length === 3 && vectors.some((vector) => dotOf(vector, other) !== 0n) ? 3 : 2;
}

/** In the plane one number, and 0 for parallel vectors. */
function crossOf(p: Direction, q: Direction): Direction {
  const minor = (i: number, j: number) => p[i]! * q[j]! - p[j]! * q[i]!;
  return p.length === 2 ? [minor(0, 1)] : [minor(1, 2), minor(2, 0), minor(0, 1)];
}

/** The directions in which planes meet, both ways. */
function raysOf(planes: readonly Direction[]): readonly Direction[] {
  const lines = linesOf(planes).map((line) => upright(primitive(line)));
  const distinct = new Map(lines.map((line) => [line.join(), line]));
  return [...distinct.values()].flatMap((line) => [line, line.map((entry) => -entry)]);
}

function linesOf(planes: readonly Direction[]): readonly Direction[] {
  const size = planes[0]!.length;
  if (size === 1) return [[1n]];
  if (size === 2) return planes.map(([x, y]) => [-y!, x!]);
  return planes.flatMap((plane, i) => planes.slice(i + 1).map((other) => crossOf(plane, other)));
}

/** Every cone has a ray: around each ray, all ways to step off the planes that hold it. */
function conesOf(planes: readonly Direction[], rays: readonly Direction[]): readonly Cone[] {
  const found = new Map<string, Set<number>>();
  rays.forEach((ray, place) => {
    const signs = planes.map((plane) => signOf(dotOf(plane, ray)));
    for (const local of sectorsAround(planes, ray, signs)) {
      const sides = local.map((sign) => (sign > 0 ? '+' : '-')).join('');
      found.set(sides, (found.get(sides) ?? new Set()).add(place));
    }
  });
  return [...found].map(([sides, own]) => ({ sides, rays: [...own] }));
}

/** The sides of the planes in the sectors around a ray, none of them 0. */
function sectorsAround(
  planes: readonly Direction[],
  ray: Direction,
  signs: readonly number[],
): readonly (readonly number[])[] {
  const through = signs.flatMap((sign, i) => (sign === 0 ? [i] : []));
  if (through.length === 0) return [signs];
  const steps = through.flatMap((i) => {
    // Along plane i away from the ray, to both sides of it: there all other planes are left.
    const along = ray.length === 3 ? crossOf(planes[i]!, ray) : planes[i]!;
    return [1, -1].map((way) => ({ i, way, along }));
  });
  return steps.flatMap(({ i, way, along }) => {
    const stepped = signs.map((sign, j) =>
      sign === 0 ? way * signOf(dotOf(planes[j]!, along)) : sign,
    );
    return [1, -1].map((side) => stepped.with(i, side));
  });
}

/** Cones whose sides differ at one plane alone. */
function facetsOf(
  planes: readonly Direction[],
  rays: readonly Direction[],
  cones: readonly Cone[],
  places: ReadonlyMap<string, number>,
): readonly Facet[] {
  return planes.flatMap((plane, i) =>
    cones.flatMap(({ sides, rays: own }, place) => {
      if (sides[i] !== '+') return [];
      const other = places.get(`${sides.slice(0, i)}-${sides.slice(i + 1)}`);
      if (other === undefined) return [];
      const shared = own.filter((ray) => dotOf(plane, rays[ray]!) === 0n);
      return [{ cones: [place, other] as const, rays: shared }];
    }),
  );
}

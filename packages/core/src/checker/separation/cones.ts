import { ask } from '../faults.js';
import { inner, sign } from './exact.js';

/** How samples cut the space of a unit's weights: cones by the sides of planes, and rays. */
export interface Cones {
  readonly rays: readonly (readonly bigint[])[];
  /** For each cone the side of every plane, 1 or -1, and its rays. */
  readonly cones: readonly {
    readonly sides: readonly number[];
    readonly rays: readonly number[];
  }[];
  /** For each cone the cones beyond one plane, with the rays that both have. */
  readonly beyond: readonly (readonly {
    readonly cone: number;
    readonly rays: readonly number[];
  }[])[];
  /** A cone that holds a vector. */
  around(w: readonly bigint[]): number;
}

/** Cones at most: more nobody waits for. */
const MOST_CONES = 20_000;

/**
 * Cuts the space at `w · x = 0` for every sample, and across axes until every cone has a tip. Begins at the
 * cone of a vector that lies on no plane, and crosses one plane after the other: beyond plane i there is a cone
 * if the sum of the rays that have all its sides lies strictly inside of them.
 *
 * @param samples of one to three entries
 * @throws `Malformed` where there are too many
 */
export function conesOf(samples: readonly (readonly bigint[])[]): Cones {
  const planes = planesOf(samples);
  const rays = raysOf(planes);
  const table = rays.map((ray) => planes.map((plane) => sign(inner(plane, ray))));
  const sidesOfFirst = planes.map((plane) => sign(inner(plane, vectorOff(planes))));
  const names = new Map([[sidesOfFirst.join(), 0]]);
  const cones = [{ sides: sidesOfFirst, rays: raysWithin(table, sidesOfFirst) }];
  const beyond: { cone: number; rays: number[] }[][] = [];
  for (let at = 0; at < cones.length; at++) {
    const own = cones[at]!;
    beyond.push([]);
    for (let i = 0; i < planes.length; i++) {
      const sides = own.sides.with(i, -own.sides[i]!);
      const within = raysWithin(table, sides);
      if (!isInside(planes, sumOf(rays, within), sides)) continue;
      const name = sides.join();
      if (!names.has(name)) {
        names.set(name, cones.length);
        cones.push({ sides, rays: within });
        ask(cones.length <= MOST_CONES, () => `there are more than ${MOST_CONES} cones`);
      }
      const shared = own.rays.filter((ray) => table[ray]![i] === 0);
      beyond[at]!.push({ cone: names.get(name)!, rays: shared });
    }
  }
  return {
    rays,
    cones,
    beyond,
    around: (w) => {
      const signs = planes.map((plane) => sign(inner(plane, w)));
      const found = cones.findIndex(({ sides }) => signs.every((side, i) => side * sides[i]! >= 0));
      ask(found >= 0, () => 'no cone holds the weights of a unit');
      return found;
    },
  };
}

/** Rays that are on no other side of any plane. */
function raysWithin(table: readonly (readonly number[])[], sides: readonly number[]): number[] {
  const within: number[] = [];
  for (let ray = 0; ray < table.length; ray++)
    if (table[ray]!.every((side, i) => side * sides[i]! >= 0)) within.push(ray);
  return within;
}

function sumOf(rays: readonly (readonly bigint[])[], chosen: readonly number[]): bigint[] {
  const sum = rays[0]!.map(() => 0n);
  for (const ray of chosen) rays[ray]!.forEach((entry, i) => (sum[i]! += entry));
  return sum;
}

function isInside(
  planes: readonly (readonly bigint[])[],
  vector: readonly bigint[],
  sides: readonly number[],
): boolean {
  return planes.every((plane, i) => sign(inner(plane, vector)) === sides[i]);
}

/** On no plane: of the vectors (1, n, n²) each plane holds two at most. */
function vectorOff(planes: readonly (readonly bigint[])[]): readonly bigint[] {
  for (let n = 1n; ; n++) {
    const vector = planes[0]!.map((_, i) => n ** BigInt(i));
    if (planes.every((plane) => inner(plane, vector) !== 0n)) return vector;
  }
}

/** Normals, no two of one line; with axes, where the samples do not span the space. */
function planesOf(samples: readonly (readonly bigint[])[]): readonly (readonly bigint[])[] {
  const planes: (readonly bigint[])[] = [];
  const add = (normal: readonly bigint[]) => {
    const isNew = normal.some((entry) => entry !== 0n) && !planes.some((plane) => rank([plane, normal]) < 2); // prettier-ignore
    if (isNew) planes.push(normal);
  };
  samples.forEach(add);
  const size = samples[0]!.length;
  for (let axis = 0; axis < size; axis++) {
    const normal = samples[0]!.map((_, i) => (i === axis ? 1n : 0n));
    if (rank([...planes, normal]) > rank(planes)) add(normal);
  }
  return planes;
}

/** How many of the vectors are independent, by elimination. */
function rank(vectors: readonly (readonly bigint[])[]): number {
  const rows = vectors.map((vector) => [...vector]);
  let done = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const pivot = rows.findIndex((row, i) => i >= done && row[column] !== 0n);
    if (pivot < 0) continue;
    [rows[done], rows[pivot]] = [rows[pivot]!, rows[done]!];
    const top = rows[done]!;
    for (const row of rows.slice(done + 1)) {
      const factor = row[column]!;
      for (let j = 0; j < row.length; j++) row[j] = row[j]! * top[column]! - factor * top[j]!;
    }
    done++;
  }
  return done;
}

/** Where as many planes meet as leave one line, in both directions; a line may be told more than once. */
function raysOf(planes: readonly (readonly bigint[])[]): readonly (readonly bigint[])[] {
  const lines: (readonly bigint[])[] = [];
  const size = planes[0]!.length;
  if (size === 1) lines.push([1n]);
  if (size === 2) for (const [x, y] of planes) lines.push([-y!, x!]);
  if (size === 3)
    for (let i = 0; i < planes.length; i++)
      for (let j = i + 1; j < planes.length; j++) {
        const [[a, b, c], [d, e, f]] = [planes[i]!, planes[j]!] as unknown as [bigint[], bigint[]];
        const line = [b! * f! - c! * e!, c! * d! - a! * f!, a! * e! - b! * d!];
        if (!lines.some((other) => rank([other, line]) < 2)) lines.push(line);
      }
  return lines.flatMap((line) => [line, line.map((entry) => -entry)]);
}

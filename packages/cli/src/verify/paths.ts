import { elementLength, type Params } from '@isthmus/core';
import type { Point, StoredPath } from '@isthmus/core/internal';
import type { PathRecord, Profile } from '@isthmus/core/contract';
import { type ClaimBook, differs } from './claims.js';
import { elementOf } from './evaluator-judge.js';
import { type Bracket, differsFrom, type Judge } from './judge.js';

/** The Euclidean distance of two points, in float64. */
export function distanceOf(a: Point, b: Point): number {
  let sum = 0;
  for (const [name, data] of a) {
    const other = b.get(name)!;
    for (let i = 0; i < data.length; i++) sum += (data[i]! - other[i]!) ** 2;
  }
  return Math.sqrt(sum);
}

/** Whether two points are of one bit pattern, but for the sign of zeros. */
export function sameOf(a: Point, b: Point): boolean {
  return distanceOf(a, b) === 0;
}

/** What a record says of the shape of its path. */
export function checkShape(
  book: ClaimBook,
  record: PathRecord,
  path: StoredPath,
  shapes: Shapes,
): void {
  const { vertices } = path;
  const direct = distanceOf(vertices[0]!, vertices.at(-1)!);
  const length = lengthOf(path, shapes);
  book.note(`it has ${record.beads} beads`, () => differs(record.beads, vertices.length - 2));
  book.note(`it is ${record.length} long`, () => differs(record.length, length));
  book.note(`that is ${record.normalizedLength} times the distance of its ends`, () => {
    if (record.normalizedLength === null)
      return direct === 0 ? null : `its ends are ${direct} apart`;
    return differs(record.normalizedLength, length / direct);
  });
}

/** Segments by plain sums; the curve of an arc by the product's own integral. */
function lengthOf(path: StoredPath, shapes: Shapes): number {
  return path.elements.reduce((sum, { kind }, i) => {
    const [from, to] = [path.vertices[i]!, path.vertices[i + 1]!];
    if (kind === 'segment') return sum + distanceOf(from, to);
    const ends = [from, to].map((point) => paramsOf(point, shapes)) as [Params, Params];
    return sum + elementLength(elementOf(path, i), ends);
  }, 0);
}

function paramsOf(point: Point, shapes: Shapes): Params {
  return Object.fromEntries(
    [...point].map(([name, data]) => [
      name,
      { shape: shapes.get(name)!, data: Float32Array.from(data) },
    ]),
  );
}

/** Shapes of the arrays of a point, by their names. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** The losses of a profile anew, and what was found along it. */
export function checkProfile(
  book: ClaimBook,
  { profile, peak, barrier, resolution, level, verdict, reason }: PathRecord,
  path: StoredPath,
  judge: Judge,
  tick: () => void,
): void {
  const { t, loss } = profile;
  let found: readonly Bracket[] = [];
  book.note(`its ${t.length} samples go from 0 to 1, each once`, () => orderFault(profile));
  book.note('each sample has the loss that is recorded', () => {
    found = lossesAlong(path, t, judge, tick);
    return (
      loss.map((each, i) => sampleFault(each, found[i]!, t[i]!)).find((why) => why !== null) ?? null
    );
  });
  const [most, at] = peakOf(profile);
  book.note(`its peak is ${peak.loss} at t = ${peak.t}`, () => differs(peak.loss, most) ?? differs(peak.t, at, 1e-6)); // prettier-ignore
  const [a, b] = [loss[0]!, loss.at(-1)!];
  const chord = t.map((each, i) => loss[i]! - ((1 - each) * a + each * b));
  const barriers = {
    aboveEnds: most - Math.max(a, b),
    aboveMean: most - (a + b) / 2,
    aboveChord: Math.max(...chord),
  };
  for (const name of ['aboveEnds', 'aboveMean', 'aboveChord'] as const)
    book.note(`its barrier ${name} is ${barrier[name]}`, () => differs(barrier[name], barriers[name], Math.abs(most))); // prettier-ignore
  const isWhole = resolution.samples === t.length;
  book.note(
    `it was looked at in ${resolution.samples} places, ${t.length} of which are kept`,
    () => (resolution.samples >= t.length ? null : `the profile has ${t.length}`),
  );
  if (isWhole)
    book.note(`they are at most ${resolution.largestGap} apart`, () =>
      gapFault(t, resolution.largestGap),
    );
  else if (verdict === 'connected')
    book.note(`no place of a grid of that gap, ${resolution.largestGap}, is above the level`, () =>
      gridFault(path, resolution.largestGap, level, judge, tick),
    );
  if (verdict === 'connected')
    book.note(`no sample is above the level ${level}`, () => aboveLevel(profile, found, level));
  if (verdict === 'not-found' && reason === 'above-level')
    book.note(`a sample is above the level ${level}`, () =>
      most > level ? null : `the largest is ${most}`,
    );
}

function gapFault(t: readonly number[], stated: number): string | null {
  const gap = t.reduce((widest, each, i) => (i === 0 ? 0 : Math.max(widest, each - t[i - 1]!)), 0);
  return gap <= stated * (1 + 1e-9) ? null : `two samples are ${gap} apart`;
}

/** More places than this are not looked at anew. */
const MOST_PLACES = 2 ** 17;

/** Of a profile that was thinned the places that were left out are made anew, evenly. */
function gridFault(
  path: StoredPath,
  gap: number,
  level: number,
  judge: Judge,
  tick: () => void,
): string | null {
  const parts = Math.ceil((1 - 1e-9) / gap);
  if (!(parts < MOST_PLACES)) return `these would be ${parts} places`;
  const t = Array.from({ length: parts + 1 }, (_, i) => i / parts);
  const found = lossesAlong(path, t, judge, tick);
  const above = found.findIndex(({ lower }) => !(lower <= level));
  return above < 0 ? null : `at t = ${t[above]} the loss is at least ${found[above]!.lower}`;
}

/** The inequality of a verdict is held strictly: of what is recorded, and of what is proved of it. */
function aboveLevel({ t, loss }: Profile, found: readonly Bracket[], level: number): string | null {
  const recorded = loss.findIndex((each) => !(each <= level));
  if (recorded >= 0) return `at t = ${t[recorded]} the recorded loss is ${loss[recorded]}`;
  const proved = found.findIndex(({ lower }) => !(lower <= level));
  if (proved >= 0) return `at t = ${t[proved]} the loss is at least ${found[proved]!.lower}`;
  return found.length === loss.length ? null : 'its losses could not be computed';
}

function orderFault({ t, loss }: Profile): string | null {
  if (t.length !== loss.length || t.length < 2) return 'places and losses do not go together';
  if (t[0] !== 0 || t.at(-1) !== 1) return `it goes from ${t[0]} to ${t.at(-1)}`;
  const back = t.findIndex((each, i) => i > 0 && !(each > t[i - 1]!));
  return back < 0 ? null : `${t[back]} follows ${t[back - 1]}`;
}

function peakOf({ t, loss }: Profile): readonly [loss: number, t: number] {
  const most = Math.max(...loss);
  return [most, t[loss.indexOf(most)] ?? NaN];
}

function sampleFault(recorded: number, found: Bracket, t: number): string | null {
  const why = differsFrom(recorded, found);
  return why === null ? null : `at t = ${t} ${why}`;
}

/** Losses at places of a whole path; a place between two elements is the start of the later one. */
function lossesAlong(
  path: StoredPath,
  t: readonly number[],
  judge: Judge,
  tick: () => void,
): readonly Bracket[] {
  const count = path.elements.length;
  const places = t.map((each) => placeOf(each, count));
  const found: Bracket[] = [];
  for (let element = 0; element < count; element++) {
    const own = places.filter((place) => place.element === element);
    if (own.length > 0) found.push(...judge.along(path, element, own.map((place) => place.t))); // prettier-ignore
    tick();
  }
  return found;
}

/** `t * n` misses whole numbers by rounding, so vertices are known by k / n. */
function placeOf(t: number, count: number): { readonly element: number; readonly t: number } {
  const vertex = Math.round(t * count);
  if (vertex / count === t)
    return vertex === count ? { element: count - 1, t: 1 } : { element: vertex, t: 0 };
  const element = Math.min(Math.floor(t * count), count - 1);
  return { element, t: Math.min(Math.max(t * count - element, 0), 1) };
}

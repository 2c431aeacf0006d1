import type { Rng } from '@isthmus/contract/base';
import type { ChordEnd, ChordSearch, Path } from '@isthmus/contract';
import { distance, mapLeaves, countOf, type Params } from '@isthmus/contract/parameters';
import { pointAt } from '../path/polyline.js';
import { isWorse, measureChord, weighChord, type MeasuredChord } from './chord.js';
import type { LossLandscape } from './landscape.js';

/** What chords are drawn from. */
export interface ChordSource {
  readonly landscape: LossLandscape;
  readonly path: Path;
  readonly rng: Rng;
  init(rng: Rng): Params;
  /** Called between chords. */
  rest(): Promise<void>;
}

/** The worst chord with its ends. */
export interface ChordFinding {
  readonly record: ChordSearch;
  readonly ends: { readonly 'chord.p': Params; readonly 'chord.q': Params };
}

/** How far a point near the path lies from it, as a part of the distance of the path's ends. */
const NEAR = 0.1;

interface Drawn {
  readonly end: ChordEnd;
  readonly params: Params;
}

interface Candidate {
  readonly p: Drawn;
  readonly q: Drawn;
  readonly s: number;
  readonly chord: MeasuredChord;
}

/**
 * Draws chords and keeps the one that the loss rises above most.
 *
 * The first joins the ends of the path, at s = 1/2. For each of the others, s is uniform in [0, 1] and
 * each end is, with equal chances: the point of the path at a uniform t; such a point moved by a normal
 * vector of expected squared length (0.1 d)², d being the distance of the path's ends; fresh
 * parameters. Ends are rounded to float32, so that the file that holds them holds them exactly.
 *
 * @param count how many, at least 1
 * @source mathematics of the definition: Boyd and Vandenberghe 2004, section 3.1.1
 */
export async function worstChord(source: ChordSource, count: number): Promise<ChordFinding> {
  let worst = straight(source);
  let above = Number(worst.chord.margin > 0);
  for (let i = 1; i < count; i++) {
    await source.rest();
    const candidate = randomChord(source, source.rng.fork(`chord ${i}`));
    if (candidate.chord.margin > 0) above++;
    if (isWorse(candidate.chord, worst.chord)) worst = candidate;
  }
  const { p, q, s, chord } = worst;
  const weight = weighChord(source.landscape, p.params, q.params, s, chord);
  return {
    record: {
      drawn: count,
      above,
      worst: { p: p.end, q: q.end, s, losses: chord.losses, ...weight },
    },
    ends: { 'chord.p': p.params, 'chord.q': q.params },
  };
}

function straight(source: ChordSource): Candidate {
  return measured(source, onPath(source, 0), onPath(source, 1), 0.5);
}

function randomChord(source: ChordSource, rng: Rng): Candidate {
  const p = randomEnd(source, rng.fork('p'));
  const q = randomEnd(source, rng.fork('q'));
  return measured(source, p, q, rng.next());
}

function measured({ landscape }: ChordSource, p: Drawn, q: Drawn, s: number): Candidate {
  return { p, q, s, chord: measureChord(landscape, p.params, q.params, s) };
}

function randomEnd(source: ChordSource, rng: Rng): Drawn {
  const kind = rng.integer(3);
  if (kind === 2) return { end: { kind: 'fresh' }, params: source.init(rng.fork('fresh')) };
  const place = onPath(source, rng.next());
  return kind === 0 ? place : near(source, place, rng.fork('noise'));
}

function onPath({ path }: ChordSource, t: number): Drawn {
  return { end: { kind: 'path', t }, params: pointAt(path, t) };
}

function near({ path }: ChordSource, { end, params }: Drawn, rng: Rng): Drawn {
  const reach = NEAR * distance(path.vertices[0]!, path.vertices.at(-1)!);
  const deviation = reach / Math.sqrt(countOf(params));
  const moved = mapLeaves(params, ({ data }) =>
    data.map((entry) => entry + deviation * rng.normal()),
  );
  return { end: end.kind === 'path' ? { kind: 'near', t: end.t } : end, params: moved };
}

import type {
  Barriers,
  ElementPlace,
  Path,
  Peak,
  Problem,
  Profile,
  Resolution,
} from '@isthmus/contract';
import { isFiniteParams } from '@isthmus/contract/parameters';
import { aboveChord, highestElements } from '../path/above-chord.js';
import { barriersOf } from '../path/barrier.js';
import { lossesOn } from '../path/element.js';
import { nextSample, peakSearchOf, withSample, type PeakOptions } from '../path/peak.js';
import { endsOfElement } from '../path/polyline.js';
import { joinProfiles, NO_SAMPLES, peakOf } from '../path/profile.js';

/** What the samples along a path say. */
export interface Judgement {
  /** Whether every sampled loss is at or below the level, compared in float64. */
  readonly holds: boolean;
  /** Whether every sampled loss and every weight of the path is a finite number. */
  readonly finite: boolean;
  /** Every sample, from t=0 to t=1. */
  readonly profile: Profile;
  /** The samples of each element, over its own t. */
  readonly elements: readonly Profile[];
  readonly resolution: Resolution;
  readonly peak: Peak;
  readonly barrier: Barriers;
}

/** The element, and its own t, where the largest sample was taken. */
export function highestPlace({ elements }: Pick<Judgement, 'elements'>): ElementPlace {
  const places = elements.map((samples, element) => ({ element, ...peakOf(samples) }));
  const { element, t } = places.reduce((best, each) => (each.loss > best.loss ? each : best));
  return { element, t };
}

/** What a path is judged by. */
export type PathProblem = Pick<Problem, 'level' | 'gridPoints' | 'along' | 'valueAt'>;

/** Lets the event loop have its turn when it is time, and tells whether the work is cancelled. */
export type CancelTick = () => Promise<boolean>;

/**
 * Judges a path by the float64 reference: on every element a grid, of 33 points with both ends unless the
 * problem says more, and the refinement of its highest points; then the refinement of what is highest
 * above the line between the losses of the ends, on the elements where that is.
 *
 * @returns null when it was cancelled
 */
export async function judgePath(
  problem: PathProblem,
  path: Path,
  tick: CancelTick,
): Promise<Judgement | null> {
  const options = peakSearchOf(problem);
  const elements: Profile[] = [];
  for (const element of path.elements.keys()) {
    const samples = await refined(NO_SAMPLES, options, lossesAt(problem, path, element), tick);
    if (samples === null) return null;
    elements.push(samples);
  }
  if (!(await refineAboveChord(problem, path, elements, tick))) return null;
  const profile = joinProfiles(elements);
  const largestGap = 1 / ((options.gridPoints - 1) * elements.length);
  return {
    holds: elements.every(({ loss }) => loss.every((value) => value <= problem.level)),
    finite: profile.loss.every(Number.isFinite) && path.vertices.every(isFiniteParams),
    profile,
    elements,
    resolution: { samples: profile.t.length, largestGap },
    peak: peakOf(profile),
    barrier: barriersOf(profile),
  };
}

/** Elements on which the largest loss above the chord is sought: those with the highest samples. */
const CHORD_ELEMENTS = 3;

/** Adds samples where the loss is highest above the chord. @returns false when it was cancelled */
async function refineAboveChord(
  problem: PathProblem,
  path: Path,
  elements: Profile[],
  tick: CancelTick,
): Promise<boolean> {
  const ends = [elements[0]!.loss[0]!, elements.at(-1)!.loss.at(-1)!] as const;
  // Of a level chord the peak is the highest above it too.
  if (ends[0] === ends[1]) return true;
  const above = (samples: Profile, element: number) =>
    aboveChord(samples, ends, { element, of: elements.length });
  for (const element of highestElements(elements.map(above), CHORD_ELEMENTS)) {
    const lossAt = lossesAt(problem, path, element);
    const samples = await refined(
      elements[element]!,
      peakSearchOf(problem),
      lossAt,
      tick,
      (known) => above(known, element),
    );
    if (samples === null) return false;
    elements[element] = samples;
  }
  return true;
}

function lossesAt(problem: PathProblem, path: Path, element: number): (t: number) => number {
  return lossesOn(path.elements[element]!, endsOfElement(path, element), problem);
}

/** The samples with those added that a search for the largest number asks for; null when cancelled. */
async function refined(
  known: Profile,
  options: PeakOptions,
  lossAt: (t: number) => number,
  tick: CancelTick,
  seen: (samples: Profile) => Profile = (samples) => samples,
): Promise<Profile | null> {
  let samples = known;
  for (;;) {
    const t = nextSample(seen(samples), options);
    if (t === null) return samples;
    if (await tick()) return null;
    samples = withSample(samples, t, lossAt(t));
  }
}

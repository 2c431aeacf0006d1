import type { Path, Peak, Problem, Profile } from '../contract/path-strategy.js';
import type { Barriers } from '../contract/result.js';
import { isFiniteParams } from '../parameters/parameters.js';
import { barriersOf } from '../path/barrier.js';
import { lossesOn } from '../path/element.js';
import { nextSample, PEAK_SEARCH, withSample } from '../path/peak.js';
import { endsOf } from '../path/polyline.js';
import { joinProfiles, NO_SAMPLES, peakOf } from '../path/profile.js';

/** What the samples along a path say. */
export interface Judgement {
  /** Whether every sampled loss is at or below the level, compared in float64. */
  readonly holds: boolean;
  /** Whether every sampled loss and every weight of the path is a finite number. */
  readonly finite: boolean;
  /** Every sample, from t=0 to t=1. */
  readonly profile: Profile;
  readonly peak: Peak;
  readonly barrier: Barriers;
}

/** What a path is judged by. */
export type Judged = Pick<Problem, 'level' | 'along' | 'valueAt'>;

/** Lets the event loop have its turn when it is time, and tells whether the work is cancelled. */
export type Tick = () => Promise<boolean>;

/**
 * Judges a path by the float64 reference: on every element a grid of 33 points, both ends included,
 * and the refinement of its highest points.
 *
 * @returns null when it was cancelled
 */
export async function judgePath(
  problem: Judged,
  path: Path,
  tick: Tick,
): Promise<Judgement | null> {
  const elements: Profile[] = [];
  for (const element of path.elements.keys()) {
    const samples = await sampleElement(problem, path, element, tick);
    if (samples === null) return null;
    elements.push(samples);
  }
  const profile = joinProfiles(elements);
  return {
    holds: elements.every(({ loss }) => loss.every((value) => value <= problem.level)),
    finite: profile.loss.every(Number.isFinite) && path.vertices.every(isFiniteParams),
    profile,
    peak: peakOf(profile),
    barrier: barriersOf(profile),
  };
}

async function sampleElement(
  problem: Judged,
  path: Path,
  element: number,
  tick: Tick,
): Promise<Profile | null> {
  const ends = endsOf(path, element);
  const lossAt = lossesOn(path.elements[element]!, ends, problem);
  let samples = NO_SAMPLES;
  for (let t = nextSample(samples, PEAK_SEARCH); t !== null; t = nextSample(samples, PEAK_SEARCH)) {
    if (await tick()) return null;
    samples = withSample(samples, t, lossAt(t));
  }
  return samples;
}

import { distance, type Rng } from '@isthmus/core';
import type { Problem, Reason } from '@isthmus/core/contract';
import { perturbed } from '../string/noise.js';
import { moveBand, straightBand, type Band, type BandRules } from './band.js';
import { inserted, restarted, type Insertion } from './insertion.js';
import type { StageOutcome, EndedStage, CurveMover, EdgeScans } from './search.js';

/** A stretch of a band's way down, begun by inserting beads. */
export interface Cycle extends Insertion {
  readonly steps: number;
  /** A factor on the optimizer's learning rate. */
  readonly scale: number;
}

/** A band and the cycle that it is in, from 0. */
export interface BandInCycle {
  readonly band: Band;
  readonly cycle: number;
  /** The lowest peak when the cycle began. */
  readonly peak: number;
}

/** How a band goes through its cycles. */
export interface CycleRules {
  readonly cycles: readonly Cycle[];
  /** Whether a cycle that lowers the peak by `improvement` is gone through again. */
  readonly again: boolean;
  readonly improvement: number;
  /** Why it ends when the last cycle is over and has lowered the peak; null for the reason of the cycle. */
  readonly done: Reason | null;
  readonly spring: BandRules['spring'];
  readonly noise: number;
}

/** Beads go up and down between their neighbours, so that a look takes three points between two. */
const LEAST_POINTS = 5;

/** Moves an elastic band cycle by cycle, with more beads in each. */
export function bandMover(rules: CycleRules): CurveMover<BandInCycle> {
  const { cycles, spring } = rules;
  return {
    leastPoints: LEAST_POINTS,
    gradientsToBegin: 2,
    begin: (problem, scans, rng) => ({
      band: firstBand(rules, problem, scans, rng),
      cycle: 0,
      peak: Math.max(...scans.flat()),
    }),
    vertices: ({ band }) => band.vertices,
    move(problem, state, rate, rng) {
      const scale = rate * cycles[state.cycle]!.scale;
      const band = moveBand({ spring, scale }, problem, state.band, rng);
      return band === null ? null : { ...state, band };
    },
    gradientsPerStep: ({ band }) => band.memories.length,
    stageSteps: ({ cycle }) => cycles[cycle]!.steps,
    advance: (problem, state, ended) => nextCycle(rules, problem, state, ended),
  };
}

/** The band in the same cycle again, where that pays, or in the next. */
function nextCycle(
  { cycles, again, improvement, done }: CycleRules,
  { optimizer }: Problem,
  { band, cycle, peak: before }: BandInCycle,
  { reason, scans, peak }: EndedStage,
): StageOutcome<BandInCycle> {
  const begun = (at: number, insertion: Insertion) => ({
    curve: { band: inserted(insertion, optimizer, band, scans), cycle: at, peak },
  });
  const pays = peak < (1 - improvement) * before;
  // Beads are on all of the band by then: more come only where the losses ask for them.
  if (again && pays) return begun(cycle, { ...cycles[cycle]!, insert: 'highest' });
  const next = cycles[cycle + 1];
  if (next !== undefined) return begun(cycle + 1, next);
  if (done === null || reason === 'stalled') return { ended: null };
  return { ended: pays ? done : 'plateau' };
}

/** The beads of the first cycle, with noise that lets them leave a line that is a ridge. */
function firstBand(
  { cycles, noise }: CycleRules,
  problem: Problem,
  scans: EdgeScans,
  rng: Rng,
): Band {
  const { a, b, optimizer } = problem;
  const band = inserted(cycles[0]!, optimizer, straightBand(problem, rng), scans);
  const size = noise * distance(a, b);
  if (size === 0) return band;
  const vertices = band.vertices.map((vertex, i) =>
    i === 0 || i === band.vertices.length - 1
      ? vertex
      : perturbed(vertex, size, rng.fork(`bead ${i}`)),
  );
  return { ...band, ...restarted(optimizer, vertices) };
}

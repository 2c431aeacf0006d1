import { distance, type Rng } from '@isthmus/core';
import type { Problem } from '@isthmus/core/contract';
import { perturbed } from '../noise.js';
import { moveBand, straightBand, type Band, type BandRules } from './band.js';
import { inserted, restarted, type Insertion } from './insertion.js';
import type { Mover, Scans } from './search.js';

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
}

/** How a band goes through its cycles. */
export interface CycleRules {
  readonly cycles: readonly Cycle[];
  readonly spring: BandRules['spring'];
  readonly noise: number;
}

/** Moves an elastic band cycle by cycle, with more beads in each. */
export function bandMover(rules: CycleRules): Mover<BandInCycle> {
  const { cycles, spring } = rules;
  return {
    begin: (problem, scans, rng) => ({ band: firstBand(rules, problem, scans, rng), cycle: 0 }),
    vertices: ({ band }) => band.vertices,
    move(problem, { band, cycle }, rng) {
      const { scale } = cycles[cycle]!;
      const moved = moveBand({ spring, scale }, problem, band, rng);
      return moved === null ? null : { band: moved, cycle };
    },
    stageSteps: ({ cycle }) => cycles[cycle]!.steps,
    advance(problem, { band, cycle }, scans) {
      const next = cycles[cycle + 1];
      if (next === undefined) return null;
      return { band: inserted(next, problem.optimizer, band, scans), cycle: cycle + 1 };
    },
  };
}

/** The beads of the first cycle, with noise that lets them leave a line that is a ridge. */
function firstBand({ cycles, noise }: CycleRules, problem: Problem, scans: Scans, rng: Rng): Band {
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

import type { Rng } from '@isthmus/core';
import type { Problem, Reason } from '@isthmus/core/contract';
import { moveBead, nextSteps, startBead, type Bead, type DescentRules } from './bead.js';

/**
 * Beads that do not feel each other, moved side by side in one call. First steps go first, so that all
 * that are under way descend together.
 */
export function movedApart(
  rules: DescentRules,
  problem: Problem,
  beads: readonly Bead[],
  rng: Rng,
): readonly Bead[] {
  const moving = beads.filter((bead) => bead.state === 'moving');
  const starting = moving.filter((bead) => !bead.underWay);
  const next =
    starting.length > 0
      ? started(rules, problem, starting, rng)
      : descended(rules, problem, moving, rng);
  return beads.map((bead) => next.get(bead) ?? bead);
}

/** Why a search ends because of its beads; null while none of them has failed. */
export function failureOf(beads: readonly Bead[]): Reason | null {
  const any = (state: Bead['state']) => beads.some((bead) => bead.state === state);
  return any('nonfinite') ? 'nonfinite' : any('stalled') ? 'stalled' : null;
}

function started(rules: DescentRules, problem: Problem, beads: readonly Bead[], rng: Rng) {
  const points = beads.map((bead) => bead.point);
  const gradients = problem.gradients(points, rng.fork('batch'));
  return new Map(
    beads.map((bead, i) => [
      bead,
      startBead(problem, rules, bead, gradients[i]!, rng.fork(`edge ${bead.edge}`)),
    ]),
  );
}

function descended(rules: DescentRules, problem: Problem, beads: readonly Bead[], rng: Rng) {
  const wanted = beads.map((bead) => nextSteps(rules, bead));
  const found = beads.length === 0 ? [] : problem.descend(wanted, rng.fork('descent'));
  return new Map(
    beads.map((bead, i) => [
      bead,
      moveBead(problem, rules, bead, found[i]!, rng.fork(`edge ${bead.edge}`)),
    ]),
  );
}

import { addScaled, norm, type Params, type Rng } from '@isthmus/core';
import type { Trained, Trainee, LossGradient, Problem } from '@isthmus/core/contract';
import { perturbed } from './noise.js';

/** When a descent ends. */
export interface DescentRules {
  /** The loss that is descended to. */
  readonly target: number;
  readonly maxSteps: number;
  readonly evaluateEvery: number;
  readonly stall: { readonly window: number; readonly improvement: number };
  readonly restarts: number;
  readonly noise: number;
}

/** A vertex on its way down from the point at which it was inserted. */
export interface Bead {
  /** The edge that it splits, or split when it was inserted. */
  readonly edge: number;
  /** The length of that edge: the measure of its noise. */
  readonly reach: number;
  readonly origin: Params;
  readonly point: Params;
  /** The optimizer's state. */
  readonly memory: unknown;
  /** Optimizer steps of all its starts together. */
  readonly steps: number;
  readonly restarts: number;
  /** Whether this start has looked for a saddle already. */
  readonly underWay: boolean;
  /** The lowest loss evaluated since it was inserted, and where. */
  readonly best: { readonly point: Params; readonly loss: number };
  /** The step at which this start last made headway, and the loss then. */
  readonly mark: { readonly step: number; readonly loss: number };
  readonly state: BeadState;
}

/**
 * `settled`: at or below the target, or at or below the level and either no longer moving or between
 * edges that hold; `stalled`: above the level with no restart left; `nonfinite`: its loss is not a number.
 */
export type BeadState = 'moving' | 'settled' | 'stalled' | 'nonfinite';

/**
 * A gradient g is taken for that of a saddle or a plateau when going along it for the whole length
 * of the edge would change the loss by less than this part, to first order.
 */
const FLAT = 1e-3;

/** Puts a bead where an edge was split; one loss evaluation. */
export function insertBead(
  problem: Problem,
  rules: Pick<DescentRules, 'target'>,
  at: { readonly edge: number; readonly reach: number; readonly origin: Params },
): Bead {
  const loss = problem.value(at.origin);
  return restBead(rules, {
    ...at,
    point: at.origin,
    memory: problem.optimizer.init(at.origin),
    steps: 0,
    restarts: 0,
    underWay: false,
    best: { point: at.origin, loss },
    mark: { step: 0, loss },
    state: Number.isFinite(loss) ? 'moving' : 'nonfinite',
  });
}

/**
 * The first step of a start. On a saddle (the middle of two symmetric endpoints is one) it is noise
 * instead: plain descent would never leave.
 *
 * @param gradient of the training objective at `bead.point`
 */
export function startBead(
  problem: Problem,
  rules: DescentRules,
  bead: Bead,
  gradient: LossGradient,
  rng: Rng,
): Bead {
  const begun = { ...bead, steps: bead.steps + 1, underWay: true };
  if (isFlat(bead, gradient.gradient)) {
    const size = rules.noise * bead.reach;
    return { ...begun, point: perturbed(bead.point, size, rng.fork('saddle')) };
  }
  const [updates, memory] = problem.optimizer.update(gradient.gradient, bead.memory, bead.point);
  return looked(
    problem,
    rules,
    { ...begun, point: addScaled(bead.point, updates, 1), memory },
    rng,
  );
}

/** What a bead that is under way asks for: all steps up to its next evaluation. */
export function nextSteps(
  { evaluateEvery, maxSteps }: DescentRules,
  { point, memory, steps }: Bead,
): Trainee {
  const most = Math.min(evaluateEvery - (steps % evaluateEvery), maxSteps - steps);
  return { params: point, state: memory, steps: most };
}

/**
 * The bead after steps of its descent. Every `evaluateEvery` steps its loss is evaluated by the
 * reference, and it may settle, start again with noise, or give up.
 */
export function moveBead(
  problem: Problem,
  rules: DescentRules,
  bead: Bead,
  { params, state, steps, rest }: Trained,
  rng: Rng,
): Bead {
  const moved = { ...bead, point: params, memory: state, steps: bead.steps + steps };
  return rest === 'nonfinite'
    ? { ...moved, state: 'nonfinite' }
    : looked(problem, rules, moved, rng);
}

function looked(problem: Problem, rules: DescentRules, bead: Bead, rng: Rng): Bead {
  return bead.steps % rules.evaluateEvery === 0 || bead.steps >= rules.maxSteps
    ? evaluateBead(problem, rules, bead, rng)
    : bead;
}

/** Whether a bead stands on a saddle or a plateau, by the gradient there. */
export function isFlat({ reach, best }: Bead, gradient: Params): boolean {
  return norm(gradient) * reach <= FLAT * best.loss;
}

/** Evaluates a bead where it stands: it may settle, start again with noise, or give up. */
export function evaluateBead(problem: Problem, rules: DescentRules, bead: Bead, rng: Rng): Bead {
  const loss = problem.value(bead.point);
  if (!Number.isFinite(loss)) return { ...bead, state: 'nonfinite' };
  const best = loss < bead.best.loss ? { point: bead.point, loss } : bead.best;
  const headway = loss < (1 - rules.stall.improvement) * bead.mark.loss;
  const mark = headway ? { step: bead.steps, loss } : bead.mark;
  const seen = restBead(rules, { ...bead, best, mark });
  return seen.state === 'moving' && isStuck(rules, seen) ? giveUp(problem, rules, seen, rng) : seen;
}

function restBead({ target }: Pick<DescentRules, 'target'>, bead: Bead): Bead {
  return bead.state === 'moving' && bead.best.loss <= target ? { ...bead, state: 'settled' } : bead;
}

function isStuck({ stall, maxSteps }: DescentRules, { steps, mark }: Bead): boolean {
  return steps >= maxSteps || steps - mark.step >= stall.window;
}

/** A bead that no longer moves is good enough at the level; above it, it starts again with noise. */
function giveUp(problem: Problem, rules: DescentRules, bead: Bead, rng: Rng): Bead {
  if (bead.best.loss <= problem.level) return { ...bead, state: 'settled' };
  if (bead.restarts >= rules.restarts || bead.steps >= rules.maxSteps)
    return { ...bead, state: 'stalled' };
  const restarts = bead.restarts + 1;
  const size = Math.min(rules.noise * 4 ** restarts, 1) * bead.reach;
  const point = perturbed(bead.origin, size, rng.fork('restart'));
  return {
    ...bead,
    point,
    memory: problem.optimizer.init(point),
    restarts,
    underWay: false,
    mark: { step: bead.steps, loss: Infinity },
  };
}

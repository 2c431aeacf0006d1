/** How the learning rate goes over the steps of a descent. */
export type Schedule = 'constant' | 'cosine' | 'late';

/** A stretch of steps over which the rate goes its way. */
export interface Plan {
  /** The step at which it begins, and how much of the way is gone then, in [0, 1). */
  readonly from: number;
  readonly gone: number;
  /** The step after its last. */
  readonly until: number;
  /** Whether it was drawn up because the curve made no headway. */
  readonly hurried: boolean;
}

/** A plan for so many steps from the first. */
export function planOf(steps: number): Plan {
  return { from: 0, gone: 0, until: steps, hurried: false };
}

/**
 * What is left of a plan when the full rate brings no more: the rate comes down at once, within
 * `steps`.
 */
export function hurried(schedule: Schedule, plan: Plan, step: number, steps: number): Plan {
  const gone = Math.max(goneAt(plan, step), schedule === 'late' ? FULL_UNTIL : 0);
  return { from: step, gone, until: Math.min(plan.until, step + steps), hurried: true };
}

/** Where `late` begins to lower the rate, where it ends, and the part of it that is left. */
const FULL_UNTIL = Number(process.env['RV_FULL'] ?? 0.5);
const LOW_FROM = Number(process.env['RV_FROM'] ?? 0.9);
const LOW = Number(process.env['RV_LOW'] ?? 0.01);

/**
 * The factor on the learning rate at a step. `late` is the schedule published with mode connectivity
 * (Garipov et al. 2018): the full rate for half of the steps, then down along a line to a hundredth,
 * which it keeps for the last tenth. `cosine` comes down from the start.
 *
 * @example
 * [0, 500, 700, 950].map((step) => rateAt('late', planOf(1000), step)); // [1, 1, 0.505, 0.01]
 * rateAt('cosine', planOf(1000), 500); // 0.5
 */
export function rateAt(schedule: Schedule, plan: Plan, step: number): number {
  const gone = goneAt(plan, step);
  switch (schedule) {
    case 'constant':
      return 1;
    case 'cosine':
      return (1 + Math.cos(Math.PI * gone)) / 2;
    case 'late': {
      const down = Math.min(Math.max((gone - FULL_UNTIL) / (LOW_FROM - FULL_UNTIL), 0), 1);
      return 1 - down * (1 - LOW);
    }
  }
}

function goneAt({ from, gone, until }: Plan, step: number): number {
  return until <= from ? 1 : gone + ((1 - gone) * (step - from)) / (until - from);
}

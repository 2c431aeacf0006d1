/** How the learning rate goes over the steps of a descent. */
export type Schedule = 'constant' | 'cosine' | 'late';

/** A stretch of steps over which the rate goes its way. */
export interface RateSchedule {
  /** The step at which it begins, and how much of the way is gone then, in [0, 1). */
  readonly from: number;
  readonly gone: number;
  /** The step after its last. */
  readonly until: number;
  /** Whether it was drawn up because the curve made no headway. */
  readonly hurried: boolean;
}

/** A plan for so many steps from the first. */
export function planOf(steps: number): RateSchedule {
  return { from: 0, gone: 0, until: steps, hurried: false };
}

/**
 * What is left of a plan when the full rate brings no more: the rate comes down at once, within
 * `steps`.
 */
export function hurried(
  schedule: Schedule,
  plan: RateSchedule,
  step: number,
  steps: number,
): RateSchedule {
  const gone = Math.max(goneAt(plan, step), schedule === 'late' ? FULL_UNTIL : 0);
  return { from: step, gone, until: Math.min(plan.until, step + steps), hurried: true };
}

/** Where `late` begins to lower the rate, and the part of it that is left at the end. */
const FULL_UNTIL = 0.75;
const LOW = 0.1;

/**
 * The factor on the learning rate at a step. `late` has the full rate for three quarters of
 * the steps and then comes down along a line to a tenth: as the schedule published with mode
 * connectivity (Garipov et al. 2018), which comes down from the half to a hundredth, but later and less,
 * as few steps leave little time at low rates. `cosine` comes down from the start.
 *
 * @example
 * [0, 500, 700, 950].map((step) => rateAt('late', planOf(1000), step)); // [1, 1, 1, 0.28]
 * rateAt('cosine', planOf(1000), 500); // 0.5
 */
export function rateAt(schedule: Schedule, plan: RateSchedule, step: number): number {
  const gone = goneAt(plan, step);
  switch (schedule) {
    case 'constant':
      return 1;
    case 'cosine':
      return (1 + Math.cos(Math.PI * gone)) / 2;
    case 'late': {
      const down = Math.min(Math.max((gone - FULL_UNTIL) / (1 - FULL_UNTIL), 0), 1);
      return 1 - down * (1 - LOW);
    }
  }
}

function goneAt({ from, gone, until }: RateSchedule, step: number): number {
  return until <= from ? 1 : gone + ((1 - gone) * (step - from)) / (until - from);
}

import type { Checkpoint } from '../../port/engine.js';

/** Counts work, and calls the checkpoint each time that much has been done. */
export interface Meter {
  /** @param work in multiply-adds, roughly */
  spend(work: number): void;
}

/** Some 10 ms of products at 50 GFLOP/s; five times that on a slow machine is still below 50 ms. */
const BETWEEN_CHECKPOINTS = 2 ** 28;

/** What a kernel call costs at least, in multiply-adds: a few hundred nanoseconds. */
const CALL_WORK = 2 ** 14;

export function createMeter(checkpoint: Checkpoint): Meter {
  let spent = 0;
  return {
    spend: (work) => {
      spent += CALL_WORK + work;
      if (spent < BETWEEN_CHECKPOINTS) return;
      spent = 0;
      checkpoint();
    },
  };
}

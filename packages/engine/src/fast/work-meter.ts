import type { Checkpoint } from '../port/engine.js';

/** Counts work, and calls the checkpoint each time that much has been done. */
export interface WorkMeter {
  /** @param work in multiply-adds, roughly */
  spend(work: number): void;
}

/**
 * A meter that has counted nothing yet. No clock decides how work is cut, so it is cut alike everywhere.
 *
 * @param most work between two calls of the checkpoint
 * @param overhead what every spending costs beside its work
 */
export function createWorkMeter(checkpoint: Checkpoint, most: number, overhead = 0): WorkMeter {
  let spent = 0;
  return {
    spend(work) {
      spent += overhead + work;
      if (spent < most) return;
      spent = 0;
      checkpoint();
    },
  };
}

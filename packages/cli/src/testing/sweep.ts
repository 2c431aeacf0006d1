import type { SweepEvent } from '../protocol/sweep-events.js';
import { SMALL } from './command.js';

/** Two by two trials of moments, of which nothing is drawn. */
export const SMALL_SWEEP = {
  ...SMALL,
  report: [],
  sweep: { '/train/threshold': [0.01, 0.003], '/seed': { from: 1, count: 2 } },
};

/** An event as `--json` prints it: one of a trial bears the trial's id. */
export type PrintedEvent = SweepEvent & { readonly trial?: string };

/** The events of a sweep in what a command printed. */
export function sweepEventsIn(stdout: string): readonly PrintedEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PrintedEvent);
}

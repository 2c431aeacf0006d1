import process from 'node:process';
import type { ClientHooks, Runner } from '../runner/client.js';
import { startRunner } from '../runner/client.js';
import type { RunReply, RunRequest } from '../protocol/protocol.js';

/** The process in which the trials of one lane run, one after the other. */
export interface LaneRunner {
  /** Does a run when no other is under way. @throws as `runInChild` does */
  run(request: RunRequest, hooks: ClientHooks): Promise<RunReply>;
  /** Lets the process go. */
  close(): void;
}

/** More than a cancelled step takes to end, and less than the sweep itself is given. */
const GRACE_MS = 6000;

/**
 * Starts a process at the first trial. To start one costs more than many a trial, so it is kept for
 * the next where nothing of the one before can be left in it.
 *
 * @param kept whether it is: not where plugins of the user's own run in it, whose modules may
 *   remember what they did
 */
export function openLaneRunner(kept: boolean): LaneRunner {
  let runner: Runner | null = null;
  // The file that this process was started with: also in a bundle it is the entry of the runner.
  const place = { entry: process.argv[1]!, graceMs: GRACE_MS };
  const close = () => {
    runner?.end();
    runner = null;
  };
  return {
    async run(request, hooks) {
      runner ??= await startRunner(place);
      try {
        return await runner.run(request, hooks);
      } finally {
        if (!kept || !runner.isFit()) close();
      }
    },
    close,
  };
}

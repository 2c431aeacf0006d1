import { runInChild } from '@isthmus/cli/runner';
import type { RunReply } from '@isthmus/cli/runner';
import type { RunView } from '../protocol/run-view.js';
import { newRun, withEvent } from '../protocol/run-view.js';
import { withSweepEvent } from './sweep-view.js';
import type { ChosenRunner } from './runner-place.js';

/** A run under way or ended, with all that is known of it. */
export interface LiveRun {
  /** The latest view and how often it has changed. */
  current(): { readonly view: RunView; readonly revision: number };
  /** Tells of every change; returns what ends the telling. */
  onChange(listener: () => void): () => void;
  cancel(): void;
  /** Settles when the run has ended, however it ended. */
  readonly ended: Promise<void>;
}

/** Starts a run in a child process and follows it. */
export function startLiveRun(
  file: string,
  name: string,
  label: string,
  runner: ChosenRunner,
): LiveRun {
  let view = newRun(name, label, runner.label);
  let revision = 0;
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  const change = (next: RunView) => {
    view = next;
    revision++;
    listeners.forEach((listener) => {
      listener();
    });
  };
  const request = { file, out: null, set: [], seed: null, workers: 0, resume: false };
  const ended = runInChild(
    request,
    {
      signal: abort.signal,
      emit: (event) => {
        change(withEvent(view, event));
      },
      sweep: (event) => {
        const next = withSweepEvent(view, event);
        if (next !== view) change(next);
      },
    },
    runner,
  ).then(
    (reply) => {
      change(withReply(view, reply));
    },
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const state = abort.signal.aborted ? 'cancelled' : 'failed';
      change({ ...view, state, messages: [...view.messages, message] });
    },
  );
  return {
    current: () => ({ view, revision }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cancel() {
      if (abort.signal.aborted) return;
      abort.abort();
      change({ ...view, state: 'cancelling' });
    },
    ended,
  };
}

function withReply(view: RunView, reply: RunReply): RunView {
  if (reply.kind === 'refused')
    return { ...view, state: 'refused', messages: reply.error.message.split('\n') };
  const unmet = reply.unmet.map((claim) => `Not as expected: ${claim}`);
  const missing = (reply.reportFailures ?? []).map(({ message }) => message);
  // Of a single run its last event has told the cause.
  const failures = reply.sweep === undefined ? [] : (reply.error?.message.split('\n') ?? []);
  return {
    ...view,
    state: reply.status,
    folder: reply.folder,
    reports: reply.reports,
    messages: [...view.messages, ...failures, ...missing, ...unmet],
  };
}

import { runInChild } from '@isthmus/cli/runner';
import type { RunReply } from '@isthmus/cli/runner';
import { revisedParts } from '@isthmus/charts/shown-run';
import type { ToWebview } from '../protocol/messages.js';
import type { RunView } from '../protocol/run-view.js';
import { newRun, partsOfView, withEvent } from '../protocol/run-view.js';
import { withSweepEvent } from './sweep-view.js';
import type { ChosenRunner } from '../runner/runner-place.js';

/** A run at one moment. */
export type Snapshot = Pick<ToWebview, 'revision' | 'revisions'> & { readonly view: RunView };

/** A run under way or ended, with all that is known of it. */
export interface LiveRun {
  /** The latest view, how often it has changed, and how often it had when each part of its page last did. */
  current(): Snapshot;
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
  let revisions = revisedParts({}, {}, partsOfView(view), revision);
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  const change = (next: RunView) => {
    revision++;
    revisions = revisedParts(revisions, partsOfView(view), partsOfView(next), revision);
    view = next;
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
    current: () => ({ view, revision, revisions }),
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

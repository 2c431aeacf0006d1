import process from 'node:process';
import { inspect } from 'node:util';
import { createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { VERSION } from '../process/version.js';
import { announcing } from './announcing.js';
import { listenForFaults } from './faults.js';
import { guardProcess } from './guard-process.js';
import {
  checkExperiment,
  describeRunner,
  editorSchema,
  lintModel,
  PROTOCOL_VERSION,
  runEvent,
  runOpened,
  startRun,
  sweepEvent,
} from '../protocol/protocol.js';
import type {
  CheckReply,
  CheckRequest,
  EditorSchema,
  SchemaRequest,
} from '../protocol/protocol.js';
import { afterGrace } from './grace.js';
import { lintedModel } from './lint-model.js';
import type { Perform } from './perform.js';
import { sentFailure } from './sent-failure.js';
import { keptThreads } from './threads.js';
import { jsonCopy } from './wire.js';

/** What a runner does with experiments that are not run. */
export interface EditorAnswers {
  check(request: CheckRequest): Promise<CheckReply>;
  schema(request: SchemaRequest): Promise<EditorSchema>;
}

/** How long a run whose parent has gone may take to end in order. */
const ORPHAN_GRACE_MS = 5000;

/**
 * The child process of a run, or of one run after the other. It speaks JSON-RPC over the IPC channel, so
 * whatever a plugin prints cannot corrupt the messages, and it goes when its parent goes.
 *
 * @param perform what it does with a request for a run
 * @param answers what it says of an experiment in an editor
 */
export function serveRunner(perform: Perform, answers: EditorAnswers): void {
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const stopped = new AbortController();
  guardProcess();
  const faults = listenForFaults();
  const life = announcing();
  const threads = keptThreads();
  connection.onRequest(describeRunner, () => ({
    protocol: PROTOCOL_VERSION,
    version: VERSION,
    node: process.versions.node,
  }));
  connection.onRequest(startRun, async (request, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => {
      cancelled.abort(new Error('cancelled'));
    });
    // A parent that goes closes the channel; what is said after that is lost, and that is no fault.
    const lost = () => undefined;
    const begun = life.begin();
    const { fault, late } = faults.next();
    try {
      return jsonCopy(
        await Promise.race([
          perform(
            request,
            {
              fault,
              read: begun.read,
              signal: AbortSignal.any([cancelled.signal, stopped.signal]),
              opened: (folder) =>
                void connection.sendNotification(runOpened, { folder }).catch(lost),
              emit: (event) =>
                void connection.sendNotification(runEvent, jsonCopy(event)).catch(lost),
              sweep: (event) =>
                void connection.sendNotification(sweepEvent, jsonCopy(event)).catch(lost),
            },
            threads,
          ),
          late,
        ]),
      );
    } catch (thrown) {
      // What is expected comes back as a reply; where this one arose stands in the run's log.
      process.stderr.write(`${inspect(thrown)}\n`);
      return sentFailure(thrown);
    } finally {
      begun.end();
    }
  });
  /** Answers at once or with an error; what code from outside throws behind its back is told too. */
  const answered = async <T>(answer: () => Promise<T>) => {
    const begun = life.begin();
    const { fault } = faults.next();
    try {
      return jsonCopy(await Promise.race([answer(), fault]));
    } catch (thrown) {
      process.stderr.write(`${inspect(thrown)}\n`);
      return sentFailure(thrown);
    } finally {
      begun.end();
    }
  };
  connection.onRequest(lintModel, (request) => answered(() => lintedModel(request)));
  connection.onRequest(checkExperiment, (request) => answered(() => answers.check(request)));
  connection.onRequest(editorSchema, (request) => answered(() => answers.schema(request)));
  listenForTheEnd(stopped, life.isIdle);
  connection.listen();
  life.watchParent();
}

function listenForTheEnd(stopped: AbortController, isIdle: () => boolean): void {
  const { exit } = process;
  // The terminal sends these to the whole group; the parent decides what they mean.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => {
    stopped.abort(new Error('the process was told to end'));
  });
  process.on('disconnect', () => {
    stopped.abort(new Error('the parent process has gone'));
    // What a plugin has left (a socket, a thread) must not keep a runner whose work is done.
    if (isIdle()) exit.call(process, 0);
    // A step that does not heed the signal must not outlive the parent.
    afterGrace(process.pid, ORPHAN_GRACE_MS, () => exit.call(process, 4));
  });
}

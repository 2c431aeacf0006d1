import process from 'node:process';
import { createMessageConnection, ResponseError } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { messageOf } from '@isthmus/core';
import { VERSION } from '../version.js';
import { describeRunner, PROTOCOL_VERSION, runEvent, runOpened, startRun } from './protocol.js';
import { performRun } from './perform.js';
import { wired } from './wire.js';

/**
 * The child process of one run. It speaks JSON-RPC over the IPC channel, so whatever a plugin prints
 * cannot corrupt the messages, and it goes when its parent goes.
 */
export function serveRunner(): void {
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const gone = new AbortController();
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
    try {
      return wired(
        await performRun(request, {
          signal: AbortSignal.any([cancelled.signal, gone.signal]),
          opened: (folder) => void connection.sendNotification(runOpened, { folder }),
          emit: (event) => void connection.sendNotification(runEvent, wired(event)),
        }),
      );
    } catch (thrown) {
      return new ResponseError(1, messageOf(thrown));
    }
  });
  // The terminal sends its interrupt to the whole group; the parent decides what it means.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => {
    gone.abort(new Error('the parent process has gone'));
    // A step that does not heed the signal must not outlive the parent.
    setTimeout(() => process.exit(4), 2000).unref();
  });
  connection.listen();
}

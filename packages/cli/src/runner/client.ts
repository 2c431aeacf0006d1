import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { IsthmusError } from '@isthmus/core/contract';
import type { RunEvent } from '@isthmus/core/contract';
import { CancellationTokenSource, createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { SweepEvent } from '../sweep/events.js';
import { receivedFailure } from './failure.js';
import type { RunnerDescription, RunReply, RunRequest } from './protocol.js';
import {
  describeRunner,
  PROTOCOL_VERSION,
  runEvent,
  runOpened,
  startRun,
  sweepEvent,
} from './protocol.js';
import { chooseNode } from './runner-node.js';

/** What a caller hears of a run, and how it cancels it. */
export interface ClientHooks {
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  /** Of an experiment with a sweep these come in place of the others. */
  sweep?(event: SweepEvent): void;
}

/** Which runner a run is given to, and where. */
export interface RunnerPlace {
  /** The runner's entry file; the extension's bundle has its own. */
  readonly entry: URL | string;
  /** The folder under which `runs/` is made when no run folder is named. */
  readonly cwd?: string;
  /** Its `ISTHMUS_NODE` names the Node that the runner is started on; this program's own unless set. */
  readonly env?: NodeJS.ProcessEnv;
  /** How long a cancelled run may take to end in order before it is killed, in ms; 10 s unless set. */
  readonly graceMs?: number;
}

/** The runner that comes with this package. */
const OWN: RunnerPlace = { entry: new URL('./entry.js', import.meta.url) };

const GRACE_MS = 10_000;

/**
 * Does a run in a child process of its own: a crash or an out-of-memory there takes nothing else
 * down. What the process prints goes to `run.log` in the run folder.
 *
 * @param place the runner that comes with this package, in the working folder, unless given
 * @throws `runner/exited` when the process ends without an answer, with the last it printed;
 * `runner/bad-node` when the environment variable `ISTHMUS_NODE`, which may name another Node for the
 * runner, names none
 * @example
 * import { resolve } from 'node:path';
 *
 * const request = {
 *   file: resolve('examples/linear-regression.isthmus.json'),
 *   out: resolve('runs/in-child'),
 *   set: [],
 *   seed: null,
 *   workers: 1,
 *   resume: false,
 * };
 * const signal = new AbortController().signal;
 * const reply = await runInChild(request, { signal, emit: (event) => console.error(event.type) });
 * reply.kind === 'ended' && reply.status; // 'finished'
 */
export async function runInChild(
  request: RunRequest,
  hooks: ClientHooks,
  { entry, cwd, env, graceMs = GRACE_MS }: RunnerPlace = OWN,
): Promise<RunReply> {
  const { execPath, execArgv } = await chooseNode(env ?? process.env);
  const child = fork(entry, {
    execPath,
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  const output = collectOutput(child);
  killWithParent(child);
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  const cancel = new CancellationTokenSource();
  const abort = () => {
    cancel.cancel();
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  };
  connection.onNotification(runEvent, (event) => {
    hooks.emit(event);
  });
  connection.onNotification(sweepEvent, (event) => {
    hooks.sweep?.(event);
  });
  connection.onNotification(runOpened, ({ folder }) => {
    output.into(folder);
  });
  connection.listen();
  hooks.signal.addEventListener('abort', abort, { once: true });
  if (hooks.signal.aborted) abort();
  try {
    const ask = async () => {
      checkProtocol(await connection.sendRequest(describeRunner));
      return connection.sendRequest(startRun, request, cancel.token);
    };
    return await Promise.race([ask(), exitOf(child, output, hooks.signal)]);
  } catch (thrown) {
    throw receivedFailure(thrown);
  } finally {
    hooks.signal.removeEventListener('abort', abort);
    connection.dispose();
    // Without its channel the runner ends by itself.
    if (child.connected) child.disconnect();
  }
}

/** A runner that hears nothing, since a plugin blocks it, would outlive a parent that ends at once. */
function killWithParent(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

/** A workspace may have an older or newer command installed than the one that asks. */
function checkProtocol({ protocol, version }: RunnerDescription): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new IsthmusError(
    'runner/protocol',
    `The runner is isthmus ${version} and speaks protocol ${protocol}; expected protocol ${PROTOCOL_VERSION}. Bring @isthmus/cli of the workspace and this program to one version.`,
    { protocol, version },
  );
}

function exitOf(child: ChildProcess, output: RunnerOutput, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) => {
      const how = signal.aborted
        ? `did not end in order and was stopped`
        : `ended (${killedBy ?? `exit code ${code ?? '?'}`})`;
      reject(new IsthmusError('runner/exited', exitWords(how, output), { code, signal: killedBy }));
    });
  });
}

function exitWords(how: string, output: RunnerOutput): string {
  const folder = output.folder();
  const rest =
    folder === null
      ? 'before the run began; nothing was written.'
      : `in the middle of the run. What was finished stands in ${folder}; continue with --resume.`;
  const tail = output.tail();
  return `The runner ${how} ${rest}${tail === '' ? '' : `\nIt last printed:\n${tail}`}`;
}

/** What a runner has printed. */
interface RunnerOutput {
  /** Writes it, and what follows, to `run.log` in a run folder. */
  into(folder: string): void;
  /** The run folder, once there is one. */
  folder(): string | null;
  /** The last that was printed. */
  tail(): string;
}

/** Keeps the last that was printed, for a crash, and writes all of it to a file once there is one. */
function collectOutput(child: ChildProcess): RunnerOutput {
  const limit = 64 * 1024;
  let kept = '';
  let opened: string | null = null;
  let write: ((chunk: string) => void) | null = null;
  const take = (text: string) => {
    kept = (kept + text).slice(-limit);
    write?.(text);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take);
  return {
    folder: () => opened,
    tail: () => kept.slice(-2000).trim(),
    into(folder) {
      opened = folder;
      write = lazyWriter(join(folder, 'run.log'));
      if (kept !== '') write(kept);
    },
  };
}

/** The file appears only when there is something to write; that it cannot be written stops no run. */
function lazyWriter(file: string): (chunk: string) => void {
  let stream: WriteStream | null = null;
  return (chunk) => {
    stream ??= createWriteStream(file, { flags: 'a' }).on('error', () => undefined);
    stream.write(chunk);
  };
}

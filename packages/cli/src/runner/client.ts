import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import process from 'node:process';
import type { RunEvent } from '@isthmus/core/contract';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { SweepEvent } from '../protocol/sweep-events.js';
import { receivedFailure } from '../protocol/failure.js';
import type { Question } from '../protocol/questions.js';
import { LINT } from '../protocol/questions.js';
import { cancelOn, exitOf, killWithParent } from './child-life.js';
import { afterGrace } from './grace.js';
import type { RunnerOutput } from './output.js';
import { collectOutput } from './output.js';
import { CALLS_VARIABLE, openCallFile, type CallFile } from './call-file.js';
import { runnerEnvironment } from './environment.js';
import { watchMain } from './watch-main.js';
import { whyEnded } from './why-ended.js';
import type {
  LintReply,
  LintRequest,
  RunnerDescription,
  RunReply,
  RunRequest,
} from '../protocol/protocol.js';
import { describeRunner, runEvent, runOpened, startRun, sweepEvent } from '../protocol/protocol.js';
import { checkProtocol, isUnknownMethod, tooOld } from './peer.js';
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
  /**
   * How long a cancelled run may take to end in order before it is killed, in ms of time in which it
   * could work; 10 s unless set.
   */
  readonly graceMs?: number;
}

/** The runner that comes with this package; built, it lies beside this code. */
export const OWN_RUNNER: RunnerPlace = { entry: new URL('./entry.js', import.meta.url) };

const GRACE_MS = 10_000;

/** A run that has not begun has nothing to put in order. */
const UNBEGUN_GRACE_MS = 1500;

/** How long a runner whose work is done may take to go. */
const END_GRACE_MS = 3000;

/** Where the runner finds the file of calls: behind its three streams and its channel. */
const CALLS_DESCRIPTOR = 4;

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
  place: RunnerPlace = OWN_RUNNER,
): Promise<RunReply> {
  const runner = await startRunner(place);
  try {
    return await runner.run(request, hooks);
  } finally {
    runner.end();
  }
}

/**
 * Looks at a model file in a child process of its own.
 *
 * @throws `runner/exited`, `runner/bad-node` as `runInChild` does; `runner/protocol` where the runner is older than
 * the question
 * @example
 * import { resolve } from 'node:path';
 *
 * const file = resolve('examples/models/relu-12.safetensors');
 * const request = { file, activation: null, layers: null, layout: null };
 * (await lintInChild(request, new AbortController().signal)).kind; // 'linted'
 */
export async function lintInChild(
  request: LintRequest,
  signal: AbortSignal,
  place: RunnerPlace = OWN_RUNNER,
): Promise<LintReply> {
  const runner = await startRunner(place);
  try {
    return await runner.ask(LINT, request, signal);
  } finally {
    runner.end();
  }
}

/** A child process that does runs, one after the other. */
export interface Runner {
  /** Does one run, when no other is under way. @throws as `runInChild` does */
  run(request: RunRequest, hooks: ClientHooks): Promise<RunReply>;
  /** Asks for something that is no run, when nothing else is under way. @throws as `lintInChild` does */
  ask<Q, A>(question: Question<Q, A>, request: Q, signal: AbortSignal): Promise<A>;
  /** Whether it may be given another run: every one before has ended by itself and in order. */
  isFit(): boolean;
  /** Lets the process go. */
  end(): void;
}

/**
 * Starts a child process for runs and questions.
 *
 * @throws `runner/bad-node`
 * @example
 * const runner = await startRunner();
 * const none = { plugins: [], runPlugins: false };
 * const schema = await runner.ask(SCHEMA, none, new AbortController().signal);
 * runner.end();
 * schema['title']; // 'Isthmus experiment'
 */
export async function startRunner(place: RunnerPlace = OWN_RUNNER): Promise<Runner> {
  const calls = openCallFile();
  const child = await forked(place, calls);
  const output = collectOutput(child);
  killWithParent(child);
  let hooks: ClientHooks | null = null;
  let fit = true;
  const connection = connectionTo(child, output, () => hooks);
  const why = whyEnded(calls, output, () => hooks?.signal.aborted ?? false);
  const exit = exitOf(child, why.words);
  // Nobody waits for it between two runs.
  exit.catch(() => (fit = false));
  child.once('exit', calls.close);

  async function asked<T>(
    own: ClientHooks,
    send: (token: CancellationToken, who: RunnerDescription) => Promise<T>,
  ): Promise<T> {
    hooks = own;
    output.begin();
    const grace = place.graceMs ?? GRACE_MS;
    const cancelling = cancelOn(own.signal, child, () =>
      output.folder() === null ? Math.min(grace, UNBEGUN_GRACE_MS) : grace,
    );
    const watching = watchMain(calls, (reason) => {
      why.is(reason);
      child.kill('SIGKILL');
    });
    const ask = async () => {
      const who = await connection.sendRequest(describeRunner);
      checkProtocol(who);
      return send(cancelling.token, who);
    };
    try {
      return await Promise.race([ask(), exit]);
    } catch (thrown) {
      fit = false;
      throw receivedFailure(thrown);
    } finally {
      fit &&= !own.signal.aborted;
      cancelling.dispose();
      watching.dispose();
    }
  }

  return {
    run: (request, own) => asked(own, (token) => connection.sendRequest(startRun, request, token)),
    ask: ({ type, what }, request, signal) =>
      asked({ signal, emit: () => undefined }, async (token, who) => {
        try {
          return await connection.sendRequest(type.method, request, token);
        } catch (thrown) {
          throw isUnknownMethod(thrown) ? tooOld(who, what) : thrown;
        }
      }),
    isFit: () => fit,
    end() {
      connection.dispose();
      // Without its channel the runner ends by itself, unless one of its threads waits in a call of the system.
      if (child.connected) child.disconnect();
      if (child.pid !== undefined && child.exitCode === null)
        child.once(
          'exit',
          afterGrace(child.pid, END_GRACE_MS, () => child.kill('SIGKILL')),
        );
    },
  };
}

async function forked({ entry, cwd, env }: RunnerPlace, calls: CallFile): Promise<ChildProcess> {
  const own = env ?? process.env;
  const { execPath, execArgv } = await chooseNode(own);
  return fork(entry, {
    execPath,
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', calls.fd],
    serialization: 'json',
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...runnerEnvironment(own), [CALLS_VARIABLE]: String(CALLS_DESCRIPTOR) },
  });
}

/** Passes on what the runner tells to whoever is listening when it comes. */
function connectionTo(
  child: ChildProcess,
  output: RunnerOutput,
  hooks: () => ClientHooks | null,
): MessageConnection {
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.onNotification(runEvent, (event) => hooks()?.emit(event));
  connection.onNotification(sweepEvent, (event) => hooks()?.sweep?.(event));
  connection.onNotification(runOpened, ({ folder }) => {
    output.into(folder);
  });
  connection.listen();
  return connection;
}

import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import type { Limits } from '@isthmus/core/internal';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import { cleanLine } from '../terminal/clean.js';
import { announcing } from './announcing.js';
import { CALLS_VARIABLE, givenDescriptor, openCallFile, type CallFile } from './call-file.js';
import { guardProcess } from './guard-process.js';
import { watchMain } from './watch-main.js';

/** Behind the three standard streams. */
const CALLS_DESCRIPTOR = 3;

/**
 * Does what a command asks that runs the code of plugins: in a process of its own, which is this command
 * once more, since code that does not end can be ended from another process only. That process is told by
 * the variable that also tells a runner where to write what it is doing.
 *
 * @param command what is done there; it is given what takes the limits of an experiment, once they are read
 * @returns its exit code; 3 where it had to be ended, with what ran on stderr
 */
export async function watchedCommand(
  command: (heed: (limits: Limits) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  return givenDescriptor() === null ? watching() : announced(command);
}

/** This command once more, watched. */
async function watching(): Promise<ExitCode> {
  const calls = openCallFile();
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', calls.fd],
    env: { ...process.env, [CALLS_VARIABLE]: String(CALLS_DESCRIPTOR) },
  });
  let ended: Error | null = null;
  const watch = watchMain(calls, (reason) => {
    ended = reason;
    child.kill('SIGKILL');
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const { code, killedBy } = await exitOf(child);
    if (ended === null && killedBy === null) return (code ?? EXIT.failed) as ExitCode;
    process.stderr.write(`${cleanLine(endWords(calls, ended, killedBy))}\n`);
    return EXIT.failed;
  } finally {
    process.off('exit', kill);
    watch.dispose();
    calls.close();
  }
}

function exitOf(child: ChildProcess) {
  return new Promise<{ code: number | null; killedBy: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) => {
      resolve({ code, killedBy });
    });
  });
}

function endWords(calls: CallFile, ended: Error | null, killedBy: string | null): string {
  if (ended !== null) return ended.message;
  const taken = calls.memoryMB();
  const call = calls.main();
  const why =
    taken === null ? `was ended by ${killedBy ?? '?'}` : `took ${Math.round(taken)} MB of memory`;
  const during = call === null ? '' : `, while the ${call.who} ran ${call.phase}`;
  return `The check ${why}${during}.`;
}

/** In the process that is watched. */
async function announced(
  command: (heed: (limits: Limits) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  guardProcess();
  const life = announcing();
  life.watchParent();
  const { read, end } = life.begin();
  try {
    return await command(read);
  } finally {
    end();
  }
}

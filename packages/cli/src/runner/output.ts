import type { ChildProcess } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { constants, createWriteStream, openSync } from 'node:fs';
import { join } from 'node:path';

/** What a runner has printed since its run began. */
export interface RunnerOutput {
  /** Another run begins: what was printed before belongs to the one that has ended. */
  begin(): void;
  /** Writes it, and what follows, to `run.log` in a run folder. */
  into(folder: string): void;
  /** The run folder, once there is one. */
  folder(): string | null;
  /** The last that was printed. */
  tail(): string;
}

/** Keeps the last that was printed, for a crash, and writes all of it to a file once there is one. */
export function collectOutput(child: ChildProcess): RunnerOutput {
  const limit = 64 * 1024;
  let kept = '';
  let opened: string | null = null;
  let log: LazyFile | null = null;
  const take = (text: string) => {
    kept = (kept + text).slice(-limit);
    log?.write(text);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', take);
  letGo(child);
  return {
    begin() {
      log?.end();
      [kept, opened, log] = ['', null, null];
    },
    folder: () => opened,
    tail: () => kept.slice(-2000).trim(),
    into(folder) {
      opened = folder;
      log = lazyFile(join(folder, 'run.log'));
      if (kept !== '') log.write(kept);
    },
  };
}

/** How long what a runner printed last may take to come. */
const LAST_WORDS_MS = 1000;

/** A program that a plugin has started may hold the runner's streams when that has long ended. */
function letGo(child: ChildProcess): void {
  child.once('exit', () => {
    const timer = setTimeout(() => {
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    }, LAST_WORDS_MS);
    child.once('close', () => {
      clearTimeout(timer);
    });
  });
}

interface LazyFile {
  write(chunk: string): void;
  end(): void;
}

/** The file appears only when there is something to write; that it cannot be written stops no run. */
function lazyFile(path: string): LazyFile {
  let stream: WriteStream | null = null;
  let written = 0;
  return {
    write(chunk) {
      stream ??= appendingTo(path);
      if (written > MOST_CHARACTERS) return;
      written += chunk.length;
      stream?.write(written > MOST_CHARACTERS ? CUT : chunk);
    },
    end: () => stream?.end(),
  };
}

/** A plugin may print without end. */
const MOST_CHARACTERS = 16 * 2 ** 20;
const CUT = '\n… the rest is left out.\n';

/** To append, never through a link to a file elsewhere, nor waiting for who reads a pipe. */
const FLAGS =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

function appendingTo(path: string): WriteStream | null {
  try {
    const fd = openSync(path, FLAGS, 0o666);
    return createWriteStream(path, { fd }).on('error', () => undefined);
  } catch {
    return null;
  }
}

import type { ChildProcess } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { createWriteStream } from 'node:fs';
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

interface LazyFile {
  write(chunk: string): void;
  end(): void;
}

/** The file appears only when there is something to write; that it cannot be written stops no run. */
function lazyFile(path: string): LazyFile {
  let stream: WriteStream | null = null;
  return {
    write(chunk) {
      stream ??= createWriteStream(path, { flags: 'a' }).on('error', () => undefined);
      stream.write(chunk);
    },
    end: () => stream?.end(),
  };
}

import type { StoredRun } from './stored-run.js';

/** A run folder: the only place where a run writes. Names inside it are ours, never a user's. */
export interface RunFolder {
  readonly path: string;
  /** The run that the folder was opened to continue; null in a new one. */
  readonly stored: StoredRun | null;
  /**
   * Writes a file whole or not at all and gives its SHA-256.
   *
   * @throws `run/bad-name` for a name that leads out of the folder, `io/write-failed`
   */
  write(name: string, content: string | Uint8Array): Promise<string>;
  writeJson(name: string, value: unknown): Promise<string>;
  /**
   * Opens a file to which lines are added, each written at once, so that none is lost when the process
   * ends. A last line that a crash cut short is ended first.
   *
   * @throws `run/bad-name`, `io/write-failed`
   */
  openLines(name: string): LineFile;
  /** Its bytes, or null when there is no such file. @throws `run/bad-name`, `io/read-failed` */
  read(name: string): Promise<Uint8Array | null>;
  /** @throws `run/folder-gone` when the folder, or one of these files, has been removed or replaced */
  checkWhole(names: readonly string[]): Promise<void>;
  /** Gives the folder back, for others to open. */
  close(): Promise<void>;
}

/** A file to which lines are added. */
export interface LineFile {
  /** @throws `io/write-failed` */
  append(line: string): void;
  close(): void;
}

import type { WarningRecord } from './warning.js';

/** The three parts of a task's data. */
export type Split = 'train' | 'probe' | 'test';

/** Samples with their targets. */
export interface Dataset {
  /** The number of samples N. */
  readonly size: number;
  /** Inputs `[N, ...input]`, row-major. */
  readonly x: Float32Array;
  /** Targets `[N, ...output]`; for classes one-hot. */
  readonly y: Float32Array;
}

/**
 * How inputs were made of the numbers that the data hold: `(number - mean) / deviation`. One mean and
 * one deviation for each entry of the last axis of an input (a column; of images a channel), or one for
 * all.
 */
export interface InputScaling {
  /** The split that they were computed from; null where they are fixed, as 0 and 255 for bytes. */
  readonly from: Split | null;
  readonly mean: readonly number[];
  /** Above 0. */
  readonly deviation: readonly number[];
}

/** What a task holds once it is loaded. */
export interface TaskData {
  /** Shape of one input. */
  readonly input: readonly number[];
  /** Shape of one target; for classes `[count]`. */
  readonly output: readonly number[];
  /** Whether targets are numbers to be met or one class of several (then accuracy is defined). */
  readonly targets: 'values' | 'classes';
  readonly splits: Readonly<Record<Split, Dataset>>;
  /** What the classes are called, in the order of their numbers; absent where they have no names. */
  readonly classes?: readonly string[];
  /** How many rows were left out because a value was missing; absent: none. */
  readonly dropped?: number;
  /** What the entries of the last axis of an input are called; absent where they have no names. */
  readonly columns?: readonly string[];
  /**
   * How inputs were scaled; absent where they are the numbers of the data. Set it where you scale:
   * inputs of very different size are warned of only where nothing was done about them.
   */
  readonly scaling?: InputScaling;
  /**
   * True where the rows are all that there are of a problem, so that they are meant to be trained on and
   * judged by alike. Absent: rows of the evaluation set that are train rows are warned of.
   */
  readonly whole?: true;
  /** What was noticed while the data were read; said at the run and kept in its record. */
  readonly warnings?: readonly WarningRecord[];
}

/** Reads the files that a task names; paths are relative to the config. */
export interface FileSource {
  /** @throws `data/missing` naming the file as the config names it */
  read(path: string): Promise<Uint8Array>;
}

/** Data to learn from: a fixed, finite set of samples in three splits. */
export interface Task {
  /** The same data at every call. @throws `data/…` naming the file and the fault */
  load(files: FileSource): Promise<TaskData>;
}

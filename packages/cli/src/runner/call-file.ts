import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { PluginCall } from '@isthmus/contract/internal';
import { decodedCall, encodedCall } from './board.js';

/**
 * A small file that a runner shares with the process that started it, by a descriptor: which code of
 * plugins ran last in each of its threads. A message would never be sent by a process that is killed.
 */
export interface CallFile {
  readonly fd: number;
  /** What is running in the main thread; null between calls. */
  main(): PluginCall | null;
  /** What began last from outside in the main thread. */
  mainLatest(): PluginCall | null;
  /** What began last from outside, thread by thread. */
  latest(): readonly PluginCall[];
  /** Changes with every sign of life of the main thread. */
  signs(): number;
  /** 0 before the runner has said it. */
  silenceSeconds(): number;
  /** Whether the runner ended itself since it took too much memory, and how much that is. */
  memoryMB(): number | null;
  close(): void;
}

/** The runner's side, for one of its threads. */
export interface CallWriter {
  /** Notes what is running. */
  note(call: PluginCall | null): void;
}

/** The variable that tells a runner the descriptor. */
export const CALLS_VARIABLE = 'ISTHMUS_CALLS_FD';

/** The main thread's place among the texts; those of workers follow. */
export const MAIN_SLOT = 0;

const SLOTS = 64;

/** What began last in the main thread; a place that no worker's text takes. */
export const MAIN_LATEST_SLOT = SLOTS - 1;
/** Those between. */
const WORKER_SLOTS = SLOTS - 2;
const SLOT_BYTES = 512;
/** Signs of life, seconds of silence and megabytes, as float64. */
const HEADER = { signs: 0, silence: 8, memory: 16, bytes: 64 } as const;

/** Makes such a file; no other program finds it. */
export function openCallFile(): CallFile {
  const path = join(tmpdir(), `isthmus-calls-${randomBytes(8).toString('hex')}`);
  const fd = openSync(path, 'wx+', 0o600);
  // A system that removes no open file removes it at the end.
  const remove = () => {
    rmSync(path, { force: true });
  };
  if (process.platform !== 'win32') remove();
  return {
    fd,
    main: () => readCall(fd, MAIN_SLOT),
    mainLatest: () => readCall(fd, MAIN_LATEST_SLOT),
    latest: () =>
      Array.from({ length: WORKER_SLOTS }, (_, i) => readCall(fd, i + 1)).filter(
        (call) => call !== null,
      ),
    signs: () => readNumber(fd, HEADER.signs) ?? 0,
    silenceSeconds: () => readNumber(fd, HEADER.silence) ?? 0,
    memoryMB: () => readNumber(fd, HEADER.memory) || null,
    close() {
      closeSync(fd);
      if (process.platform === 'win32') remove();
    },
  };
}

/** The descriptor that this runner was given; null when it was started by something else. */
export function givenDescriptor(): number | null {
  const fd = Number(process.env[CALLS_VARIABLE] ?? NaN);
  return Number.isInteger(fd) ? fd : null;
}

/** The place of a worker, counted from 1; with very many of them two share one. */
export function workerSlot(worker: number): number {
  return 1 + ((worker - 1) % WORKER_SLOTS);
}

/** Writes what runs in one thread. */
export function callWriter(fd: number, slot: number): CallWriter {
  // Plugins may change what `fs` holds; this is what it held before.
  const write = writeSync;
  const bytes = new Uint8Array(SLOT_BYTES);
  const place = HEADER.bytes + slot * SLOT_BYTES;
  let last: string | null = null;
  return {
    note(call) {
      const key = call === null ? null : `${call.who}\n${call.phase}\n${call.foreign}`;
      if (key === last) return;
      last = key;
      const text = call === null ? new Uint8Array() : encodedCall(call, SLOT_BYTES - 2);
      new DataView(bytes.buffer).setUint16(0, text.length);
      bytes.set(text, 2);
      write(fd, bytes, 0, text.length + 2, place);
    },
  };
}

/** Gives signs of life of the main thread. */
export function noteSign(fd: number, count: number): void {
  writeNumber(fd, HEADER.signs, count);
}

/** Tells the other side how long it is to wait. */
export function noteSilence(fd: number, seconds: number): void {
  writeNumber(fd, HEADER.silence, seconds);
}

/** Where the watching thread of a runner writes why it ends the process. */
export const MEMORY_PLACE = HEADER.memory;

function readCall(fd: number, slot: number): PluginCall | null {
  const bytes = new Uint8Array(SLOT_BYTES);
  const read = readSync(fd, bytes, 0, SLOT_BYTES, HEADER.bytes + slot * SLOT_BYTES);
  const length = read < 2 ? 0 : new DataView(bytes.buffer).getUint16(0);
  return length === 0 ? null : decodedCall(bytes.subarray(2, 2 + length));
}

function readNumber(fd: number, place: number): number | null {
  const number = new Float64Array(1);
  return readSync(fd, number, 0, 8, place) === 8 ? number[0]! : null;
}

function writeNumber(fd: number, place: number, value: number): void {
  writeSync(fd, Float64Array.of(value), 0, 8, place);
}

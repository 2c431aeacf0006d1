import type { PluginCall } from '@isthmus/contract/internal';

/**
 * Memory that a thread shares with the one that watches it: which function of a plugin is running,
 * which from outside began last, and signs of life. It can be read while the thread hears nothing.
 */
export type BoardMemory = SharedArrayBuffer;

/** The thread's side. */
export interface BoardWriter {
  /** @param isSign whether it is a sign of life; it is unless said otherwise */
  moved(call: PluginCall | null, isSign?: boolean): void;
  /** An engine says that it is computing; a long pass gives no other sign until it ends. */
  computing(): void;
  /** The event loop has had a turn. */
  turned(): void;
}

/** The watcher's side. */
export interface BoardReader {
  running(): PluginCall | null;
  /** Of the plugins from outside, what began last. */
  latest(): PluginCall | null;
  /** Changes with every sign of life. */
  signs(): number;
  isComputing(): boolean;
}

/** Places of the numbers; then come the texts. */
const [RUNNING, LATEST, SIGNS, COMPUTING] = [0, 1, 2, 3];
const HEADER_BYTES = 16;
const TEXT_BYTES = 512;
const TEXTS = 128;

/** Fresh memory, with nothing running. */
export function boardMemory(): BoardMemory {
  return new SharedArrayBuffer(HEADER_BYTES + TEXTS * TEXT_BYTES);
}

/** Writes what happens in this thread. */
export function boardWriter(memory: BoardMemory): BoardWriter {
  const cells = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
  const places = new Map<string, number>();
  let next = 0;
  const placeOf = (call: PluginCall): number => {
    const key = `${call.who}\n${call.phase}\n${call.foreign}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    // More functions than there are texts: the oldest is forgotten.
    const place = (next++ % TEXTS) + 1;
    for (const [name, taken] of places) if (taken === place) places.delete(name);
    writeText(memory, place, call);
    places.set(key, place);
    return place;
  };
  const sign = (computing: number) => {
    Atomics.store(cells, COMPUTING, computing);
    Atomics.add(cells, SIGNS, 1);
  };
  return {
    moved(call, isSign = true) {
      const place = call === null ? 0 : placeOf(call);
      if (call?.foreign === true) Atomics.store(cells, LATEST, place);
      Atomics.store(cells, RUNNING, place);
      if (isSign) sign(0);
      else Atomics.store(cells, COMPUTING, 0);
    },
    computing: () => {
      sign(1);
    },
    turned: () => {
      sign(0);
    },
  };
}

/** Reads what happens in another thread. */
export function boardReader(memory: BoardMemory): BoardReader {
  const cells = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
  const callAt = (cell: number) => {
    const place = Atomics.load(cells, cell);
    return place === 0 ? null : readText(memory, place);
  };
  return {
    running: () => callAt(RUNNING),
    latest: () => callAt(LATEST),
    signs: () => Atomics.load(cells, SIGNS),
    isComputing: () => Atomics.load(cells, COMPUTING) === 1,
  };
}

function writeText(memory: BoardMemory, place: number, call: PluginCall): void {
  const bytes = encodedCall(call, TEXT_BYTES - 2);
  const at = HEADER_BYTES + (place - 1) * TEXT_BYTES;
  new DataView(memory).setUint16(at, bytes.length);
  new Uint8Array(memory, at + 2, bytes.length).set(bytes);
}

function readText(memory: BoardMemory, place: number): PluginCall | null {
  const at = HEADER_BYTES + (place - 1) * TEXT_BYTES;
  const length = new DataView(memory).getUint16(at);
  // A decoder takes no shared memory.
  return decodedCall(Uint8Array.from(new Uint8Array(memory, at + 2, length)));
}

/** Names may be of any length; what is too long is cut. */
const MOST_CHARACTERS = 60;

/** A call as bytes, at most so many. */
export function encodedCall({ who, phase, foreign }: PluginCall, most: number): Uint8Array {
  const text = (characters: number) =>
    JSON.stringify([cut(who, 3 * characters), cut(phase, characters), foreign]);
  const bytes = new TextEncoder().encode(text(MOST_CHARACTERS));
  // A character may take three bytes, or six where it is escaped.
  return bytes.length <= most ? bytes : new TextEncoder().encode(text(18));
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`;
}

/** The call of such bytes; null for others. */
export function decodedCall(bytes: Uint8Array): PluginCall | null {
  try {
    const [who, phase, foreign] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    return { who: String(who), phase: String(phase), foreign: foreign === true };
  } catch {
    return null;
  }
}

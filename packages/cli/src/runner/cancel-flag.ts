/** Tells a thread that is busy, and so hears no message, that its step is cancelled. */
export interface CancelFlag {
  /** What the two threads share. */
  readonly memory: SharedArrayBuffer;
  raise(): void;
  lower(): void;
  isRaised(): boolean;
}

/** @param memory that of the other thread's flag; a new flag, not raised, unless given */
export function cancelFlag(
  memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
): CancelFlag {
  const cells = new Int32Array(memory);
  return {
    memory,
    raise: () => void Atomics.store(cells, 0, 1),
    lower: () => void Atomics.store(cells, 0, 0),
    isRaised: () => Atomics.load(cells, 0) !== 0,
  };
}

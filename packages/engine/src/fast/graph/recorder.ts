import type { BufferNumber, Instruction } from './instruction.js';

/** When a buffer is written first and read last, in instructions counted from 0. */
export interface BufferLife {
  /** Entries per row. */
  readonly size: number;
  readonly from: number;
  /** Infinity: it is never given away. */
  readonly to: number;
}

/** A schedule in the making: instructions in their order, and the buffers that they touch. */
export interface InstructionRecorder {
  /** A buffer of so many entries per row; it lives from the first to the last instruction that names it. */
  buffer(size: number): BufferNumber;
  /** A buffer that lives from before the first instruction to the end, and is not to be overwritten. */
  pinned(size: number): BufferNumber;
  emit(list: Instruction[], instruction: Instruction): void;
  /** Keeps what is in the buffers made so far and not dropped yet, as the instructions to come run many times. */
  pinAll(): void;
  isPinned(buffer: BufferNumber): boolean;
  lives(): readonly BufferLife[];
}

interface UnfinishedLife {
  readonly size: number;
  from: number;
  to: number;
}

export function createRecorder(): InstructionRecorder {
  const buffers: UnfinishedLife[] = [];
  let time = 0;
  let pinnedBelow = 0;
  const pinned = new Set<BufferNumber>();
  const make = (size: number, from: number, to: number) => buffers.push({ size, from, to }) - 1;
  return {
    buffer: (size) => make(size, -1, -1),
    pinned: (size) => {
      const made = make(size, 0, Infinity);
      pinned.add(made);
      return made;
    },
    emit: (list, instruction) => {
      list.push(instruction);
      for (const name of buffersOf(instruction)) {
        const touched = buffers[name]!;
        if (touched.from < 0) touched.from = time;
        touched.to = Math.max(touched.to, touched.from < pinnedBelow ? Infinity : time);
      }
      time++;
    },
    pinAll: () => {
      buffers.forEach((_, name) => pinned.add(name));
      pinnedBelow = time;
    },
    isPinned: (name) => pinned.has(name),
    lives: () => buffers,
  };
}

/** Every buffer that an instruction reads or writes. */
function buffersOf(instruction: Instruction): readonly BufferNumber[] {
  const named = instruction as Partial<Record<(typeof NAMES)[number], BufferNumber | null>>;
  return NAMES.map((name) => named[name]).filter((buffer) => typeof buffer === 'number');
}

const NAMES = [
  'x',
  'y',
  'dx',
  'dy',
  'z',
  'dz',
  'a',
  'b',
  'to',
  'slopes',
  'factors',
  'chosen',
  'moments',
] as const;

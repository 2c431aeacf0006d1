import type { Dataset, Split, WarningRecord } from '@isthmus/contract';

/** The part of the evaluation set that may be train rows before it is said: tables hold some rows twice. */
const UNSAID = 0.1;

/**
 * How many rows of the evaluation set are train rows too, inputs and target alike, bit for bit.
 *
 * @example
 * const { train, probe } = data.splits;
 * rowsInCommon(train, train) === train.size; // true
 * rowsInCommon(probe, train); // 0
 */
export function rowsInCommon(evaluation: Dataset, train: Dataset): number {
  if (evaluation.size === 0 || train.size === 0) return 0;
  if (evaluation.x === train.x && evaluation.y === train.y) return evaluation.size;
  const taught = rowsOf(train);
  const places = new Map<number, number[]>();
  for (let row = 0; row < train.size; row++) {
    const hash = taught.hash(row);
    const known = places.get(hash);
    if (known === undefined) places.set(hash, [row]);
    else if (known.length < MOST_ALIKE) known.push(row);
  }
  const asked = rowsOf(evaluation);
  let common = 0;
  for (let row = 0; row < evaluation.size; row++)
    if (places.get(asked.hash(row))?.some((other) => asked.equals(row, taught, other)) === true)
      common++;
  return common;
}

/** Rows of one hash that are kept: equal rows need no more than one, and hashes hardly ever meet. */
const MOST_ALIKE = 8;

interface Rows {
  readonly parts: readonly { readonly words: Uint32Array; readonly width: number }[];
  hash(row: number): number;
  equals(row: number, other: Rows, at: number): boolean;
}

function rowsOf({ x, y, size }: Dataset): Rows {
  const parts = [x, y].map((data) => ({
    words: new Uint32Array(data.buffer, data.byteOffset, data.length),
    width: data.length / size,
  }));
  return {
    parts,
    hash: (row) => parts.reduce((hash, part) => hashed(hash, part, row), FNV_OFFSET),
    equals: (row, other, at) =>
      parts.every(({ words, width }, p) => {
        const there = other.parts[p]!;
        for (let i = 0; i < width; i++)
          if (words[row * width + i] !== there.words[at * width + i]) return false;
        return there.width === width;
      }),
  };
}

/** FNV-1a over words of 32 bits. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function hashed(hash: number, { words, width }: Rows['parts'][number], row: number): number {
  let mixed = hash;
  for (let i = row * width; i < (row + 1) * width; i++) {
    mixed = Math.imul(mixed ^ words[i]!, FNV_PRIME);
    mixed ^= mixed >>> 15;
  }
  return mixed >>> 0;
}

/** Says that verdicts are about rows that were trained on, where a good part of them is. */
export function judgedByTrainRows(
  split: Split,
  size: number,
  common: number,
): readonly WarningRecord[] {
  if (common <= UNSAID * size) return [];
  const part = common === size ? `all of its ${size} rows` : `${common} of its ${size} rows`;
  return [
    {
      code: 'data/judged-by-train-rows',
      message: `The evaluation set (${split}): ${part} are train rows too. Levels, losses and verdicts are about rows that were trained on, and say nothing about others. Name rows of its own for it ("splits" among the options of a task that reads files), if they are to.`,
    },
  ];
}

import type { Tensor } from '@tensorflow/tfjs';

/** An operation of tfjs to be differentiated. */
export interface Case {
  readonly name: string;
  /** Shapes of the arguments by which it is differentiated. */
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (...x: Tensor[]) => Tensor;
  /** All entries of the arguments lie between these, evenly spread. */
  readonly range: readonly [number, number];
  /** What the gradient must be refused with, on both backends; null where it must be right. */
  readonly refused: RegExp | null;
  /** True where the wasm backend has no kernel, so that the work is given to cpu. */
  readonly cpuOnly: boolean;
}

/** A case, by default with entries in [-1.2, 1.3], right on both backends. */
export function one(
  name: string,
  shapes: Case['shapes'],
  compute: Case['compute'],
  rest: Partial<Pick<Case, 'range' | 'refused' | 'cpuOnly'>> = {},
): Case {
  return { name, shapes, compute, range: [-1.2, 1.3], refused: null, cpuOnly: false, ...rest };
}

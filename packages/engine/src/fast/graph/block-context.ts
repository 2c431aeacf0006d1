import type { GraphHost } from './host.js';
import type { Instruction } from './instruction.js';
import type { GraphPlan } from './plan.js';

/** What a block of rows is computed with; addresses in bytes. */
export interface BlockContext {
  readonly rows: number;
  /** The rows of the whole batch, over which the mean is taken. */
  readonly count: number;
  /** Where each buffer begins. */
  readonly at: readonly number[];
  readonly scratch: ScratchAddresses;
  /** The parameters, and where their gradients go. */
  readonly theta: number;
  readonly gradient: number;
  /** Whether the gradients go on from those of the blocks before. */
  readonly resumed: boolean;
  /** The place on a segment. */
  readonly t: number;
  /** The summed losses of the rows before. */
  readonly sum: number;
  /** The uniform numbers of a node for this block; null: no noise. */
  readonly noise: ((node: string, size: number) => Float32Array) | null;
}

/** Memory that a call uses and leaves. */
export interface ScratchAddresses {
  readonly patches: number;
  readonly frame: number;
  readonly work: number;
}

/** An instruction of one kind. */
export type InstructionOf<K extends Instruction['do']> = Extract<Instruction, { readonly do: K }>;

/** Where a leaf's numbers are; 0 for none. */
export function leafAt(plan: GraphPlan, base: number, leaf: number | null): number {
  return leaf === null ? 0 : base + 4 * plan.leaves[leaf]!.at;
}

/** The gradient of a bias: the sums of the rows, after those before. */
export function sumBias(
  { graph }: GraphHost,
  plan: GraphPlan,
  bias: number | null,
  rows: number,
  units: number,
  dy: number,
  { gradient, resumed }: Pick<BlockContext, 'gradient' | 'resumed'>,
): void {
  if (bias !== null)
    graph.columnSums({ resumed, rows, n: units, a: dy, sums: leafAt(plan, gradient, bias) });
}

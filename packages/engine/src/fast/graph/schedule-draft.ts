import type { BufferNumber } from './instruction.js';
import type { GraphPlan, PlanNode } from './plan.js';
import type { InstructionRecorder } from './recorder.js';

/** What is to be computed for a block of rows. */
export interface SchedulePurpose {
  /** Gradients too. */
  readonly gradients: boolean;
  /** With the noise of training. */
  readonly noise: boolean;
  /** For points of a segment: what is affine in the parameters is computed at both ends only. */
  readonly segment: boolean;
}

/** What the passes over the nodes share while a schedule is laid down. */
export interface ScheduleDraft {
  readonly plan: GraphPlan;
  readonly purpose: SchedulePurpose;
  readonly recorder: InstructionRecorder;
  /** The buffer of what each slot holds. */
  readonly values: BufferNumber[];
  /** How many uses of a buffer are to come in the forward pass. */
  readonly uses: Map<BufferNumber, number>;
  /** Buffers that the backward pass reads. */
  readonly kept: Set<BufferNumber>;
  /** What forward instructions leave for the backward pass, by slot: derivatives, factors, choices. */
  readonly notes: Map<number, BufferNumber>;
  /** Slots of products that do the relu behind them too. */
  readonly positive: ReadonlySet<number>;
}

/** Begins with the network's input alone. */
export function beginDraft(
  plan: GraphPlan,
  purpose: SchedulePurpose,
  recorder: InstructionRecorder,
  x: BufferNumber,
): ScheduleDraft {
  return {
    plan,
    purpose,
    recorder,
    values: [x],
    uses: new Map([[x, usesOf(plan, 0)]]),
    kept: new Set(),
    notes: new Map(),
    positive: new Set(plan.nodes.filter((node) => reluFollows(plan, node)).map(({ slot }) => slot)),
  };
}

/** How often a slot is read: by nodes, and by the loss. */
export function usesOf({ nodes, output }: GraphPlan, slot: number): number {
  const reads = nodes.flatMap(({ inputs }) => inputs).filter((each) => each === slot);
  return reads.length + (slot === output ? 1 : 0);
}

/** Whether a node is a product that only a relu reads: then the product's kernel does both. */
function reluFollows(plan: GraphPlan, node: PlanNode): boolean {
  const reader = plan.nodes.find(({ inputs }) => inputs.includes(node.slot));
  return isProduct(node) && usesOf(plan, node.slot) === 1 && reader !== undefined && isRelu(reader);
}

export function isProduct({ work }: PlanNode): boolean {
  return work.kind === 'dense' || work.kind === 'convolution';
}

export function isRelu({ work }: PlanNode): boolean {
  return work.kind === 'activation' && work.function.rectifies;
}

import { emitBackward } from './backward.js';
import { beginDraft, isProduct, usesOf } from './schedule-draft.js';
import type { ScheduleDraft, SchedulePurpose } from './schedule-draft.js';
import { emitForward } from './forward.js';
import type { BufferNumber, Instruction } from './instruction.js';
import type { GraphPlan, PlanNode } from './plan.js';
import { createRecorder } from './recorder.js';
import type { BufferLife } from './recorder.js';

/** Kernel calls for a block of rows, and the buffers that they share. */
export interface KernelSchedule {
  readonly purpose: SchedulePurpose;
  /** Of a segment: what depends on no parameter. */
  readonly before: readonly Instruction[];
  /** Of a segment: the products of what depends on no parameter, with the parameters of each end. */
  readonly atFrom: readonly Instruction[];
  readonly atTo: readonly Instruction[];
  /** For each model, or each point of the segment. */
  readonly body: readonly Instruction[];
  readonly buffers: readonly BufferLife[];
  readonly x: BufferNumber;
  readonly targets: BufferNumber;
  /** Leaves that the body reads. */
  readonly bodyLeaves: readonly number[];
}

/** Lays down the kernel calls for a purpose. */
export function scheduleOf(plan: GraphPlan, purpose: SchedulePurpose): KernelSchedule {
  const recorder = createRecorder();
  const x = recorder.pinned(plan.sizes[0]!);
  const targets = recorder.pinned(plan.sizes[plan.output]!);
  const draft = beginDraft(plan, purpose, recorder, x);
  const { free, first, rest } = partsOf(plan, purpose);
  const before: Instruction[] = [];
  const atFrom: Instruction[] = [];
  const atTo: Instruction[] = [];
  const body: Instruction[] = [];
  for (const node of free) emitForward(draft, node, before);
  const mixtures = first.map((node) => emitEnds(draft, node, atFrom, atTo));
  if (purpose.segment) recorder.pinAll();
  for (const mix of mixtures) mix(body);
  for (const node of rest) emitForward(draft, node, body);
  emitBackward(draft, targets, body);
  return {
    purpose,
    before,
    atFrom,
    atTo,
    body,
    buffers: recorder.lives(),
    x,
    targets,
    bodyLeaves: rest.flatMap(leavesOf),
  };
}

/** For a segment: nodes that no parameter reaches, products that read only such, and the others. */
function partsOf({ nodes, active }: GraphPlan, { segment }: SchedulePurpose) {
  if (!segment) return { free: [], first: [], rest: nodes };
  const free = nodes.filter(({ slot }) => !active[slot]);
  const first = nodes.filter((node) => isProduct(node) && !active[node.inputs[0]!]);
  const rest = nodes.filter((node) => !free.includes(node) && !first.includes(node));
  return { free, first, rest };
}

/** A product at both ends of the segment; the returned function lays down their mixture. */
function emitEnds(
  draft: ScheduleDraft,
  node: PlanNode,
  atFrom: Instruction[],
  atTo: Instruction[],
): (body: Instruction[]) => void {
  const { recorder, plan, values, uses } = draft;
  const plain = { ...draft, positive: new Set<number>() };
  // Both products read the input.
  const input = values[node.inputs[0]!]!;
  uses.set(input, uses.get(input)! + 1);
  emitForward(plain, node, atFrom);
  const a = values[node.slot]!;
  emitForward(plain, node, atTo);
  const b = values[node.slot]!;
  return (body) => {
    const size = plan.sizes[node.slot]!;
    const y = recorder.buffer(size);
    recorder.emit(body, { do: 'mix', size, a, b, y, positive: draft.positive.has(node.slot) });
    values[node.slot] = y;
    uses.set(y, usesOf(plan, node.slot));
  };
}

function leavesOf({ work }: PlanNode): number[] {
  if (work.kind === 'normalize') {
    const { scale, shift, statistics } = work;
    return statistics === null
      ? [scale, shift]
      : [scale, shift, statistics.mean, statistics.variance];
  }
  if (work.kind !== 'dense' && work.kind !== 'convolution') return [];
  return work.bias === null ? [work.kernel] : [work.kernel, work.bias];
}

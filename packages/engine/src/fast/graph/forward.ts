import type { BoundActivation } from '../../kernels/operation-kernels.js';
import type { BufferNumber, Convolution, Instruction } from './instruction.js';
import type { ConvolutionWork, NodeWork, NormalizeWork, PlanNode } from './plan.js';
import { isRelu, usesOf } from './schedule-draft.js';
import type { ScheduleDraft } from './schedule-draft.js';

/** Lays down what a node computes from its inputs. */
export function emitForward(draft: ScheduleDraft, node: PlanNode, list: Instruction[]): void {
  const inputs = node.inputs.map((slot) => draft.values[slot]!);
  // What is written in place of an input must be its last reader.
  for (const input of inputs) draft.uses.set(input, draft.uses.get(input)! - 1);
  const made = compute(draft, node, node.work, inputs, list);
  draft.values[node.slot] = made;
  draft.uses.set(made, (draft.uses.get(made) ?? 0) + usesOf(draft.plan, node.slot));
}

function compute(
  draft: ScheduleDraft,
  node: PlanNode,
  work: NodeWork,
  inputs: readonly BufferNumber[],
  list: Instruction[],
): BufferNumber {
  const { recorder, plan } = draft;
  const [x] = inputs as readonly [BufferNumber];
  const size = plan.sizes[node.slot]!;
  const positive = draft.positive.has(node.slot);
  switch (work.kind) {
    case 'dense': {
      const y = recorder.buffer(size);
      if (draft.purpose.gradients) draft.kept.add(x);
      recorder.emit(list, { do: 'dense', at: work, x, y, positive });
      return y;
    }
    case 'convolution': {
      const y = recorder.buffer(size);
      if (draft.purpose.gradients) draft.kept.add(x);
      recorder.emit(list, { do: 'convolution', at: convolutionOf(work), x, y, positive });
      return y;
    }
    case 'normalize':
      return normalize(draft, node, work, x, list);
    case 'max-pool': {
      const y = recorder.buffer(size);
      const chosen = goesBack(draft, node) ? note(draft, node, recorder.buffer(size)) : null;
      recorder.emit(list, { do: 'max-pool', grid: work.windows, x, y, chosen });
      return y;
    }
    case 'avg-pool': {
      const y = recorder.buffer(size);
      recorder.emit(list, { do: 'avg-pool', grid: work.windows, x, y });
      return y;
    }
    case 'activation':
      return activate(draft, node, work.function, x, list);
    case 'reshape':
      return x;
    case 'add':
      return addAll(draft, size, inputs, list);
    case 'dropout':
      return drop(draft, node, work.rate, x, list);
  }
}

export function convolutionOf(work: ConvolutionWork): Convolution {
  const at = work.windows;
  return {
    ...work,
    grid: at,
    positions: at.outHeight * at.outWidth,
    depth: at.size * at.size * at.channels,
    pointwise: at.size === 1 && at.strides === 1,
  };
}

/** Whether the backward pass goes through a node. */
function goesBack({ plan, purpose }: ScheduleDraft, { slot }: PlanNode): boolean {
  return purpose.gradients && plan.active[slot]!;
}

function note({ notes }: ScheduleDraft, { slot }: PlanNode, buffer: BufferNumber): BufferNumber {
  notes.set(slot, buffer);
  return buffer;
}

/** Whether a result may be written over this buffer. */
function isFree({ uses, kept, recorder }: ScheduleDraft, buffer: BufferNumber): boolean {
  return uses.get(buffer) === 0 && !kept.has(buffer) && !recorder.isPinned(buffer);
}

function normalize(
  draft: ScheduleDraft,
  node: PlanNode,
  work: NormalizeWork,
  x: BufferNumber,
  list: Instruction[],
): BufferNumber {
  const { recorder, purpose } = draft;
  const size = draft.plan.sizes[node.slot]!;
  // A mean and a factor for every channel, which the first row has room for, or for every position.
  const pairs = work.statistics === null ? size / work.channels : work.channels;
  const moments = recorder.buffer(2 * pairs);
  const y = !purpose.gradients && isFree(draft, x) ? x : recorder.buffer(size);
  if (purpose.gradients) {
    draft.kept.add(x);
    note(draft, node, moments);
  }
  const training = purpose.noise;
  recorder.emit(list, { do: 'normalize', at: work, size, training, x, y, moments });
  return y;
}

function activate(
  draft: ScheduleDraft,
  node: PlanNode,
  f: BoundActivation,
  x: BufferNumber,
  list: Instruction[],
): BufferNumber {
  const { recorder, plan } = draft;
  const size = plan.sizes[node.slot]!;
  const back = goesBack(draft, node);
  if (isRelu(node) && draft.positive.has(node.inputs[0]!)) {
    if (back) draft.kept.add(x);
    return x;
  }
  const free = isFree(draft, x);
  const y = free && (f.ofOutput || !back) ? x : recorder.buffer(size);
  const slopes = back && !f.ofOutput ? note(draft, node, free ? x : recorder.buffer(size)) : null;
  if (back && f.ofOutput) draft.kept.add(y);
  if (slopes !== null) draft.kept.add(slopes);
  recorder.emit(list, { do: 'activate', f, size, x, y, slopes });
  return y;
}

function addAll(
  draft: ScheduleDraft,
  size: number,
  inputs: readonly BufferNumber[],
  list: Instruction[],
): BufferNumber {
  const [first, ...others] = inputs as readonly [BufferNumber, ...BufferNumber[]];
  const free = isFree(draft, first) && !others.slice(1).includes(first);
  const to = free ? first : draft.recorder.buffer(size);
  others.forEach((b, i) =>
    draft.recorder.emit(list, { do: 'add', size, a: i === 0 ? first : to, b, to }),
  );
  return to;
}

function drop(
  draft: ScheduleDraft,
  node: PlanNode,
  rate: number,
  x: BufferNumber,
  list: Instruction[],
): BufferNumber {
  if (!draft.purpose.noise) return x;
  const size = draft.plan.sizes[node.slot]!;
  const factors = note(draft, node, draft.recorder.buffer(size));
  draft.kept.add(factors);
  const y = isFree(draft, x) ? x : draft.recorder.buffer(size);
  draft.recorder.emit(list, { do: 'drop', node: node.id, size, rate, x, y, factors });
  return y;
}

import type { BoundActivation } from '../../kernels/operation-kernels.js';
import type { Buffer, Convolution, Instruction } from './instruction.js';
import type { ConvolutionWork, NodeWork, PlanNode } from './plan.js';
import { isRelu, usesOf } from './draft.js';
import type { Draft } from './draft.js';

/** Lays down what a node computes from its inputs. */
export function emitForward(draft: Draft, node: PlanNode, list: Instruction[]): void {
  const inputs = node.inputs.map((slot) => draft.values[slot]!);
  // What is written in place of an input must be its last reader.
  for (const input of inputs) draft.uses.set(input, draft.uses.get(input)! - 1);
  const made = compute(draft, node, node.work, inputs, list);
  draft.values[node.slot] = made;
  draft.uses.set(made, (draft.uses.get(made) ?? 0) + usesOf(draft.plan, node.slot));
}

function compute(
  draft: Draft,
  node: PlanNode,
  work: NodeWork,
  inputs: readonly Buffer[],
  list: Instruction[],
): Buffer {
  const { tape, plan } = draft;
  const [x] = inputs as readonly [Buffer];
  const size = plan.sizes[node.slot]!;
  const positive = draft.positive.has(node.slot);
  switch (work.kind) {
    case 'dense': {
      const y = tape.buffer(size);
      if (draft.purpose.gradients) draft.kept.add(x);
      tape.emit(list, { do: 'dense', at: work, x, y, positive });
      return y;
    }
    case 'convolution': {
      const y = tape.buffer(size);
      if (draft.purpose.gradients) draft.kept.add(x);
      tape.emit(list, { do: 'convolution', at: convolutionOf(work), x, y, positive });
      return y;
    }
    case 'max-pool': {
      const y = tape.buffer(size);
      const chosen = goesBack(draft, node) ? note(draft, node, tape.buffer(size)) : null;
      tape.emit(list, { do: 'max-pool', grid: work.windows, x, y, chosen });
      return y;
    }
    case 'avg-pool': {
      const y = tape.buffer(size);
      tape.emit(list, { do: 'avg-pool', grid: work.windows, x, y });
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
function goesBack({ plan, purpose }: Draft, { slot }: PlanNode): boolean {
  return purpose.gradients && plan.active[slot]!;
}

function note({ notes }: Draft, { slot }: PlanNode, buffer: Buffer): Buffer {
  notes.set(slot, buffer);
  return buffer;
}

/** Whether a result may be written over this buffer. */
function isFree({ uses, kept, tape }: Draft, buffer: Buffer): boolean {
  return uses.get(buffer) === 0 && !kept.has(buffer) && !tape.isPinned(buffer);
}

function activate(
  draft: Draft,
  node: PlanNode,
  f: BoundActivation,
  x: Buffer,
  list: Instruction[],
): Buffer {
  const { tape, plan } = draft;
  const size = plan.sizes[node.slot]!;
  const back = goesBack(draft, node);
  if (isRelu(node) && draft.positive.has(node.inputs[0]!)) {
    if (back) draft.kept.add(x);
    return x;
  }
  const free = isFree(draft, x);
  const y = free && (f.ofOutput || !back) ? x : tape.buffer(size);
  const slopes = back && !f.ofOutput ? note(draft, node, free ? x : tape.buffer(size)) : null;
  if (back && f.ofOutput) draft.kept.add(y);
  if (slopes !== null) draft.kept.add(slopes);
  tape.emit(list, { do: 'activate', f, size, x, y, slopes });
  return y;
}

function addAll(
  draft: Draft,
  size: number,
  inputs: readonly Buffer[],
  list: Instruction[],
): Buffer {
  const [first, ...others] = inputs as readonly [Buffer, ...Buffer[]];
  const free = isFree(draft, first) && !others.slice(1).includes(first);
  const to = free ? first : draft.tape.buffer(size);
  others.forEach((b, i) =>
    draft.tape.emit(list, { do: 'add', size, a: i === 0 ? first : to, b, to }),
  );
  return to;
}

function drop(draft: Draft, node: PlanNode, rate: number, x: Buffer, list: Instruction[]): Buffer {
  if (!draft.purpose.noise) return x;
  const size = draft.plan.sizes[node.slot]!;
  const factors = note(draft, node, draft.tape.buffer(size));
  draft.kept.add(factors);
  const y = isFree(draft, x) ? x : draft.tape.buffer(size);
  draft.tape.emit(list, { do: 'drop', node: node.id, size, rate, x, y, factors });
  return y;
}

import { convolutionOf } from './forward.js';
import type { Buffer, Instruction } from './instruction.js';
import type { PlanNode } from './plan.js';
import type { Draft } from './draft.js';

/** Derivatives by slot; each buffer belongs to one slot alone, which may be overwritten by who reads it. */
type Slopes = Map<number, Buffer>;

/**
 * Lays down the loss and, where gradients are asked for, the way back. Gradients of leaves that reach
 * no prediction are not written.
 */
export function emitBackward(draft: Draft, targets: Buffer, list: Instruction[]): void {
  const { plan, purpose, tape, values } = draft;
  const size = plan.sizes[plan.output]!;
  const z = values[plan.output]!;
  const dz = purpose.gradients ? tape.buffer(size) : null;
  tape.emit(list, { do: 'losses', loss: plan.loss, size, z, y: targets, dz });
  if (dz === null) return;
  const slopes: Slopes = new Map([[plan.output, dz]]);
  for (const node of [...plan.nodes].reverse()) {
    const dy = slopes.get(node.slot);
    if (dy === undefined || !plan.active[node.slot]) continue;
    pullBack(draft, node, dy, slopes, list);
  }
}

function pullBack(
  draft: Draft,
  node: PlanNode,
  dy: Buffer,
  slopes: Slopes,
  list: Instruction[],
): void {
  const { plan, tape, values, notes } = draft;
  const { work, slot } = node;
  const input = node.inputs[0]!;
  const size = plan.sizes[slot]!;
  const wanted = plan.active[input]!;
  const grown = () => tape.buffer(plan.sizes[input]!);
  const give = (dx: Buffer) => hand(draft, slopes, input, dx, list);
  switch (work.kind) {
    case 'dense': {
      tape.emit(list, { do: 'dense-leaves', at: work, x: values[input]!, dy });
      if (!wanted) return;
      const held = slopes.get(input);
      const dx = held ?? grown();
      tape.emit(list, { do: 'dense-input', at: work, dy, dx, resumed: held !== undefined });
      slopes.set(input, dx);
      return;
    }
    case 'convolution': {
      const dx = wanted ? grown() : null;
      const x = values[input]!;
      tape.emit(list, { do: 'convolution-back', at: convolutionOf(work), x, dy, dx });
      if (dx !== null) give(dx);
      return;
    }
    case 'max-pool': {
      const dx = grown();
      const chosen = notes.get(slot)!;
      tape.emit(list, { do: 'max-pool-back', grid: work.windows, dy, chosen, dx });
      give(dx);
      return;
    }
    case 'avg-pool': {
      const dx = grown();
      tape.emit(list, { do: 'avg-pool-back', grid: work.windows, dy, dx });
      give(dx);
      return;
    }
    case 'activation': {
      const noted = notes.get(slot);
      if (noted !== undefined) tape.emit(list, { do: 'multiply', size, a: dy, b: noted });
      else {
        const y = values[slot]!;
        tape.emit(list, { do: 'activate-back', f: work.function, size, y, dy });
      }
      give(dy);
      return;
    }
    case 'dropout': {
      const factors = notes.get(slot);
      if (factors !== undefined) tape.emit(list, { do: 'multiply', size, a: dy, b: factors });
      give(dy);
      return;
    }
    case 'reshape':
      give(dy);
      return;
    case 'add':
      shareOut(draft, node, dy, slopes, list);
  }
}

/** Gives a slot a buffer of derivatives: its first, or one that is added to those it has. */
function hand(
  { tape, plan }: Draft,
  slopes: Slopes,
  slot: number,
  dx: Buffer,
  list: Instruction[],
): void {
  const held = slopes.get(slot);
  if (held === undefined) slopes.set(slot, dx);
  else tape.emit(list, { do: 'add', size: plan.sizes[slot]!, a: held, b: dx, to: held });
}

/** Every input of a sum gets the derivative; the last one the buffer itself, the others copies. */
function shareOut(
  draft: Draft,
  { inputs, slot }: PlanNode,
  dy: Buffer,
  slopes: Slopes,
  list: Instruction[],
): void {
  const { plan, tape } = draft;
  const size = plan.sizes[slot]!;
  const wanted = inputs.filter((input) => plan.active[input]);
  wanted.forEach((input, i) => {
    if (i === wanted.length - 1 || slopes.has(input)) {
      hand(draft, slopes, input, dy, list);
      return;
    }
    const copy = tape.buffer(size);
    tape.emit(list, { do: 'copy', size, a: copy, b: dy });
    slopes.set(input, copy);
  });
}

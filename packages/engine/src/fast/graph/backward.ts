import { convolutionOf } from './forward.js';
import type { BufferNumber, Instruction } from './instruction.js';
import type { PlanNode } from './plan.js';
import type { ScheduleDraft } from './schedule-draft.js';

/** Derivatives by slot; each buffer belongs to one slot alone, which may be overwritten by who reads it. */
type Slopes = Map<number, BufferNumber>;

/**
 * Lays down the loss and, where gradients are asked for, the way back. Gradients of leaves that reach
 * no prediction are not written.
 */
export function emitBackward(
  draft: ScheduleDraft,
  targets: BufferNumber,
  list: Instruction[],
): void {
  const { plan, purpose, recorder, values } = draft;
  const size = plan.sizes[plan.output]!;
  const z = values[plan.output]!;
  const dz = purpose.gradients ? recorder.buffer(size) : null;
  recorder.emit(list, { do: 'losses', loss: plan.loss, size, z, y: targets, dz });
  if (dz === null) return;
  const slopes: Slopes = new Map([[plan.output, dz]]);
  for (const node of [...plan.nodes].reverse()) {
    const dy = slopes.get(node.slot);
    if (dy === undefined || !plan.active[node.slot]) continue;
    pullBack(draft, node, dy, slopes, list);
  }
}

function pullBack(
  draft: ScheduleDraft,
  node: PlanNode,
  dy: BufferNumber,
  slopes: Slopes,
  list: Instruction[],
): void {
  const { plan, recorder, values, notes } = draft;
  const { work, slot } = node;
  const input = node.inputs[0]!;
  const size = plan.sizes[slot]!;
  const wanted = plan.active[input]!;
  const grown = () => recorder.buffer(plan.sizes[input]!);
  const give = (dx: BufferNumber) => hand(draft, slopes, input, dx, list);
  switch (work.kind) {
    case 'dense': {
      recorder.emit(list, { do: 'dense-leaves', at: work, x: values[input]!, dy });
      if (!wanted) return;
      const held = slopes.get(input);
      const dx = held ?? grown();
      recorder.emit(list, { do: 'dense-input', at: work, dy, dx, resumed: held !== undefined });
      slopes.set(input, dx);
      return;
    }
    case 'convolution': {
      const dx = wanted ? grown() : null;
      const x = values[input]!;
      recorder.emit(list, { do: 'convolution-back', at: convolutionOf(work), x, dy, dx });
      if (dx !== null) give(dx);
      return;
    }
    case 'normalize': {
      const [x, moments] = [values[input]!, notes.get(slot)!];
      const training = draft.purpose.noise;
      recorder.emit(list, { do: 'normalize-back', at: work, size, training, x, dy, moments });
      if (wanted) give(dy);
      return;
    }
    case 'max-pool': {
      const dx = grown();
      const chosen = notes.get(slot)!;
      recorder.emit(list, { do: 'max-pool-back', grid: work.windows, dy, chosen, dx });
      give(dx);
      return;
    }
    case 'avg-pool': {
      const dx = grown();
      recorder.emit(list, { do: 'avg-pool-back', grid: work.windows, dy, dx });
      give(dx);
      return;
    }
    case 'activation': {
      const noted = notes.get(slot);
      if (noted !== undefined) recorder.emit(list, { do: 'multiply', size, a: dy, b: noted });
      else {
        const y = values[slot]!;
        recorder.emit(list, { do: 'activate-back', f: work.function, size, y, dy });
      }
      give(dy);
      return;
    }
    case 'dropout': {
      const factors = notes.get(slot);
      if (factors !== undefined) recorder.emit(list, { do: 'multiply', size, a: dy, b: factors });
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
  { recorder, plan }: ScheduleDraft,
  slopes: Slopes,
  slot: number,
  dx: BufferNumber,
  list: Instruction[],
): void {
  const held = slopes.get(slot);
  if (held === undefined) slopes.set(slot, dx);
  else recorder.emit(list, { do: 'add', size: plan.sizes[slot]!, a: held, b: dx, to: held });
}

/** Every input of a sum gets the derivative; the last one the buffer itself, the others copies. */
function shareOut(
  draft: ScheduleDraft,
  { inputs, slot }: PlanNode,
  dy: BufferNumber,
  slopes: Slopes,
  list: Instruction[],
): void {
  const { plan, recorder } = draft;
  const size = plan.sizes[slot]!;
  const wanted = inputs.filter((input) => plan.active[input]);
  wanted.forEach((input, i) => {
    if (i === wanted.length - 1 || slopes.has(input)) {
      hand(draft, slopes, input, dy, list);
      return;
    }
    const copy = recorder.buffer(size);
    recorder.emit(list, { do: 'copy', size, a: copy, b: dy });
    slopes.set(input, copy);
  });
}

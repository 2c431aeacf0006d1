import type { TinyHost } from './host.js';
import type { TinyPlan } from './plan.js';

/** Models side by side. */
export const LANES = 8;

/** Bytes of a unit's values in a chunk; see kernels/tiny-net.ts for this and all offsets below. */
const UNIT = 576;
const HEADER = 64;
const LAYER = 32;

/** Partial sums that the tree over the row classes holds at once. */
const LEVELS = 4;

/** A net in the kernels' memory with its working space. */
export interface Net {
  readonly plan: TinyPlan;
  readonly host: TinyHost;
  readonly net: number;
  readonly scratch: number;
  /** Bytes of one model's parameters, a multiple of 32. */
  readonly span: number;
  /** Where a pass over 8 models leaves their gradients, 8 floats a parameter. */
  readonly sums: number;
}

/** Lays out a net and its scratch. */
export function layNet(host: TinyHost, plan: TinyPlan): Net {
  const { layers, count, outputs, loss } = plan;
  const net = host.alloc(HEADER + LAYER * layers.length);
  const widest = Math.max(...layers.flatMap(({ inputs, units }) => [inputs, units]));
  const span = Math.ceil(count / LANES) * LANES * 4;
  const scratch = createScratch();
  const blocks = layers.map(({ units }) => [
    scratch.take(units * UNIT),
    scratch.take(units * UNIT),
  ]);
  const slopes = [scratch.take(widest * UNIT), scratch.take(widest * UNIT)];
  const rest = [scratch.take(UNIT), scratch.take(LEVELS * 64)];
  const sums = scratch.take(LEVELS * span * LANES);
  const zeros = scratch.take(64);
  const at = host.alloc(scratch.size());
  const header = [layers.length, count, loss, outputs, ...slopes, ...rest, sums, zeros];
  host.i32.set(header, net / 4);
  layers.forEach(({ inputs, units, kernel, bias, activation }, l) => {
    const to = (net + HEADER + l * LAYER) / 4;
    const code = activation?.code ?? 0;
    host.i32.set([inputs, units, kernel, bias ?? -1, code, 0, ...blocks[l]!], to);
    host.f32[to + 5] = activation?.parameter ?? 0;
  });
  return { plan, host, net, scratch: at, span, sums: at + sums };
}

function createScratch() {
  let top = 0;
  return {
    take(bytes: number): number {
      const at = top;
      top += Math.ceil(bytes / 64) * 64;
      return at;
    },
    size: () => top,
  };
}

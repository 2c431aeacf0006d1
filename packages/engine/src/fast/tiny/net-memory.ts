import {
  LANES,
  LAYER_BYTES,
  LEVELS,
  NET_BYTES,
  UNIT,
  writeLayer,
  writeNet,
} from '../../kernels/generated/tiny-records.js';
import type { TinyHost } from './host.js';
import type { TinyPlan } from './plan.js';

/** A net in the kernels' memory with its working space. */
export interface NetMemory {
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
export function placeNet(host: TinyHost, plan: TinyPlan): NetMemory {
  const { layers, count, outputs, loss } = plan;
  const net = host.alloc(NET_BYTES + LAYER_BYTES * layers.length);
  const widest = Math.max(...layers.flatMap(({ inputs, units }) => [inputs, units]));
  const span = Math.ceil(count / LANES) * LANES * 4;
  const scratch = createScratch();
  layers.forEach(({ activation, bias, ...layer }, l) =>
    writeLayer(host, net + NET_BYTES + l * LAYER_BYTES, {
      ...layer,
      bias: bias ?? -1,
      activation: activation?.code ?? 0,
      parameter: activation?.parameter ?? 0,
      values: scratch.take(layer.units * UNIT),
      derivatives: scratch.take(layer.units * UNIT),
    }),
  );
  const record = {
    layers: layers.length,
    count,
    loss,
    outputs,
    slopesA: scratch.take(widest * UNIT),
    slopesB: scratch.take(widest * UNIT),
    rowLosses: scratch.take(UNIT),
    lossSums: scratch.take(LEVELS * 64),
    sums: scratch.take(LEVELS * span * LANES),
    zeros: scratch.take(64),
  };
  writeNet(host, net, record);
  const at = host.alloc(scratch.size());
  return { plan, host, net, scratch: at, span, sums: at + record.sums };
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

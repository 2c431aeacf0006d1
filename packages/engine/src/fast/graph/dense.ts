import { GEMM } from '../../kernels/gemm.js';
import { leafAt, sumBias } from './frame.js';
import type { Call, Frame } from './frame.js';
import type { GraphHost } from './host.js';
import type { GraphPlan } from './plan.js';

export function dense(host: GraphHost, plan: GraphPlan, call: Call<'dense'>, frame: Frame): void {
  const { inputs, units, kernel, bias } = call.at;
  host.gemm.gemm(
    call.positive ? GEMM.RELU : 0,
    frame.rows,
    units,
    inputs,
    frame.at[call.x]!,
    inputs,
    leafAt(plan, frame.theta, kernel),
    units,
    frame.at[call.y]!,
    units,
    leafAt(plan, frame.theta, bias),
    frame.scratch.work,
  );
}

export function denseLeaves(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel, bias }, x, dy }: Call<'dense-leaves'>,
  frame: Frame,
): void {
  host.gemm.gemm(
    GEMM.A_TRANSPOSED | (frame.resumed ? GEMM.ACCUMULATE : 0),
    inputs,
    units,
    frame.rows,
    frame.at[x]!,
    inputs,
    frame.at[dy]!,
    units,
    leafAt(plan, frame.gradient, kernel),
    units,
    0,
    frame.scratch.work,
  );
  sumBias(host, plan, bias, frame.rows, units, frame.at[dy]!, frame);
}

export function denseInput(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel }, dy, dx, resumed }: Call<'dense-input'>,
  frame: Frame,
): void {
  host.gemm.gemm(
    GEMM.B_TRANSPOSED | (resumed ? GEMM.ACCUMULATE : 0),
    frame.rows,
    inputs,
    units,
    frame.at[dy]!,
    units,
    leafAt(plan, frame.theta, kernel),
    units,
    frame.at[dx]!,
    inputs,
    0,
    frame.scratch.work,
  );
}

import { GEMM } from '../../kernels/generated/gemm-flags.js';
import { leafAt, sumBias } from './frame.js';
import type { Call, Frame } from './frame.js';
import type { GraphHost } from './host.js';
import type { GraphPlan } from './plan.js';

export function dense(host: GraphHost, plan: GraphPlan, call: Call<'dense'>, frame: Frame): void {
  const { inputs, units, kernel, bias } = call.at;
  host.gemm.gemm({
    flags: call.positive ? GEMM.RELU : 0,
    m: frame.rows,
    n: units,
    k: inputs,
    a: frame.at[call.x]!,
    lda: inputs,
    b: leafAt(plan, frame.theta, kernel),
    ldb: units,
    c: frame.at[call.y]!,
    ldc: units,
    bias: leafAt(plan, frame.theta, bias),
    work: frame.scratch.work,
  });
}

export function denseLeaves(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel, bias }, x, dy }: Call<'dense-leaves'>,
  frame: Frame,
): void {
  host.gemm.gemm({
    flags: GEMM.A_TRANSPOSED | (frame.resumed ? GEMM.ACCUMULATE : 0),
    m: inputs,
    n: units,
    k: frame.rows,
    a: frame.at[x]!,
    lda: inputs,
    b: frame.at[dy]!,
    ldb: units,
    c: leafAt(plan, frame.gradient, kernel),
    ldc: units,
    bias: 0,
    work: frame.scratch.work,
  });
  sumBias(host, plan, bias, frame.rows, units, frame.at[dy]!, frame);
}

export function denseInput(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel }, dy, dx, resumed }: Call<'dense-input'>,
  frame: Frame,
): void {
  host.gemm.gemm({
    flags: GEMM.B_TRANSPOSED | (resumed ? GEMM.ACCUMULATE : 0),
    m: frame.rows,
    n: inputs,
    k: units,
    a: frame.at[dy]!,
    lda: units,
    b: leafAt(plan, frame.theta, kernel),
    ldb: units,
    c: frame.at[dx]!,
    ldc: inputs,
    bias: 0,
    work: frame.scratch.work,
  });
}

import { GEMM } from '../../kernels/generated/gemm-flags.js';
import { leafAt, sumBias } from './block-context.js';
import type { InstructionOf, BlockContext } from './block-context.js';
import type { GraphHost } from './host.js';
import type { GraphPlan } from './plan.js';

export function denseForward(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'dense'>,
  context: BlockContext,
): void {
  const { inputs, units, kernel, bias } = call.at;
  host.gemm.gemm({
    flags: call.positive ? GEMM.RELU : 0,
    m: context.rows,
    n: units,
    k: inputs,
    a: context.at[call.x]!,
    lda: inputs,
    b: leafAt(plan, context.theta, kernel),
    ldb: units,
    c: context.at[call.y]!,
    ldc: units,
    bias: leafAt(plan, context.theta, bias),
    work: context.scratch.work,
  });
}

export function denseLeaves(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel, bias }, x, dy }: InstructionOf<'dense-leaves'>,
  context: BlockContext,
): void {
  host.gemm.gemm({
    flags: GEMM.A_TRANSPOSED | (context.resumed ? GEMM.ACCUMULATE : 0),
    m: inputs,
    n: units,
    k: context.rows,
    a: context.at[x]!,
    lda: inputs,
    b: context.at[dy]!,
    ldb: units,
    c: leafAt(plan, context.gradient, kernel),
    ldc: units,
    bias: 0,
    work: context.scratch.work,
  });
  sumBias(host, plan, bias, context.rows, units, context.at[dy]!, context);
}

export function denseInput(
  host: GraphHost,
  plan: GraphPlan,
  { at: { inputs, units, kernel }, dy, dx, resumed }: InstructionOf<'dense-input'>,
  context: BlockContext,
): void {
  host.gemm.gemm({
    flags: GEMM.B_TRANSPOSED | (resumed ? GEMM.ACCUMULATE : 0),
    m: context.rows,
    n: inputs,
    k: units,
    a: context.at[dy]!,
    lda: units,
    b: leafAt(plan, context.theta, kernel),
    ldb: units,
    c: context.at[dx]!,
    ldc: inputs,
    bias: 0,
    work: context.scratch.work,
  });
}

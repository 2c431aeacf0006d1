import { GEMM } from '../../kernels/generated/gemm-flags.js';
import { leafAt, sumBias } from './block-context.js';
import type { InstructionOf, BlockContext, ScratchAddresses } from './block-context.js';
import type { GraphHost } from './host.js';
import type { Convolution } from './instruction.js';
import { imagesAtOnce } from './layout.js';
import type { GraphPlan } from './plan.js';

/** A few images of a block, whose patches lie side by side. */
interface Group {
  readonly first: number;
  readonly images: number;
}

/** Calls `work` for the images of a block, a few at a time. */
function eachGroup(at: Convolution, rows: number, work: (group: Group) => void): void {
  const most = imagesAtOnce(at, rows);
  for (let first = 0; first < rows; first += most)
    work({ first, images: Math.min(most, rows - first) });
}

/** The patches of a few images, laid out unless the images are patches themselves. */
function patchesOf(
  { graph }: GraphHost,
  at: Convolution,
  x: number,
  group: Group,
  scratch: ScratchAddresses,
) {
  const { height, width, channels } = at.grid;
  const images = x + 4 * group.first * height * width * channels;
  if (at.pointwise) return images;
  graph.gatherPatches({
    grid: at.grid,
    images: group.images,
    x: images,
    patches: scratch.patches,
    frame: scratch.frame,
  });
  return scratch.patches;
}

export function convolution(
  host: GraphHost,
  plan: GraphPlan,
  { at, x, y, positive }: InstructionOf<'convolution'>,
  context: BlockContext,
): void {
  const { positions, depth, filters, kernel, bias } = at;
  eachGroup(at, context.rows, (group) => {
    host.gemm.gemm({
      flags: positive ? GEMM.RELU : 0,
      m: group.images * positions,
      n: filters,
      k: depth,
      a: patchesOf(host, at, context.at[x]!, group, context.scratch),
      lda: depth,
      b: leafAt(plan, context.theta, kernel),
      ldb: filters,
      c: context.at[y]! + 4 * group.first * positions * filters,
      ldc: filters,
      bias: leafAt(plan, context.theta, bias),
      work: context.scratch.work,
    });
  });
}

export function convolutionBack(
  host: GraphHost,
  plan: GraphPlan,
  call: InstructionOf<'convolution-back'>,
  context: BlockContext,
): void {
  const { positions, filters, bias } = call.at;
  eachGroup(call.at, context.rows, (group) => {
    const dy = context.at[call.dy]! + 4 * group.first * positions * filters;
    const resumed = context.resumed || group.first > 0;
    const rows = group.images * positions;
    kernelGradient(host, plan, call.at, context, { x: context.at[call.x]!, dy, group, resumed });
    sumBias(host, plan, bias, rows, filters, dy, { gradient: context.gradient, resumed });
    if (call.dx !== null)
      imageGradient(host, plan, call.at, context, dy, context.at[call.dx]!, group);
  });
}

function kernelGradient(
  host: GraphHost,
  plan: GraphPlan,
  at: Convolution,
  { gradient, scratch }: BlockContext,
  part: {
    readonly x: number;
    readonly dy: number;
    readonly group: Group;
    readonly resumed: boolean;
  },
): void {
  host.gemm.gemm({
    flags: GEMM.A_TRANSPOSED | (part.resumed ? GEMM.ACCUMULATE : 0),
    m: at.depth,
    n: at.filters,
    k: part.group.images * at.positions,
    a: patchesOf(host, at, part.x, part.group, scratch),
    lda: at.depth,
    b: part.dy,
    ldb: at.filters,
    c: leafAt(plan, gradient, at.kernel),
    ldc: at.filters,
    bias: 0,
    work: scratch.work,
  });
}

function imageGradient(
  host: GraphHost,
  plan: GraphPlan,
  at: Convolution,
  { theta, scratch }: BlockContext,
  dy: number,
  dx: number,
  { first, images }: Group,
): void {
  const { height, width, channels } = at.grid;
  const to = dx + 4 * first * height * width * channels;
  const patches = at.pointwise ? to : scratch.patches;
  host.gemm.gemm({
    flags: GEMM.B_TRANSPOSED,
    m: images * at.positions,
    n: at.depth,
    k: at.filters,
    a: dy,
    lda: at.filters,
    b: leafAt(plan, theta, at.kernel),
    ldb: at.filters,
    c: patches,
    ldc: at.depth,
    bias: 0,
    work: scratch.work,
  });
  if (!at.pointwise)
    host.graph.scatterPatches({ grid: at.grid, images, patches, dx: to, frame: scratch.frame });
}

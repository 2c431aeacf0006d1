import { GEMM } from '../../kernels/gemm.js';
import { leafAt, sumBias } from './frame.js';
import type { Call, Frame, Scratch } from './frame.js';
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
  scratch: Scratch,
) {
  const [height, width, channels] = at.grid;
  const images = x + 4 * group.first * height * width * channels;
  if (at.pointwise) return images;
  graph.gatherPatches(group.images, ...at.grid, images, scratch.patches, scratch.frame);
  return scratch.patches;
}

export function convolution(
  host: GraphHost,
  plan: GraphPlan,
  { at, x, y, positive }: Call<'convolution'>,
  frame: Frame,
): void {
  const { positions, depth, filters, kernel, bias } = at;
  eachGroup(at, frame.rows, (group) => {
    host.gemm.gemm(
      positive ? GEMM.RELU : 0,
      group.images * positions,
      filters,
      depth,
      patchesOf(host, at, frame.at[x]!, group, frame.scratch),
      depth,
      leafAt(plan, frame.theta, kernel),
      filters,
      frame.at[y]! + 4 * group.first * positions * filters,
      filters,
      leafAt(plan, frame.theta, bias),
      frame.scratch.work,
    );
  });
}

export function convolutionBack(
  host: GraphHost,
  plan: GraphPlan,
  call: Call<'convolution-back'>,
  frame: Frame,
): void {
  const { positions, filters, bias } = call.at;
  eachGroup(call.at, frame.rows, (group) => {
    const dy = frame.at[call.dy]! + 4 * group.first * positions * filters;
    const resumed = frame.resumed || group.first > 0;
    const rows = group.images * positions;
    kernelGradient(host, plan, call.at, frame, { x: frame.at[call.x]!, dy, group, resumed });
    sumBias(host, plan, bias, rows, filters, dy, { gradient: frame.gradient, resumed });
    if (call.dx !== null) imageGradient(host, plan, call.at, frame, dy, frame.at[call.dx]!, group);
  });
}

function kernelGradient(
  host: GraphHost,
  plan: GraphPlan,
  at: Convolution,
  { gradient, scratch }: Frame,
  part: {
    readonly x: number;
    readonly dy: number;
    readonly group: Group;
    readonly resumed: boolean;
  },
): void {
  host.gemm.gemm(
    GEMM.A_TRANSPOSED | (part.resumed ? GEMM.ACCUMULATE : 0),
    at.depth,
    at.filters,
    part.group.images * at.positions,
    patchesOf(host, at, part.x, part.group, scratch),
    at.depth,
    part.dy,
    at.filters,
    leafAt(plan, gradient, at.kernel),
    at.filters,
    0,
    scratch.work,
  );
}

function imageGradient(
  host: GraphHost,
  plan: GraphPlan,
  at: Convolution,
  { theta, scratch }: Frame,
  dy: number,
  dx: number,
  { first, images }: Group,
): void {
  const [height, width, channels] = at.grid;
  const to = dx + 4 * first * height * width * channels;
  const patches = at.pointwise ? to : scratch.patches;
  host.gemm.gemm(
    GEMM.B_TRANSPOSED,
    images * at.positions,
    at.depth,
    at.filters,
    dy,
    at.filters,
    leafAt(plan, theta, at.kernel),
    at.filters,
    patches,
    at.depth,
    0,
    scratch.work,
  );
  if (!at.pointwise) host.graph.scatterPatches(images, ...at.grid, patches, to, scratch.frame);
}

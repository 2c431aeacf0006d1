import { convolution, convolutionBack } from './convolve.js';
import { denseForward, denseInput, denseLeaves } from './dense.js';
import type { InstructionOf, BlockContext } from './block-context.js';
import type { GraphHost } from './host.js';
import { workPerRow } from './instruction.js';
import type { BufferNumber, Convolution, Instruction } from './instruction.js';
import type { WorkMeter } from '../work-meter.js';
import { normalize, normalizeBack } from './normalize.js';
import type { DenseWork, GraphPlan, NormalizeWork } from './plan.js';

/** Makes the kernel calls of a list; returns the summed losses, with those of this block where it has them. */
export function runInstructions(
  host: GraphHost,
  plan: GraphPlan,
  list: readonly Instruction[],
  context: BlockContext,
  meter: WorkMeter,
): number {
  let { sum } = context;
  for (const call of list) {
    meter.spend(context.rows * workPerRow(call));
    if (call.do === 'losses') sum = losses(host, call, context);
    else if (isParametric(call)) multiply(host, plan, call, context);
    else compute(host, call, context);
  }
  return sum;
}

type Parametric = Extract<Instruction, { readonly at: DenseWork | Convolution | NormalizeWork }>;
type Losses = Extract<Instruction, { readonly do: 'losses' }>;

function isParametric(call: Instruction): call is Parametric {
  return 'at' in call;
}

function losses(
  { graph }: GraphHost,
  call: Losses,
  { at, rows, count, sum }: BlockContext,
): number {
  const dz = call.dz === null ? 0 : at[call.dz]!;
  const { loss, size } = call;
  return graph.losses({ loss, rows, size, z: at[call.z]!, y: at[call.y]!, count, dz, sum });
}

function multiply(host: GraphHost, plan: GraphPlan, call: Parametric, context: BlockContext): void {
  switch (call.do) {
    case 'dense':
      return denseForward(host, plan, call, context);
    case 'dense-leaves':
      return denseLeaves(host, plan, call, context);
    case 'dense-input':
      return denseInput(host, plan, call, context);
    case 'convolution':
      return convolution(host, plan, call, context);
    case 'convolution-back':
      return convolutionBack(host, plan, call, context);
    case 'normalize':
      return normalize(host, plan, call, context);
    case 'normalize-back':
      return normalizeBack(host, plan, call, context);
  }
}

type Plain = Exclude<Instruction, Parametric | Losses>;

function compute(host: GraphHost, call: Plain, context: BlockContext): void {
  const { graph } = host;
  const { at, rows } = context;
  const of = (buffer: BufferNumber) => at[buffer]!;
  switch (call.do) {
    case 'activate':
      return activate(host, call, context);
    case 'activate-back':
      return graph.pullBackByOutputs({
        f: call.f.code,
        n: rows * call.size,
        parameter: call.f.parameter,
        y: of(call.y),
        dy: of(call.dy),
        dx: of(call.dy),
      });
    case 'multiply':
      return graph.multiplyEntries(rows * call.size, of(call.a), of(call.b), of(call.a));
    case 'copy':
      return graph.copyEntries(rows * call.size, of(call.b), of(call.a));
    case 'add':
      return graph.addEntries(rows * call.size, of(call.a), of(call.b), of(call.to));
    case 'drop':
      return drop(host, call, context);
    case 'max-pool': {
      const chosen = call.chosen === null ? 0 : of(call.chosen);
      return graph.maxPool({ grid: call.grid, images: rows, x: of(call.x), y: of(call.y), chosen });
    }
    case 'max-pool-back':
      return graph.maxPoolBack({
        grid: call.grid,
        images: rows,
        dy: of(call.dy),
        chosen: of(call.chosen),
        dx: of(call.dx),
      });
    case 'avg-pool':
      return graph.averagePool({ grid: call.grid, images: rows, x: of(call.x), y: of(call.y) });
    case 'avg-pool-back':
      return graph.averagePoolBack({
        grid: call.grid,
        images: rows,
        dy: of(call.dy),
        dx: of(call.dx),
      });
    case 'mix': {
      return graph.mix({
        positive: call.positive,
        n: rows * call.size,
        a: of(call.a),
        b: of(call.b),
        t: context.t,
        to: of(call.y),
      });
    }
  }
}

function activate(
  { graph }: GraphHost,
  call: InstructionOf<'activate'>,
  { at, rows }: BlockContext,
): void {
  const [n, x, y] = [rows * call.size, at[call.x]!, at[call.y]!] as const;
  const { code, parameter } = call.f;
  if (call.slopes === null) graph.activate({ f: code, n, parameter, x, y });
  else graph.activateWithSlopes({ f: code, n, parameter, x, y, slopes: at[call.slopes]! });
}

/** Uniform numbers are whole multiples of this. */
const NOISE_STEP = 2 ** -24;

function drop(
  host: GraphHost,
  call: InstructionOf<'drop'>,
  { at, rows, noise }: BlockContext,
): void {
  const n = rows * call.size;
  const factors = at[call.factors]!;
  host.floats(factors, n).set(noise!(call.node, call.size));
  // The least such multiple that is not below the rate: float32 holds it, and compares alike.
  const threshold = Math.ceil(call.rate / NOISE_STEP) * NOISE_STEP;
  const kept = 1 / (1 - call.rate);
  host.graph.drop({ n, threshold, kept, factors, x: at[call.x]!, y: at[call.y]! });
}

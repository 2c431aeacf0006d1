import { convolution, convolutionBack } from './convolve.js';
import { dense, denseInput, denseLeaves } from './dense.js';
import type { Call, Frame } from './frame.js';
import type { GraphHost } from './host.js';
import { workPerRow } from './instruction.js';
import type { Buffer, Convolution, Instruction } from './instruction.js';
import type { Meter } from './meter.js';
import type { DenseWork, GraphPlan } from './plan.js';

/** Makes the kernel calls of a list; returns the summed losses, with those of this block where it has them. */
export function run(
  host: GraphHost,
  plan: GraphPlan,
  list: readonly Instruction[],
  frame: Frame,
  meter: Meter,
): number {
  let { sum } = frame;
  for (const call of list) {
    meter.spend(frame.rows * workPerRow(call));
    if (call.do === 'losses') sum = losses(host, call, frame);
    else if (isParametric(call)) multiply(host, plan, call, frame);
    else compute(host, call, frame);
  }
  return sum;
}

type Parametric = Extract<Instruction, { readonly at: DenseWork | Convolution }>;
type Losses = Extract<Instruction, { readonly do: 'losses' }>;

function isParametric(call: Instruction): call is Parametric {
  return 'at' in call;
}

function losses({ graph }: GraphHost, call: Losses, { at, rows, count, sum }: Frame): number {
  const dz = call.dz === null ? 0 : at[call.dz]!;
  return graph.losses(call.loss, rows, call.size, at[call.z]!, at[call.y]!, count, dz, sum);
}

function multiply(host: GraphHost, plan: GraphPlan, call: Parametric, frame: Frame): void {
  switch (call.do) {
    case 'dense':
      return dense(host, plan, call, frame);
    case 'dense-leaves':
      return denseLeaves(host, plan, call, frame);
    case 'dense-input':
      return denseInput(host, plan, call, frame);
    case 'convolution':
      return convolution(host, plan, call, frame);
    case 'convolution-back':
      return convolutionBack(host, plan, call, frame);
  }
}

type Plain = Exclude<Instruction, Parametric | Losses>;

function compute(host: GraphHost, call: Plain, frame: Frame): void {
  const { graph } = host;
  const { at, rows } = frame;
  const of = (buffer: Buffer) => at[buffer]!;
  switch (call.do) {
    case 'activate':
      return activate(host, call, frame);
    case 'activate-back':
      return graph.pullBackByOutputs(
        call.f.code,
        rows * call.size,
        call.f.parameter,
        of(call.y),
        of(call.dy),
        of(call.dy),
      );
    case 'multiply':
      return graph.multiplyEntries(rows * call.size, of(call.a), of(call.b), of(call.a));
    case 'copy':
      return graph.copyEntries(rows * call.size, of(call.b), of(call.a));
    case 'add':
      return graph.addEntries(rows * call.size, of(call.a), of(call.b), of(call.to));
    case 'drop':
      return drop(host, call, frame);
    case 'max-pool': {
      const chosen = call.chosen === null ? 0 : of(call.chosen);
      return graph.maxPool(rows, ...call.grid, of(call.x), of(call.y), chosen);
    }
    case 'max-pool-back':
      return graph.maxPoolBack(rows, ...call.grid, of(call.dy), of(call.chosen), of(call.dx));
    case 'avg-pool':
      return graph.averagePool(rows, ...call.grid, of(call.x), of(call.y));
    case 'avg-pool-back':
      return graph.averagePoolBack(rows, ...call.grid, of(call.dy), of(call.dx));
    case 'mix': {
      const positive = Number(call.positive);
      return graph.mix(positive, rows * call.size, of(call.a), of(call.b), frame.t, of(call.y));
    }
  }
}

function activate({ graph }: GraphHost, call: Call<'activate'>, { at, rows }: Frame): void {
  const [n, x, y] = [rows * call.size, at[call.x]!, at[call.y]!] as const;
  const { code, parameter } = call.f;
  if (call.slopes === null) graph.activate(code, n, parameter, x, y);
  else graph.activateWithSlopes(code, n, parameter, x, y, at[call.slopes]!);
}

/** Uniform numbers are whole multiples of this. */
const NOISE_STEP = 2 ** -24;

function drop(host: GraphHost, call: Call<'drop'>, { at, rows, noise }: Frame): void {
  const n = rows * call.size;
  const factors = at[call.factors]!;
  host.floats(factors, n).set(noise!(call.node, call.size));
  // The least such multiple that is not below the rate: float32 holds it, and compares alike.
  const threshold = Math.ceil(call.rate / NOISE_STEP) * NOISE_STEP;
  const kept = 1 / (1 - call.rate);
  host.graph.drop(n, threshold, kept, factors, at[call.x]!, at[call.y]!);
}

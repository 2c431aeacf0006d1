import type { Dataset, ElementwiseRule, PredictionLoss } from '@isthmus/contract';
import type { GraphNetwork } from '../../network/network.js';
import { createReference } from '../../reference/create-reference.js';
import { compensatedSum } from '../../reference/summation.js';
import { leafOf, lerpEntry, type Params } from '@isthmus/contract/parameters';
import type { WidePoint } from '@isthmus/contract/parameters';
import { between } from '../../reference/between.js';
import type { Evaluator } from '../../port/evaluator.js';
import type { TinyHost } from './host.js';
import { writeParams } from './model-memory.js';
import { tinyPlanOf, type TinyLayer, type TinyPlan } from './plan.js';
import { createRowStore, type RowBlock } from './rows.js';

/** Rows of a block; what a layer makes of them stays near the processor. */
const BLOCK = 256;

/** Bytes of a unit's numbers in a block; not a multiple of 4096, where stores would hinder loads. */
const UNIT = BLOCK * 8 + 64;

/** Rows on which the kernels are compared with the reference before they are believed. */
const COMPARED = 64;

/** A layer with its arithmetic: what the kernel does itself, else the rule of its activation. */
interface LoadedLayer extends TinyLayer {
  /** The activation's number, 0 for none. */
  readonly code: number;
  readonly parameter: number;
  readonly rule: ElementwiseRule | null;
}

interface LoadedNetwork {
  readonly host: TinyHost;
  readonly plan: TinyPlan;
  readonly layers: readonly LoadedLayer[];
  readonly block: RowBlock;
  /** Parameters in float64, two blocks of units, and the predictions row by row. */
  readonly theta: number;
  readonly units: readonly [number, number];
  readonly z: number;
}

/**
 * An evaluator of a tiny network with the numbers of the float64 reference, bit for bit, several
 * times as fast: products, sums and rectifiers by a kernel, other activations and the loss by their own
 * reference rules. Before its first answer it is compared with the reference on some rows; where a
 * layer of that name computes otherwise, the reference answers.
 *
 * @returns null where the network has no tiny plan
 * @throws `network/no-reference` naming a node whose layer has no float64 arithmetic
 */
export function createTinyEvaluator(
  host: TinyHost,
  network: GraphNetwork,
  loss: PredictionLoss,
  data: Dataset,
): Evaluator | null {
  const plan = tinyPlanOf(network, loss);
  if (plan === null) return null;
  const reference = createReference(network, loss);
  const loaded = loadNetwork(host, plan, network, data);
  const losses = new Float64Array(data.size);
  const value = () => meanLoss(loaded, loss, data, losses);
  let same: boolean | undefined;
  /** Whether the kernels agree with the reference, with the parameters of the first call. */
  const agrees = (params: Params | WidePoint): boolean =>
    (same ??= agree(loaded, reference, params, data));
  const valueBetween = (from: Params, to: Params, t: number): number => {
    if (!agrees(from)) return reference.loss(between(from, to, t), data);
    placeBetween(loaded, from, to, t);
    return value();
  };
  return {
    arithmetic: 'float64-reference',
    value(params) {
      if (!agrees(params)) return reference.loss(params, data);
      placeParams(loaded, params);
      return value();
    },
    valueBetween,
    along: (from, to) => (t) => valueBetween(from, to, t),
    valueAt(point) {
      if (!agrees(point)) return reference.loss(point, data);
      placeParams(loaded, point);
      return value();
    },
    accuracy: (params) => reference.accuracy(params, data),
    predict(params) {
      if (!agrees(params)) return reference.predict(params, data);
      placeParams(loaded, params);
      return predict(loaded).slice();
    },
  };
}

function loadNetwork(
  host: TinyHost,
  plan: TinyPlan,
  network: GraphNetwork,
  data: Dataset,
): LoadedNetwork {
  const block = createRowStore(host, plan)(data);
  const widest = Math.max(...plan.layers.map(({ units }) => units));
  const units = () => host.alloc(widest * UNIT);
  const padded = Math.ceil(data.size / BLOCK) * BLOCK;
  return {
    host,
    plan,
    layers: plan.layers.map((layer) => loadLayer(layer, network)),
    block,
    theta: host.alloc(plan.count * 8),
    units: [units(), units()],
    z: host.alloc(padded * plan.outputs * 8),
  };
}

function loadLayer(layer: TinyLayer, network: GraphNetwork): LoadedLayer {
  const { activation } = layer;
  const none = { ...layer, code: 0, parameter: 0, rule: null };
  if (activation === null) return none;
  const { code, parameter, float64 } = activation;
  if (float64) return { ...none, code, parameter };
  const node = network.nodes.find(({ id }) => id === activation.id)!;
  const rule = node.layer.interpreters.reference?.(node.inputShapes);
  return { ...none, rule: rule?.kind === 'elementwise' ? rule : null };
}

function agree(
  loaded: LoadedNetwork,
  reference: ReturnType<typeof createReference>,
  params: Params | WidePoint,
  { size, x }: Dataset,
): boolean {
  const rows = Math.min(size, COMPARED);
  const few = { size: rows, x: x.subarray(0, rows * loaded.plan.inputs) };
  const expected = reference.predict(params, few);
  placeParams(loaded, params);
  const came = predict(loaded);
  return expected.every((entry, i) => Object.is(entry, came[i]));
}

function placeParams({ host, plan, theta }: LoadedNetwork, params: Params | WidePoint): void {
  writeParams(host.f64, theta / 8, plan.leaves, params);
}

/** The point `(1-t)from + t to` in float64, without rounding; at both ends it is the end itself. */
function placeBetween(
  { host, plan, theta }: LoadedNetwork,
  from: Params,
  to: Params,
  t: number,
): void {
  const { f64 } = host;
  for (const { name, offset, size } of plan.leaves) {
    const a = leafOf(from, name).data;
    const b = leafOf(to, name).data;
    const at = theta / 8 + offset;
    for (let i = 0; i < size; i++) f64[at + i] = lerpEntry(a[i]!, b[i]!, t);
  }
}

function meanLoss(
  loaded: LoadedNetwork,
  { reference }: PredictionLoss,
  { y }: Dataset,
  losses: Float64Array,
): number {
  const z = predict(loaded);
  const size = loaded.plan.outputs;
  for (let row = 0, at = 0; row < losses.length; row++, at += size)
    losses[row] = reference.value(z, y, at, size);
  return compensatedSum(losses) / losses.length;
}

/** Predictions `[N, outputs]` of the parameters in place: a view, good until the next call. */
function predict(loaded: LoadedNetwork): Float64Array {
  const { host, plan, layers, block, z } = loaded;
  const { outputs } = plan;
  for (let from = 0; from < block.rows; from += BLOCK) {
    const rows = Math.min(BLOCK, block.rows - from);
    const to = z + from * outputs * 8;
    const last = layers.length - 1;
    for (let l = 0; l <= last; l++)
      computeLayer(loaded, l, from, rows, l === last && outputs === 1 ? to : null);
    if (outputs === 1) continue;
    const units = loaded.units[last % 2]!;
    host.tiny.rowByRow64({ from: units, stride: UNIT, units: outputs, rows, to });
  }
  return host.f64.subarray(z / 8, z / 8 + block.rows * outputs);
}

/** Computes a layer for a block of rows; `out` is where its one unit goes, else it is left in its block. */
function computeLayer(
  loaded: LoadedNetwork,
  l: number,
  from: number,
  rows: number,
  out: number | null,
): void {
  const { host, layers, block, theta } = loaded;
  const { inputs, units, kernel, bias, code, parameter, rule } = layers[l]!;
  const x = l === 0 ? block.x + from * 4 : loaded.units[(l - 1) % 2]!;
  const to = out ?? loaded.units[l % 2]!;
  host.tiny.layer64({
    kernel: theta + kernel * 8,
    bias: bias === null ? 0 : theta + bias * 8,
    inputs,
    units,
    x,
    stride: l === 0 ? block.stride : UNIT,
    single: l === 0,
    rows: Math.ceil(rows / 8) * 8,
    out: to,
    outStride: UNIT,
    f: code,
    parameter,
  });
  if (rule !== null) applyRule(rule, host.f64, to / 8, units, rows);
}

function applyRule(
  { value }: ElementwiseRule,
  numbers: Float64Array,
  at: number,
  units: number,
  rows: number,
): void {
  for (let j = 0; j < units; j++) {
    const from = at + (j * UNIT) / 8;
    for (let i = from; i < from + rows; i++) numbers[i] = value(numbers[i]!);
  }
}

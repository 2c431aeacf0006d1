import type { ChannelwiseRule, SymmetryRule } from '@isthmus/contract';
import type { Rng } from '@isthmus/contract/base';
import { sizeOf } from '@isthmus/contract/parameters';
import { asksEqual, usableClaim } from './layer-symmetry.js';
import { blocksOf, computed, normals, ownValues, ROWS, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';

/** What the layer says of means, constants and reflections of its channels holds for random ones. */
export function passesConstants(trial: LayerTrial): void {
  const claim = usableClaim(trial);
  const rng = stream('constants');
  if (claim?.kind === 'mix' && claim.uniform === true) raisesEvenly(trial, claim, rng);
  if (claim?.kind !== 'channelwise') return;
  if (claim.averages === true) averages(trial, claim, rng);
  if (claim.averages === true || claim.shifts === true) shifts(trial, claim, rng);
  if (claim.reflection !== undefined) reflects(trial, claim, claim.reflection, rng);
}

/** Each number of a block plus the one of its channel. */
function raised(block: Float64Array, by: Float64Array): Float64Array {
  return block.map((value, i) => value + by[i % by.length]!);
}

type Own = Readonly<Record<string, Float64Array>>;

function valueOf(trial: LayerTrial, own: Own, block: Float64Array): Float64Array {
  return computed(ruleOf(trial), own, [block], ROWS);
}

function raisesEvenly(
  trial: LayerTrial,
  { kernel, inputAxis, outputAxis }: Extract<SymmetryRule, { kind: 'mix' }>,
  rng: Rng,
): void {
  const own = ownValues(trial, rng);
  const [block] = blocksOf(trial, rng);
  const by = normals(trial.inputs[0]!.at(-1)!, rng);
  const leaf = trial.layer.parameters(trial.inputs).find(({ name }) => name === kernel)!;
  const placeOf = (axis: number) => placeAlong(leaf.shape, axis);
  const [from, to] = [placeOf(inputAxis), placeOf(outputAxis)];
  const out = new Float64Array(trial.layer.outputShape(trial.inputs).at(-1)!);
  own[kernel]!.forEach((weight, i) => (out[to(i)]! += weight * by[from(i)]!));
  asksEqual(
    valueOf(trial, own, raised(block!, by)),
    raised(valueOf(trial, own, block!), out),
    'conformance/layer-uniform',
    `Where every channel of the input is raised by one number everywhere, the output is not raised by so much times the sum of "${kernel}" between the channels. Leave "uniform" out where windows hang over the edge.`,
  );
}

/** The place along an axis of an entry, by its place in a row-major array. */
function placeAlong(shape: readonly number[], axis: number): (at: number) => number {
  const counted = axis < 0 ? shape.length + axis : axis;
  const stride = sizeOf(shape.slice(counted + 1));
  return (at) => Math.floor(at / stride) % shape[counted]!;
}

function averages(trial: LayerTrial, claim: ChannelwiseRule, rng: Rng): void {
  const [block] = blocksOf(trial, rng);
  const own = ownValues(trial, rng);
  const channels = trial.inputs[0]!.at(-1)!;
  const matrix = normals(channels ** 2, rng);
  asksEqual(
    valueOf(trial, own, mixed(block!, matrix, channels)),
    mixed(valueOf(trial, own, block!), matrix, channels),
    'conformance/layer-averages',
    `Where channels of the input are mixed by a matrix, those of the output are not. The claim ${JSON.stringify(claim)} is false: leave "averages" out.`,
  );
}

/** Every place of a block times a matrix on its channels. */
function mixed(block: Float64Array, matrix: Float64Array, channels: number): Float64Array {
  return block.map((_, i) => {
    const to = i % channels;
    let sum = 0;
    for (let from = 0; from < channels; from++)
      sum += matrix[to * channels + from]! * block[i - to + from]!;
    return sum;
  });
}

function shifts(trial: LayerTrial, claim: ChannelwiseRule, rng: Rng): void {
  const [block] = blocksOf(trial, rng);
  const own = ownValues(trial, rng);
  const by = normals(trial.inputs[0]!.at(-1)!, rng);
  asksEqual(
    valueOf(trial, own, raised(block!, by)),
    raised(valueOf(trial, own, block!), by),
    'conformance/layer-shifts',
    `Where channels of the input are raised by one number each, those of the output are not. The claim ${JSON.stringify(claim)} is false: leave "${claim.averages === true ? 'averages' : 'shifts'}" out.`,
  );
}

function reflects(trial: LayerTrial, claim: ChannelwiseRule, sum: number, rng: Rng): void {
  const [block] = blocksOf(trial, rng);
  const own = ownValues(trial, rng);
  const turned = valueOf(
    trial,
    own,
    block!.map((value) => -value),
  );
  asksEqual(
    turned,
    valueOf(trial, own, block!).map((value) => sum - value),
    'conformance/layer-reflection',
    `f(x) + f(-x) is not ${sum}. The claim ${JSON.stringify(claim)} is false: say what holds, or leave "reflection" out.`,
  );
}

import { createRng, type Rng } from '@isthmus/contract/base';
import type { Dataset, PredictionLoss, ProofSubject } from '@isthmus/contract';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import type { GraphNetwork } from '@isthmus/engine';
import { chain, lossOf, mlp, randomData, randomParams } from '@isthmus/engine/testing';
import type { Bounder, PartBounds } from '../part-bounds.js';
import { firstValues } from '../first-layer.js';
import { formPool, type FormBlock, type Part } from '../form.js';
import { planBounds } from '../plan.js';
import { outputForms, stillForms } from '../propagate.js';
import { boundSegment, partChannels, partWeights } from '../segment.js';
import { readVertex } from '../vertex.js';

/** A network with two points, data and a loss. */
export interface LeafCase {
  readonly label: string;
  readonly network: GraphNetwork;
  readonly lossName: string;
  readonly loss: PredictionLoss;
  readonly data: Dataset;
  readonly a: Params;
  readonly b: Params;
}

const IMAGE = { input: [5, 5, 2], output: [3] };

/** A network for every layer that has bounds, by name. */
export const LAYER_NETWORKS: readonly (readonly [string, () => GraphNetwork])[] = [
  ['relu', () => mlp([2, 4, 3, 2], 'relu')],
  ['leaky-relu', () => mlp([2, 4, 3, 2], 'leaky-relu')],
  ['tanh', () => mlp([2, 4, 2], 'tanh')],
  ['sigmoid', () => mlp([2, 4, 2], 'sigmoid')],
  ['softplus', () => mlp([2, 3, 2], 'softplus')],
  ['gelu', () => mlp([2, 3, 2], 'gelu')],
  ['linear', () => chain({ input: [3], output: [2] }, [['dense', { units: 3 }], ['dense', { units: 3, bias: false }], ['dense', { units: 2 }]])],
  ['dropout', () => chain({ input: [3], output: [2] }, [['dense', { units: 4 }], ['relu'], ['dropout', { rate: 0.5 }], ['dense', { units: 2 }]])],
  ['add', () => chain({ input: [3], output: [3] }, [['dense', { units: 3 }], ['relu'], ['dense', { units: 3 }], ['add', {}, ['n0']], ['relu'], ['dense', { units: 3 }]])],
  ['max-pool', () => chain(IMAGE, [['conv2d', { filters: 3, kernelSize: 3, padding: 'same' }], ['relu'], ['max-pool', { size: 2, padding: 'same' }], ['flatten'], ['dense', { units: 3 }]])],
  ['avg-pool', () => chain(IMAGE, [['avg-pool', { size: 2, padding: 'same' }], ['conv2d', { filters: 2, kernelSize: 3, padding: 'symmetric', strides: 2 }], ['relu'], ['avg-pool', { size: 3, strides: 1, padding: 'same' }], ['flatten'], ['dense', { units: 3 }]])],
  ['overlapping max-pool', () => chain(IMAGE, [['conv2d', { filters: 2, kernelSize: 2, bias: false }], ['max-pool', { size: 3, strides: 1 }], ['conv2d', { filters: 2, kernelSize: 2 }], ['flatten'], ['dense', { units: 3 }]])],
  ['batch-norm', () => chain({ input: [3], output: [2] }, [['dense', { units: 4 }], ['batch-norm'], ['relu'], ['dense', { units: 2 }]])],
  ['batch-norm of images', () => chain(IMAGE, [['conv2d', { filters: 2, kernelSize: 3, bias: false }], ['batch-norm'], ['relu'], ['flatten'], ['dense', { units: 3 }]])],
]; // prettier-ignore

/** Losses with bounds. */
export const BOUNDED_LOSSES = ['mse', 'mae', 'cross-entropy', 'binary-cross-entropy'] as const;

/** Scales that weights are multiplied by. */
export const SCALES = [1, 1e-3, 30, 3e7] as const;

/** A random case; scales that are too large for a smooth function are as for any. */
export function leafCase(name: string, make: () => GraphNetwork, seed: number): LeafCase {
  const rng = createRng(seed).fork(name);
  const network = make();
  const lossName = BOUNDED_LOSSES[seed % BOUNDED_LOSSES.length]!;
  const loss = lossOf(lossName);
  const scale = SCALES[Math.floor(seed / BOUNDED_LOSSES.length) % SCALES.length]!;
  const { input, output } = network;
  const drawn = randomData({ input, output }, 3 + rng.integer(2), loss.targets);
  const data = { ...drawn, x: drawn.x.map((entry) => Math.fround(entry + 0.3 * rng.normal())) };
  const point = (salt: number) =>
    scaled(randomParams(network, 1000 * seed + salt), scale, rng.fork(`${salt}`));
  return {
    label: `${name}, ${lossName}, scale ${scale}`,
    network,
    lossName,
    loss,
    data,
    a: point(1),
    b: point(2),
  };
}

/** Every weight by the scale, and every 7th to 0; variances stay what they may be. */
function scaled(params: Params, scale: number, rng: Rng): Params {
  return mapLeaves(params, ({ data }) =>
    data.map((entry) => (rng.integer(7) === 0 ? 0 : Math.fround(entry * scale))),
  );
}

/** What a proof is about. */
export function subjectOf({
  network,
  loss,
  data,
}: Pick<LeafCase, 'network' | 'loss' | 'data'>): Extract<
  ProofSubject,
  { readonly kind: 'network' }
> {
  return {
    kind: 'network',
    network: network.view,
    loss,
    data,
    classes: loss.targets === 'classes',
  };
}

/** The forms of all predictions on a part. */
export function formsOn({ network, data, a, b }: LeafCase, part: Part): FormBlock {
  const plan = planBounds(network.view);
  if (typeof plan === 'string') throw new Error(plan);
  const [from, to] = [ended(readVertex(plan, a)), ended(readVertex(plan, b))];
  const segment = ended(boundSegment(plan, from, to));
  const still = stillForms(plan, data.x, data.size);
  const block = {
    rows: data.size,
    still,
    from: firstValues(plan, from, still, data.size),
    to: firstValues(plan, to, still, data.size),
  };
  const arrays = {
    part,
    weights: ended(partWeights(segment, part)),
    channels: partChannels(segment, part),
  };
  return outputForms(segment, block, arrays, formPool());
}

/** The bounds of a part, all pauses left out. */
export function boundsOn(bounder: Bounder, part: Part, element = 0): PartBounds {
  return ended(bounder.bound(element, part));
}

/** What comes in the end, all pauses left out. */
function ended<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

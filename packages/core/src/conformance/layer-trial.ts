import type { Rng } from '@isthmus/contract/base';
import { createRng } from '@isthmus/contract/base';
import type { Layer, ReferenceRule } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import type { TensorRuntime } from '@isthmus/engine';
import { ask } from './check.js';

/** Shapes of the inputs of a layer, without the batch axis. */
export type InputShapes = readonly (readonly number[])[];

/** A layer that is tried, on inputs of given shapes. */
export interface LayerTrial {
  readonly layer: Layer;
  readonly inputs: InputShapes;
  /** What computes in tensors; null where none was handed in. */
  readonly tensors: TensorRuntime | null;
}

/** Samples in the blocks that are tried. */
export const ROWS = 3;

/** A stream of its own for every question, the same every time. */
export function stream(tag: string): Rng {
  return createRng(0).fork('check-layer').fork(tag);
}

/** Standard normal numbers, times a scale. */
export function normals(count: number, rng: Rng, scale = 1): Float64Array {
  return Float64Array.from({ length: count }, () => scale * rng.normal());
}

/** How many times as large inputs are in a second look, for what sets in far from 0 only. */
export const FAR = 64;

/** How blocks are drawn in one look at a rule. */
export interface Look {
  /** How many times as large as near 0. */
  readonly times: number;
  readonly rows: number;
}

/** Near 0 and far from it, and of one sample and of more than an unrolled loop has. */
export const LOOKS: readonly Look[] = [
  { times: 1, rows: ROWS },
  { times: FAR, rows: ROWS },
  { times: 1, rows: 1 },
  { times: 1, rows: 8 },
];

/** A block `[rows, ...shape]` for every input, of entries of the size of 2, or as many times that. */
export function blocksOf(
  { inputs }: LayerTrial,
  rng: Rng,
  { times, rows }: Look = LOOKS[0]!,
): readonly Float64Array[] {
  return inputs.map((shape) => normals(rows * sizeOf(shape), rng, 2 * times));
}

/** The layer's own parameters in float64, by its own names, every entry drawn. */
export function ownValues(
  { layer, inputs }: LayerTrial,
  rng: Rng,
): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(
    layer.parameters(inputs).map(({ name, shape }) => [name, normals(sizeOf(shape), rng)]),
  );
}

/** @throws `conformance/layer-no-reference` where the layer has no float64 arithmetic */
export function ruleOf({ layer, inputs }: LayerTrial): ReferenceRule {
  const rule = layer.interpreters.reference?.(inputs);
  ask(
    rule !== undefined,
    'conformance/layer-no-reference',
    'The layer has no `interpreters.reference`, so every network with it is refused: the float64 reference decides. Give the rule from which value and derivatives follow.',
  );
  return rule;
}

/** What a rule computes of blocks of `rows` samples, as in evaluation; the bias is added. */
export function computed(
  rule: ReferenceRule,
  own: Readonly<Record<string, Float64Array>>,
  blocks: readonly Float64Array[],
  rows: number,
): Float64Array {
  const [x] = blocks as readonly [Float64Array];
  switch (rule.kind) {
    case 'bilinear':
      return biased(
        rule.apply(own[rule.kernel]!, x, rows),
        rule.bias === null ? null : own[rule.bias]!,
      );
    case 'elementwise':
      return x.map((entry) => rule.value(entry));
    case 'linear':
      return rule.apply(blocks, rows);
    case 'selection':
      return Float64Array.from(rule.choose(x, rows), (at) => x[at]!);
    case 'noise':
      return x.slice();
    case 'general':
      return rule.apply({ x, own: rule.parameters.map((name) => own[name]!) }, rows);
  }
}

function biased(y: Float64Array, bias: Float64Array | null): Float64Array {
  return bias === null ? y : y.map((entry, i) => entry + bias[i % bias.length]!);
}

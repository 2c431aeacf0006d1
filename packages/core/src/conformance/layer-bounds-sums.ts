import type { BilinearBounds, BilinearRule, LinearRule, WeightsBounds } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { isSumOf } from './exact-sums.js';
import { normals, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';

/** Sizes of weights and inputs: rounding goes with them, and 1e7 is what soundness is tried to. */
const SIZES = [1, 1e-7, 1e7] as const;

/** Which products an entry of the output is a sum of, found by kernels and inputs of a single 1. */
export function isBilinearSum(bounds: BilinearBounds, rule: BilinearRule, trial: LayerTrial): void {
  const { layer, inputs } = trial;
  const leaf = layer.parameters(inputs).find(({ name }) => name === rule.kernel)!;
  const [weights, size] = [sizeOf(leaf.shape), sizeOf(inputs[0]!)];
  const outputs = sizeOf(layer.outputShape(inputs));
  const products: (readonly [k: number, j: number])[][] = Array.from({ length: outputs }, () => []);
  const units = identity(size);
  for (let k = 0; k < weights; k++) {
    const came = rule.apply(new Float64Array(weights).with(k, 1), units, size);
    for (const [i, count] of came.entries()) {
      asksWhole(count);
      for (let n = 0; n < count; n++) products[i % outputs]!.push([k, Math.floor(i / outputs)]);
    }
  }
  asksTerms(bounds.terms, Math.max(...products.map(({ length }) => length)));
  const rng = stream('bilinear sums');
  for (const times of SIZES) {
    const [kernel, x] = [normals(weights, rng, times), normals(size, rng, times)];
    const came = rule.apply(kernel, x, 1);
    for (const [o, pairs] of products.entries())
      asksSum(came[o]!, pairs.map(([k]) => kernel[k]!), pairs.map(([, j]) => x[j]!), bounds.terms); // prettier-ignore
  }
}

/** Which weight each entry has, found by inputs of a single 1; such a weight is rounded itself, for which three terms more are allowed. */
export function areWeights(bounds: WeightsBounds, rule: LinearRule, trial: LayerTrial): void {
  const { layer, inputs } = trial;
  const sizes = inputs.map(sizeOf);
  const outputs = sizeOf(layer.outputShape(inputs));
  const weights: number[][] = Array.from({ length: outputs }, () => []);
  for (const [input, size] of sizes.entries()) {
    const blocks = sizes.map((other, i) => i === input ? identity(size) : new Float64Array(size * other)); // prettier-ignore
    for (const [i, weight] of rule.apply(blocks, size).entries()) {
      ask(
        weight >= 0 && Number.isFinite(weight),
        'conformance/layer-bounds-value',
        `bounds say that all weights are at least 0; one is ${weight}.`,
      );
      weights[i % outputs]!.push(weight);
    }
  }
  const counts = weights.map((own) => own.filter((weight) => weight !== 0).length);
  asksTerms(bounds.terms, Math.max(...counts));
  const rng = stream('weights');
  for (const times of SIZES) {
    const blocks = sizes.map((size) => normals(size, rng, times));
    const x = blocks.flatMap((block) => [...block]);
    for (const [o, value] of rule.apply(blocks, 1).entries())
      asksSum(value, weights[o]!, x, bounds.terms + 3);
  }
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
}

function asksWhole(count: number): void {
  ask(
    Number.isInteger(count) && count >= 0,
    'conformance/layer-bounds-value',
    `bounds say that an entry is a sum of products of an entry of the kernel and one of the input; of two ones it is ${count}.`,
  );
}

function asksTerms(claimed: number, found: number): void {
  ask(
    Number.isInteger(claimed) && claimed >= found,
    'conformance/layer-bounds-terms',
    `bounds say that the longest sum has ${claimed} terms; it has ${found}. What rounding is allowed follows from it.`,
    { claimed, found },
  );
}

function asksSum(came: number, a: readonly number[], b: readonly number[], terms: number): void {
  ask(
    isSumOf(came, a, b, terms),
    'conformance/layer-bounds-value',
    `The reference gives ${came} for a sum of at most ${terms} products, and is further from their exact sum than float64 rounds it. Add the products as float64 numbers, in any order.`,
    { came },
  );
}

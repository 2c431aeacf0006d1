import type { Rng } from '@isthmus/contract/base';
import type { NodeNoise } from '../port/node-noise.js';

const STEPS = 2 ** 24;

/**
 * The noise of one training step: for each node, numbers uniform in [0, 1) from its own fork of the
 * stream, so that every engine and every model of the step gets the same ones.
 *
 * Numbers are whole multiples of 2^-24, which float32 holds exactly; rounding a float64 number below
 * one could give one.
 */
export function nodeNoise(rng: Rng): NodeNoise {
  const drawn = new Map<string, Float32Array>();
  return (nodeId, count) => {
    const known = drawn.get(nodeId);
    if (known?.length === count) return known;
    const numbers = draw(rng.fork(nodeId), count);
    drawn.set(nodeId, numbers);
    return numbers;
  };
}

function draw(rng: Rng, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => Math.floor(rng.next() * STEPS) / STEPS);
}

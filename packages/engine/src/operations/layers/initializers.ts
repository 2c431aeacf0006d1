import { z } from 'zod';
import type { Rng } from '@isthmus/contract/base';
import type { Leaf, Params } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';

/**
 * How fresh kernels are drawn, the `initializer` option of layers with a kernel.
 *
 * - `glorot-uniform`: uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 16); biases 0.
 * - `he-normal`: normal with variance 2 / fanIn (He et al. 2015, arXiv:1502.01852, eq. 10); biases 0.
 * - `uniform`: kernel and bias uniform in ±1 / sqrt(fanIn), as PyTorch's Linear and Conv2d draw them.
 *   Random biases spread the kinks of ReLU units over the inputs: with few inputs, none of them
 *   negative, zero biases would leave about half of the units dead.
 */
export const initializer = z
  .enum(['glorot-uniform', 'he-normal', 'uniform'])
  .default('glorot-uniform')
  .describe(
    'How fresh parameters are drawn: glorot-uniform or he-normal with zero biases, or uniform in ±1/sqrt(fanIn), biases too.',
  );

/** The name of an initializer. */
type Initializer = z.output<typeof initializer>;

/** How many numbers one unit reads, and how many units read one number. */
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** A fresh kernel, and a bias of `biasSize` entries unless that is null; a stream for each. */
export function freshKernelAndBias(
  use: Initializer,
  kernelShape: readonly number[],
  fans: Fans,
  biasSize: number | null,
  rng: Rng,
): Params {
  const kernel = leaf(kernelShape, kernelDraw(use, fans, rng.fork('kernel')));
  if (biasSize === null) return { kernel };
  return { kernel, bias: leaf([biasSize], biasDraw(use, fans, rng.fork('bias'))) };
}

function kernelDraw(use: Initializer, { fanIn, fanOut }: Fans, rng: Rng): () => number {
  switch (use) {
    case 'glorot-uniform':
      return symmetricUniform(Math.sqrt(6 / (fanIn + fanOut)), rng);
    case 'he-normal':
      return () => Math.sqrt(2 / fanIn) * rng.normal();
    case 'uniform':
      return symmetricUniform(1 / Math.sqrt(fanIn), rng);
  }
}

function biasDraw(use: Initializer, { fanIn }: Fans, rng: Rng): () => number {
  return use === 'uniform' ? symmetricUniform(1 / Math.sqrt(fanIn), rng) : () => 0;
}

function symmetricUniform(limit: number, rng: Rng): () => number {
  return () => limit * (2 * rng.next() - 1);
}

function leaf(shape: readonly number[], draw: () => number): Leaf {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) };
}

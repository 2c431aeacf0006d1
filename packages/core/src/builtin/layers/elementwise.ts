import type { Tensor } from '@tensorflow/tfjs';
import type { ElementwiseRule, FastActivation, Layer } from '../../contract/layer.js';
import { onlyInput } from './unfit.js';

/** A function of one number with its first two derivatives. */
export type SmoothFunction = Omit<ElementwiseRule, 'kind'>;

/** The symmetries that the function has: f(cx) = c f(x) for c > 0, or f(-x) = -f(x). */
export interface ElementwiseSymmetry {
  readonly scaling: boolean;
  readonly sign: boolean;
}

/** A layer without parameters that takes every entry by itself. */
export function elementwiseLayer(
  name: string,
  tfjs: (x: Tensor) => Tensor,
  { value, derivative, second }: SmoothFunction,
  { scaling, sign }: ElementwiseSymmetry,
  fast: FastActivation,
): Layer {
  return {
    outputShape: (inputs) => onlyInput(name, inputs),
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x]) => tfjs(x!),
      reference: () => {
        const relu = fast.name === 'relu';
        return { kind: 'elementwise', relu, value, derivative, second };
      },
      fast: () => ({ kind: 'activation', function: fast }),
      symmetry: { kind: 'channelwise', scaling, sign },
    },
  };
}

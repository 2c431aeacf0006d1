import type {
  BoundsRule,
  ChannelwiseRule,
  ElementwiseRule,
  FastActivation,
  Layer,
  Tensor,
  TensorLibrary,
} from '@isthmus/contract';
import type { ElementwiseComputation } from '../reference/rules.js';
import { onlyInput } from './layers/unfit.js';

/** A function of one number with its first two derivatives. */
type SmoothFunction = Omit<ElementwiseRule, 'kind'>;

/** The symmetries that the function has. */
type ElementwiseSymmetry = Pick<ChannelwiseRule, 'scaling' | 'sign' | 'reflection'>;

/** A layer without parameters that takes every entry by itself. */
export function elementwiseLayer(
  name: string,
  tfjs: (tf: TensorLibrary, x: Tensor) => Tensor,
  { value, derivative, second }: SmoothFunction,
  symmetry: ElementwiseSymmetry,
  fast: FastActivation,
  bounds: BoundsRule,
): Layer {
  const relu = fast.name === 'relu';
  const rule: ElementwiseComputation = { kind: 'elementwise', relu, value, derivative, second };
  return {
    outputShape: (inputs) => onlyInput(name, inputs),
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, [x], _mode, tf) => tfjs(tf, x!),
      reference: () => rule,
      fast: () => ({ kind: 'activation', function: fast }),
      symmetry: { kind: 'channelwise', ...symmetry },
      bounds: () => bounds,
    },
  };
}

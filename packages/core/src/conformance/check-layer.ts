import type { Definition } from '@isthmus/contract';
import type { TensorRuntime } from '@isthmus/engine';
import type { PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { agreesInKernels, agreesInTensors, differentiatesInTensors } from './layer-interpreters.js';
import { hasDerivatives } from './layer-rules.js';
import { beginsFresh, fillsBlocks, saysShapes } from './layer-shapes.js';
import { hasBounds } from './layer-bounds.js';
import { passesConstants } from './layer-constants.js';
import { keepsClaims } from './layer-symmetry.js';
import type { InputShapes, LayerTrial } from './layer-trial.js';

/** What may be set for the checks of a layer. */
export interface LayerCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /**
   * The shapes of its inputs, without the batch axis, for every case that is to be tried: `[[[4]]]` is
   * one case of one input of four numbers, which is taken where this is left out.
   */
  readonly inputs?: readonly InputShapes[];
  /** What computes in tensors: `tfjsRuntime` of `@isthmus/tfjs`. Checks that need it fail without it. */
  readonly tensors?: TensorRuntime;
}

/** What is asked of a layer on inputs of given shapes, one sentence each. */
export const LAYER_QUESTIONS: readonly (readonly [
  name: string,
  run: (trial: LayerTrial) => void | Promise<void>,
])[] = [
  ['says the shapes of its output and its parameters', saysShapes],
  ['begins with fresh parameters that follow from the stream', beginsFresh],
  ['fills blocks of its shapes in float64, every sample by itself', fillsBlocks],
  ['has the derivatives of what it computes', hasDerivatives],
  ['has the symmetries that it claims', keepsClaims],
  ['passes on what it says: means, constants, reflections', passesConstants],
  ['has the bounds that it states for proofs, if it states some', hasBounds],
  ['computes in tfjs what the reference computes, and keeps no tensor', agreesInTensors],
  ['has the gradients of the reference in tfjs', differentiatesInTensors],
  ['has values and gradients of the reference in the fast engine', agreesInKernels],
];

/**
 * Everything that the contract asks of a layer, for every case of input shapes.
 *
 * @example
 * import { tfjsRuntime } from '@isthmus/tfjs';
 *
 * const [mine] = registry.list('layer').filter(({ name }) => name === 'core/conv2d');
 * const options = { filters: 3, kernelSize: 2 };
 * const setup = { options, inputs: [[[4, 5, 2]]], tensors: tfjsRuntime };
 * const results = await runChecks(checkLayer(mine, setup));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkLayer(
  definition: Definition<'layer'>,
  setup: LayerCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, inputs = [[[4]]], tensors = null } = setup;
  const perCase = inputs.flatMap((shapes) => {
    const title = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
    return LAYER_QUESTIONS.map(([name, run]) => ({
      name: `${title}: ${name}`,
      run: async () =>
        run({ layer: await createPlugin(definition, options), inputs: shapes, tensors }),
    }));
  });
  return [...checkDefinition(definition, options), ...perCase];
}

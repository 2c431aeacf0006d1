import type { Definition, Loss, Regularizer } from '@isthmus/contract';
import type { TensorRuntime } from '@isthmus/engine';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { agreesInKernels, agreesInTensors } from './loss-interpreters.js';
import type { LossTrial } from './loss-reference.js';
import {
  hasGradient,
  hasHessian,
  isConvex,
  isShiftInvariant,
  keepsToItsEntries,
  repeats,
  saysWhatItIs,
} from './loss-reference.js';
import { hasLossBounds } from './loss-bounds.js';
import { isSoundFarOut } from './loss-far.js';
import { tellsRight } from './loss-right.js';
import { hasPenaltyGradient, hasPenaltyHessian, penalizes } from './regularizer-trial.js';

/** What may be set for the checks of a loss. */
export interface LossCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** How many outputs a prediction has, for every case; 1, 4 and 12 where left out. */
  readonly outputs?: readonly number[];
  /** What computes in tensors: `tfjsRuntime` of `@isthmus/tfjs`. Checks that need it fail without it. */
  readonly tensors?: TensorRuntime;
}

const OF_PREDICTIONS: readonly (readonly [name: string, run: (trial: LossTrial) => void])[] = [
  ['says its unit, its targets and whether it is convex', saysWhatItIs],
  ['reads and writes the entries of its sample only', keepsToItsEntries],
  ['gives the same numbers at every call', repeats],
  ['has the gradient of its values', hasGradient],
  ['has the Hessian of its gradient', hasHessian],
  ['has finite losses and their derivatives far from 0 too', isSoundFarOut],
  ['is convex where it says so', isConvex],
  ['keeps its value where all outputs are raised, if it says so', isShiftInvariant],
  ['tells right from wrong, where it says what is right', tellsRight],
  ['has the bounds that it states for proofs, if it states some', hasLossBounds],
];

const OF_PARAMETERS: readonly (readonly [name: string, run: (of: Regularizer) => void])[] = [
  ['gives a penalty and a gradient of the shapes of the parameters', penalizes],
  ['has the gradient of its values', hasPenaltyGradient],
  ['has the Hessian of its gradient, where it gives one', hasPenaltyHessian],
];

/**
 * Everything that the contract asks of a loss of predictions or of a regularizer.
 *
 * @example
 * import { tfjsRuntime } from '@isthmus/tfjs';
 *
 * const [mine] = registry.list('loss').filter(({ name }) => name === 'core/cross-entropy');
 * const results = await runChecks(checkLoss(mine, { outputs: [2, 5], tensors: tfjsRuntime }));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkLoss(
  definition: Definition<'loss'>,
  setup: LossCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, outputs = [1, 4, 12], tensors = null } = setup;
  const create = () => createPlugin(definition, options);
  const ofPredictions = (
    name: string,
    count: number,
    run: (trial: LossTrial) => void | Promise<void>,
  ): PluginCheck => ({
    name: `of ${count} outputs ${name}`,
    run: async () => {
      const loss = await create();
      if (loss.on === 'prediction') await run({ loss, outputs: count });
    },
  });
  const perCount = outputs.flatMap((count) => [
    ...OF_PREDICTIONS.map(([name, run]) => ofPredictions(name, count, run)),
    ofPredictions('computes in tfjs what the reference computes', count, (trial) =>
      agreesInTensors(trial, tensors),
    ),
    ofPredictions('has losses and gradients of the reference in the fast engine', count, agreesInKernels), // prettier-ignore
  ]);
  const ofParameters = OF_PARAMETERS.map(([name, run]) => ({
    name: `of parameters ${name}`,
    run: async () => {
      const loss = await create();
      if (loss.on === 'parameters') run(loss);
    },
  }));
  return [
    ...checkDefinition(definition, options),
    { name: 'is a loss of predictions or of parameters', run: async () => saysOfWhat(await create()) },
    ...perCount,
    ...ofParameters,
  ]; // prettier-ignore
}

function saysOfWhat(loss: Loss): void {
  const { on } = loss as { readonly on: unknown };
  const parts = on === 'prediction' ? ['tfjs', 'isRight'] : ['value', 'gradient', 'hessianVector'];
  ask(
    on === 'prediction' || on === 'parameters',
    'conformance/loss-on',
    `A loss says on: "prediction" or on: "parameters"; this one says ${JSON.stringify(on)}.`,
  );
  for (const part of parts) {
    const given: unknown = Reflect.get(loss, part);
    const optional = part === 'isRight' || part === 'hessianVector';
    ask(
      typeof given === 'function' || (optional && given === undefined),
      'conformance/loss-on',
      `A loss on ${on} has the function "${part}"; it is ${typeof given}.`,
    );
  }
}

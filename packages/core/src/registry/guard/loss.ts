import type { Loss, PredictionLoss, ReferenceLoss, Regularizer } from '../../contract/loss.js';
import type { Params } from '../../parameters/parameters.js';
import { copyOf, lend } from './lent.js';
import type { Guard } from './guard.js';

/** A loss or regularizer from outside. */
export function guardedLoss(plugin: Loss, guard: Guard): Loss {
  return plugin.on === 'parameters'
    ? guardedRegularizer(plugin, guard)
    : guardedPredictionLoss(plugin, guard);
}

function guardedPredictionLoss(plugin: PredictionLoss, guard: Guard): PredictionLoss {
  const { unit, targets, convex, fast } = plugin;
  return {
    on: 'prediction',
    unit: String(unit),
    targets,
    convex,
    tfjs: (prediction, target) => guard.run('tfjs', () => plugin.tfjs(prediction, target)),
    reference: guardedReference(plugin.reference, guard),
    ...(fast === undefined ? {} : { fast }),
  };
}

/** These are asked for every sample. */
function guardedReference(reference: ReferenceLoss, guard: Guard): ReferenceLoss {
  return {
    value: (...args) => guard.runHot('reference.value', () => reference.value(...args)),
    gradient: (...args) => {
      guard.runHot('reference.gradient', () => {
        reference.gradient(...args);
      });
    },
    hessianVector: (...args) => {
      guard.runHot('reference.hessianVector', () => {
        reference.hessianVector(...args);
      });
    },
  };
}

function guardedRegularizer(plugin: Regularizer, guard: Guard): Regularizer {
  const ask = <T>(phase: string, params: Params, of: (own: Params) => T): T => {
    const lent = lend(guard, phase, params);
    const answer = guard.run(phase, () => of(lent.copies[0]!));
    if (guard.isDue(phase)) lent.check();
    return answer;
  };
  const { hessianVector } = plugin;
  return {
    on: 'parameters',
    value: (params) => ask('value', params, (own) => plugin.value(own)),
    gradient: (params) => ask('gradient', params, (own) => copyOf(plugin.gradient(own))),
    ...(hessianVector === undefined
      ? {}
      : {
          hessianVector: (params, direction) =>
            ask('hessianVector', params, (own) => hessianVector.call(plugin, own, direction)),
        }),
  };
}

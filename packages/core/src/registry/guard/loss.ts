import type {
  Loss,
  LossBounds,
  PredictionLoss,
  ReferenceLoss,
  Regularizer,
} from '@isthmus/contract';
import type { Params, WidePoint } from '@isthmus/contract/parameters';
import { conform, type ParamSpec } from '@isthmus/contract/parameters';
import { soundFastLoss } from './fast-rule.js';
import { copyOf, lend } from './lent.js';
import { optional, present } from './members.js';
import { soundTensor } from './sound-tensor.js';
import type { Guard } from './guard.js';

/** A loss or regularizer from outside. */
export function guardedLoss(plugin: Loss, guard: Guard): Loss {
  return plugin.on === 'parameters'
    ? guardedRegularizer(plugin, guard)
    : guardedPredictionLoss(plugin, guard);
}

function guardedPredictionLoss(plugin: PredictionLoss, guard: Guard): PredictionLoss {
  const { bounds, unit, targets, convex, shiftInvariant, fast, isRight } = plugin;
  return present<PredictionLoss>({
    on: 'prediction',
    unit: String(unit),
    targets,
    convex,
    shiftInvariant,
    tfjs: (prediction, target, tf) =>
      guard.run('tfjs', () =>
        soundTensor(plugin.tfjs(prediction, target, tf), [prediction.shape[0]!]),
      ),

    reference: guardedReference(plugin.reference, guard),
    isRight: isRight && ((...args) => guard.runHot('isRight', () => isRight.apply(plugin, args))),
    bounds: bounds && guardedBounds(bounds, guard),
    fast: optional(fast, (name) => guard.run('fast', () => soundFastLoss(name))),
  });
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

function guardedBounds(bounds: LossBounds, guard: Guard): LossBounds {
  const { mayErr } = bounds;
  return present<LossBounds>({
    most: (...args) => guard.runHot('bounds.most', () => bounds.most(...args)),
    least: (...args) => guard.runHot('bounds.least', () => bounds.least(...args)),
    mayErr:
      mayErr && ((...args) => guard.runHot('bounds.mayErr', () => mayErr.apply(bounds, args))),
  });
}

function guardedRegularizer(plugin: Regularizer, guard: Guard): Regularizer {
  const ask = <T>(phase: string, params: Params, of: (own: Params) => T): T => {
    const lent = lend(guard, phase, params);
    const answer = guard.run(phase, () => of(lent.copies[0]!));
    if (guard.isDue(phase)) lent.check();
    return answer;
  };
  const { hessianVector } = plugin;
  return present<Regularizer>({
    on: 'parameters',
    value: (params) => ask('value', params, (own) => plugin.value(own)),
    gradient: (params) =>
      ask('gradient', params, (own) => conform(specOf(params), copyOf(plugin.gradient(own)), 'it')),
    hessianVector:
      hessianVector &&
      ((point, direction) =>
        guard.run('hessianVector', () =>
          hessianVector.call(plugin, wideCopy(point), wideCopy(direction)),
        )),
  });
}

function wideCopy(point: WidePoint): WidePoint {
  const copies = Object.entries(point).map(([name, { shape, data }]) => [
    name,
    { shape, data: data.slice() },
  ]);
  return Object.fromEntries(copies) as WidePoint;
}

/** A spec of exactly these arrays. */
function specOf(params: Params): ParamSpec {
  const leaves = Object.entries(params).map(([name, { shape }]) => ({
    name,
    shape,
    axes: shape.map(() => null),
  }));
  return { leaves };
}

import { IsthmusError, isIsthmusError, messageOf } from '../base/errors.js';
import type { Blueprint } from '../contract/architecture.js';
import type { Objective } from '../contract/objective.js';
import type { Optimizer } from '../contract/optimizer.js';
import type { ResolvedRef } from '../contract/plugin.js';
import { conform, parameterCount, type ParamSpec } from '../parameters/spec.js';

/**
 * Runs a plugin's own code, and tells what it throws with the plugin's name.
 *
 * @param who the plugin as a person calls it, such as `optimizer "core/adam"`
 * @param phase which of its functions
 * @throws `run/plugin-failed`, or the code of an error that was thrown on purpose
 */
export function blaming<T>(who: string, phase: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw blamed(who, phase, cause);
  }
}

/** What a plugin threw, or rejected with, as an error that names it. */
export function blamed(who: string, phase: string, cause: unknown): IsthmusError {
  const code = isIsthmusError(cause) ? cause.code : 'run/plugin-failed';
  const message = `The ${who} failed in ${phase}: ${messageOf(cause)}`;
  return new IsthmusError(code, message, { plugin: who, phase }, { cause });
}

/** The optimizer, with its name in what it throws, and its updates checked against the network. */
export function watchedOptimizer(
  optimizer: Optimizer<unknown>,
  ref: ResolvedRef,
  spec: ParamSpec,
): Optimizer<unknown> {
  const who = `optimizer "${ref.use}"`;
  const scaled = optimizer.scaled?.bind(optimizer);
  return {
    ...(scaled === undefined
      ? {}
      : {
          scaled: (factor) =>
            watchedOptimizer(
              blaming(who, 'scaled', () => scaled(factor)),
              ref,
              spec,
            ),
        }),
    // What is fused never runs the plugin's own update, so there is nothing to watch.
    ...(optimizer.fused === undefined ? {} : { fused: optimizer.fused }),
    init: (params) => blaming(who, 'init', () => optimizer.init(params)),
    update: (gradients, state, params) =>
      blaming(who, 'update', () => {
        const [updates, next] = optimizer.update(gradients, state, params);
        return [conform(spec, updates, 'its updates'), next] as const;
      }),
  };
}

/** A blueprint, with the name of its architecture in what its code throws. */
export function watchedBlueprint(blueprint: Blueprint, { use }: ResolvedRef): Blueprint {
  if ('graph' in blueprint) return blueprint;
  const who = `architecture "${use}"`;
  return {
    ...blueprint,
    init: (rng) => blaming(who, 'init', () => blueprint.init(rng)),
    apply: (params, x) => blaming(who, 'apply', () => blueprint.apply(params, x)),
  };
}

/** An objective, with its name in what its code throws, and its answers checked against its spec. */
export function watchedObjective(objective: Objective, { use }: ResolvedRef): Objective {
  const who = `objective "${use}"`;
  const { spec, unit } = objective;
  const count = parameterCount(spec);
  return {
    spec,
    unit,
    init: (rng) =>
      blaming(who, 'init', () => conform(spec, objective.init(rng), 'its first parameters')),
    value: (w) => blaming(who, 'value', () => objective.value(w)),
    gradient: (w) =>
      blaming(who, 'gradient', () => {
        const slope = objective.gradient(w);
        if (slope.length === count) return slope;
        throw new Error(`a gradient of ${slope.length} numbers for ${count} parameters.`);
      }),
  };
}

import { blaming } from '@isthmus/contract/internal';
import type { Blueprint, Objective, Optimizer, ResolvedRef } from '@isthmus/contract';
import { conform, parameterCount, type ParamSpec } from '@isthmus/contract/parameters';

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
    apply: (params, x, tf) => blaming(who, 'apply', () => blueprint.apply(params, x, tf)),
  };
}

/** An objective, with its name in what its code throws, and its answers checked against its spec. */
export function watchedObjective(objective: Objective, { use }: ResolvedRef): Objective {
  const who = `objective "${use}"`;
  const { bounds, form, spec, unit } = objective;
  const count = parameterCount(spec);
  return {
    spec,
    unit,
    ...(form !== undefined && { form }),
    init: (rng) =>
      blaming(who, 'init', () => conform(spec, objective.init(rng), 'its first parameters')),
    value: (w) => blaming(who, 'value', () => objective.value(w)),
    gradient: (w) =>
      blaming(who, 'gradient', () => {
        const slope = objective.gradient(w);
        if (slope.length === count) return slope;
        throw new Error(`a gradient of ${slope.length} numbers for ${count} parameters.`);
      }),
    ...(bounds && {
      bounds: (...args) => blaming(who, 'bounds', () => bounds.apply(objective, args)),
    }),
  };
}

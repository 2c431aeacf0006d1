import { z } from 'zod';
import type { FusedRule, Optimizer, Schema } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import { optimizers } from '@isthmus/engine/operations';

export const noOptions = z.strictObject({});

/** A plugin around any optimizer, for trying what the checks find. */
export function plugin(create: () => Optimizer<unknown>, options: Schema<unknown> = noOptions) {
  return define({
    kind: 'optimizer',
    name: 'test/faulty',
    summary: 'One fault on purpose.',
    sources: [],
    options,
    create,
  });
}

export const scaled = (params: Params, factor: number) =>
  mapLeaves(params, (leaf) => leaf.data.map((value) => factor * value));

export const descent: Optimizer<unknown> = {
  init: () => ({}),
  update: (gradients, state) => [scaled(gradients, -0.1), state],
};

export const withRate = (rate: number): Optimizer<unknown> => ({
  init: () => ({}),
  update: (gradients, state) => [scaled(gradients, -rate), state],
});

export const builtIn = (name: string): Optimizer<unknown> => {
  const definition = optimizers.find((each) => each.name === name)!;
  const checked = definition.options['~standard'].validate({ learningRate: 0.01 });
  return definition.create((checked as { readonly value: unknown }).value);
};

/** The built-in descent with its kernel, whose updates alone are made of other gradients. */
export const besideSgd = (of: (gradients: Params) => Params): Optimizer<unknown> => {
  const { init, update, fused: kernel } = builtIn('core/sgd');
  return { init, update: (g, state, params) => update(of(g), state, params), ...(kernel && { fused: kernel }) }; // prettier-ignore
};

/** Descent whose state is what `init` and `next` make. */
export function withState(
  init: unknown,
  next: (state: unknown) => unknown,
): () => Optimizer<unknown> {
  return () => ({
    init: () => init,
    update: (gradients, state) => [scaled(gradients, -0.1), next(state)],
  });
}

/** Descent by 0.1 that says so of its kernel. */
export const fused = (rule: unknown) => plugin(() => ({ ...descent, fused: rule as FusedRule }));

/** Descent in which the updates are made by `update`. */
export function withUpdate(update: Optimizer<unknown>['update']): () => Optimizer<unknown> {
  return () => ({ init: () => ({}), update });
}

/** Descent whose step grows with every call, kept outside the state. */
export function countingCalls(): Optimizer<unknown> {
  let calls = 0;
  return {
    init: () => ({}),
    update: (gradients, state) => [scaled(gradients, -0.01 * ++calls), state],
  };
}

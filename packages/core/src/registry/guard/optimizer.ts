import type { Optimizer } from '@isthmus/contract';
import { isFiniteParams, type Params } from '@isthmus/contract/parameters';
import { soundFused } from './fused-rule.js';
import type { Guard } from './guard.js';
import { copyOf, lend } from './lent.js';
import { optional, present } from './members.js';
import { plainState } from './plain.js';

/**
 * An optimizer from outside. It borrows copies, so that the parameters of the training stay what they
 * are, also when it keeps what it was given.
 */
export function guardedOptimizer(plugin: Optimizer<unknown>, guard: Guard): Optimizer<unknown> {
  const { fused, scaled } = plugin;
  return present<Optimizer<unknown>>({
    fused: optional(fused, (rule) => guard.run('fused', () => soundFused(rule))),
    scaled:
      scaled &&
      ((factor) =>
        guardedOptimizer(
          guard.run('scaled', () => scaled.call(plugin, factor)),
          guard,
        )),
    init(params) {
      const lent = lend(guard, 'init', params);
      const state = guard.run('init', () => plainState(plugin.init(lent.copies[0]!)));
      lent.check();
      return state;
    },
    update(gradients, state, params) {
      const lent = lend(guard, 'update', gradients, params);
      const [own, at] = lent.copies as [Params, Params];
      const answer = guard.run('update', () => {
        const [updates, next] = plugin.update(own, state, at);
        const copy = copyOf(updates);
        if (!isFiniteParams(copy) && isFiniteParams(gradients) && isFiniteParams(params))
          throw new Error(
            'its updates are no finite numbers, and the gradients and parameters are.',
          );
        if (guard.isDue('update')) plainState(next);
        return [copy, next] as const;
      });
      if (guard.isDue('update')) lent.check();
      return answer;
    },
  });
}

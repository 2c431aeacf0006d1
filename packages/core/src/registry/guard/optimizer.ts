import type { FusedRule, Optimizer } from '@isthmus/contract';
import { isFiniteParams, type Params } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { copyOf, lend } from './lent.js';
import { present } from './members.js';
import { plainCopy, plainState } from './plain.js';

/**
 * An optimizer from outside. It borrows copies, so that the parameters of the training stay what they
 * are, also when it keeps what it was given.
 */
export function guardedOptimizer(plugin: Optimizer<unknown>, guard: Guard): Optimizer<unknown> {
  const { fused, scaled } = plugin;
  return present<Optimizer<unknown>>({
    fused: fused && guard.run('fused', () => soundFused(fused)),
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

/** @throws `TypeError` for what is no rule with its settings, which a kernel would read as NaN */
function soundFused(given: FusedRule): FusedRule {
  const { rule, settings } = plainCopy(given, 'fused') as Partial<FusedRule>;
  if (typeof rule === 'string' && Object.values(settings ?? { none: NaN }).every(Number.isFinite))
    return { rule, settings: settings! };
  throw new TypeError(
    'fused is { rule, settings }, the settings numbers by their names, such as { learningRate: 0.1 }.',
  );
}

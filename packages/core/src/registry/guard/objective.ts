import type { LossForm, Objective } from '@isthmus/contract';
import { conform, type ParamSpec } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { copyOf } from './lent.js';
import { present } from './members.js';
import { plainCopy } from './plain.js';

/** An objective from outside; it borrows copies of points. */
export function guardedObjective(plugin: Objective, guard: Guard): Objective {
  const spec = plainCopy(plugin.spec, 'spec') as ParamSpec;
  const { bounds } = plugin;
  const unit = String(plugin.unit);
  const form = plugin.form && (plainCopy(plugin.form, 'form') as LossForm);
  const lent = <T>(phase: string, w: Float64Array, ask: (own: Float64Array) => T): T => {
    const own = w.slice();
    const answer = guard.run(phase, () => ask(own));
    if (guard.isDue(phase) && own.some((entry, i) => !Object.is(entry, w[i])))
      guard.fail(phase, 'it changed the point that it borrowed. Make a new array instead.');
    return answer;
  };
  return present<Objective>({
    spec,
    unit,
    form,
    init: (rng) => guard.run('init', () => conform(spec, copyOf(plugin.init(rng)), 'its result')),
    value: (w) =>
      lent('value', w, (own) => {
        const value: unknown = plugin.value(own);
        if (typeof value === 'number') return value;
        throw new TypeError(`a value is a number; got ${typeof value}.`);
      }),
    bounds:
      bounds &&
      ((a, b, from, to) =>
        guard.run('bounds', () => {
          const { least, most } = bounds.call(plugin, a.slice(), b.slice(), from, to);
          return { least: Number(least), most: Number(most) };
        })),
    gradient: (w) => lent('gradient', w, (own) => wide(plugin.gradient(own), own.length)),
  });
}

/** A copy, so that one that is kept and changed later changes nothing. */
function wide(gradient: unknown, count: number): Float64Array {
  if (!(gradient instanceof Float64Array))
    throw new TypeError('a gradient is a Float64Array; got something else.');
  if (gradient.length === count) return gradient.slice();
  throw new TypeError(`a gradient of ${gradient.length} numbers for ${count} parameters.`);
}

import type { Layer, LayerLeaf, ReferenceRule } from '../../contract/layer.js';
import type { Guard } from './guard.js';
import { copyOf } from './lent.js';
import { present } from './members.js';
import { plainCopy } from './plain.js';

/** A layer from outside, with every interpreter that it supports. */
export function guardedLayer(plugin: Layer, guard: Guard): Layer {
  const { reference, fast, symmetry } = plugin.interpreters;
  const own = plugin.interpreters;
  return present<Layer>({
    outputShape: (inputs) =>
      guard.run('outputShape', () => plainCopy(plugin.outputShape(inputs), 'shape') as number[]),
    parameters: (inputs) =>
      guard.run(
        'parameters',
        () => plainCopy(plugin.parameters(inputs), 'parameters') as LayerLeaf[],
      ),
    init: (inputs, rng) => guard.run('init', () => copyOf(plugin.init(inputs, rng))),
    interpreters: present<Layer['interpreters']>({
      tfjs: (params, inputs, mode) => guard.run('tfjs', () => own.tfjs(params, inputs, mode)),
      reference:
        reference &&
        ((inputs) =>
          guardedRule(
            guard.run('reference', () => reference.call(own, inputs)),
            guard,
          )),
      fast: fast && ((inputs) => guard.run('fast', () => fast.call(own, inputs))),
      symmetry,
    }),
  });
}

/** Its functions are asked for every block, some for every entry. */
function guardedRule(rule: ReferenceRule, guard: Guard): ReferenceRule {
  const parts = Object.entries(rule as unknown as Record<string, unknown>).map(([name, part]) => [
    name,
    typeof part === 'function'
      ? (...args: readonly unknown[]) =>
          guard.runHot(`reference.${name}`, () => Reflect.apply(part, rule, args) as unknown)
      : part,
  ]);
  return Object.fromEntries(parts) as ReferenceRule;
}

import type { BoundsRule, GeneralRule, Layer, LayerLeaf, ReferenceRule } from '@isthmus/contract';
import { readFastRule } from './fast-rule.js';
import type { Guard } from './guard.js';
import { conform, type ParamSpec } from '@isthmus/contract/parameters';
import { copyOf } from './lent.js';
import { optional, present } from './members.js';
import { plainCopy } from './plain.js';

/** A layer from outside, with every interpreter that it supports. */
export function guardedLayer(plugin: Layer, guard: Guard): Layer {
  const { bounds, reference, fast, symmetry } = plugin.interpreters;
  const own = plugin.interpreters;
  return present<Layer>({
    outputShape: (inputs) => guard.run('outputShape', () => soundShape(plugin.outputShape(inputs))),
    parameters: (inputs) => guard.run('parameters', () => soundLeaves(plugin.parameters(inputs))),
    init: (inputs, rng) =>
      guard.run('init', () => {
        const spec = specOf(soundLeaves(plugin.parameters(inputs)));
        return conform(spec, copyOf(plugin.init(inputs, rng)), 'its result');
      }),
    interpreters: present<Layer['interpreters']>({
      tfjs: (params, inputs, mode, tf) =>
        guard.run('tfjs', () => own.tfjs(params, inputs, mode, tf)),
      reference:
        reference &&
        ((inputs) =>
          guardedRule(
            guard.run('reference', () => reference.call(own, inputs)),
            guard,
          )),
      fast: optional(fast, () => (inputs) => guard.run('fast', () => readFastRule(plugin, inputs))),
      symmetry,
      bounds:
        bounds &&
        ((inputs) =>
          guardedBounds(
            guard.run('bounds', () => bounds.call(own, inputs)),
            guard,
          )),
    }),
  });
}

function soundShape(shape: unknown): readonly number[] {
  const copy = plainCopy(shape, 'shape');
  if (Array.isArray(copy) && copy.every((size) => typeof size === 'number'))
    return copy as number[];
  throw new TypeError('a shape is a list of numbers.');
}

function soundLeaves(leaves: unknown): readonly LayerLeaf[] {
  const copy = plainCopy(leaves, 'parameters');
  const isLeaf = (leaf: Partial<LayerLeaf> | null) =>
    typeof leaf?.name === 'string' && Array.isArray(leaf.shape);
  if (Array.isArray(copy) && copy.every(isLeaf)) return copy as LayerLeaf[];
  throw new TypeError('parameters are a list of { name, shape }.');
}

function specOf(leaves: readonly LayerLeaf[]): ParamSpec {
  return { leaves: leaves.map((leaf) => ({ ...leaf, axes: leaf.shape.map(() => null) })) };
}

/** Its functions are asked for every block, some for every entry. */
function guardedRule(rule: ReferenceRule, guard: Guard): ReferenceRule {
  const { training, ...others } = guardedParts(rule, 'reference', guard) as Partial<GeneralRule>;
  const map = training && guardedParts(training, 'reference.training', guard);
  return { ...others, ...(map && { training: map }) } as ReferenceRule;
}

/** Asked for every entry too. */
function guardedBounds(rule: BoundsRule, guard: Guard): BoundsRule {
  if (rule.kind !== 'smooth') return { ...rule };
  const part = (name: string, of: object) => guardedParts(of, name, guard);
  const { range, curvature, ...others } = rule;
  return {
    ...part('bounds', others),
    range: part('bounds.range', range),
    curvature: part('bounds.curvature', curvature),
  } as BoundsRule;
}

function guardedParts(of: object, path: string, guard: Guard): object {
  const parts = Object.entries(of as Record<string, unknown>).map(([name, part]) => [
    name,
    typeof part === 'function'
      ? (...args: readonly unknown[]) =>
          guard.runHot(`${path}.${name}`, () => Reflect.apply(part, of, args) as unknown)
      : part,
  ]);
  return Object.fromEntries(parts) as object;
}

import { IsthmusError } from '@isthmus/contract/base';
import type { GeneralRule, LinearRule, NoiseRule } from '@isthmus/contract';
import type {
  BilinearComputation,
  ElementwiseComputation,
  MatrixProducts,
  ReferenceComputation,
  SelectionComputation,
} from './rules.js';
import { sizeOf } from '@isthmus/contract/parameters';
import { INPUT } from '../network/graph-check.js';
import type { BoundNode, GraphNetwork } from '../network/network.js';

/**
 * A network as the reference runs it: names replaced by numbers. Slot 0 holds the network's input,
 * slot i + 1 what step i makes.
 */
export interface ReferencePlan {
  readonly steps: readonly ReferenceStep[];
  readonly leaves: readonly { readonly name: string; readonly size: number }[];
  /** Entries of one sample, by slot. */
  readonly sizes: readonly number[];
  /** Whether what a slot holds depends on any parameter, by slot. */
  readonly active: readonly boolean[];
  /** Entries of one sample in all slots together. */
  readonly entries: number;
  /** The slot of the prediction. */
  readonly output: number;
  /** What the passes multiply with, and what else it has for them. */
  readonly products: MatrixProducts;
  /** Whether some step looks at the whole batch in training, so that it cannot be cut into blocks. */
  readonly wholeBatches: boolean;
}

interface StepBase {
  readonly id: string;
  readonly inputs: readonly number[];
  readonly slot: number;
}

/** One node's rule, with the leaves that it reads by their place in the plan. */
export type ReferenceStep = StepBase &
  (
    | {
        readonly kind: 'bilinear';
        readonly rule: BilinearComputation;
        readonly kernel: number;
        readonly bias: number | null;
      }
    | { readonly kind: 'elementwise'; readonly rule: ElementwiseComputation }
    | { readonly kind: 'linear'; readonly rule: LinearRule }
    | { readonly kind: 'selection'; readonly rule: SelectionComputation }
    | { readonly kind: 'noise'; readonly rule: NoiseRule }
    | { readonly kind: 'general'; readonly rule: GeneralRule; readonly own: readonly number[] }
  );

/** A step of one kind. */
export type StepOf<K extends ReferenceStep['kind']> = Extract<ReferenceStep, { readonly kind: K }>;

/**
 * Reads the rules of a network's layers.
 *
 * @param products what bilinear rules multiply matrices with
 * @throws `network/no-reference` naming the node whose layer has no float64 arithmetic, and
 * `network/bad-rule` naming one whose rule does not fit its node
 */
export function planReference(network: GraphNetwork, products: MatrixProducts): ReferencePlan {
  const leaves = network.spec.leaves.map(({ name, shape }) => ({ name, size: sizeOf(shape) }));
  const leafIndex = new Map(leaves.map(({ name }, index) => [name, index]));
  const slots = new Map([[INPUT, 0]]);
  const active = [false];
  const steps = network.nodes.map((node, index) => {
    const inputs = node.inputs.map((id) => slots.get(id)!);
    slots.set(node.id, index + 1);
    active.push(Object.keys(node.leaves).length > 0 || inputs.some((slot) => active[slot]));
    const step = bindRule({ id: node.id, inputs, slot: index + 1 }, node, leafIndex);
    return step.kind === 'bilinear' ? { ...step, rule: multiplying(step.rule, products) } : step;
  });
  const sizes = [sizeOf(network.input), ...network.nodes.map((node) => sizeOf(node.outputShape))];
  const entries = sizes.reduce((sum, size) => sum + size, 0);
  const output = slots.get(network.outputNode)!;
  const wholeBatches = steps.some(
    (step) => step.kind === 'general' && step.rule.training !== undefined,
  );
  return { steps, leaves, sizes, entries, active, output, products, wholeBatches };
}

function bindRule(
  base: StepBase,
  node: BoundNode,
  leafIndex: ReadonlyMap<string, number>,
): ReferenceStep {
  const rule = ruleOf(node);
  if (rule.kind !== 'linear' && node.inputs.length !== 1)
    throw badRule(node, `a ${rule.kind} rule takes one input, the node has ${node.inputs.length}`);
  const leaf = (name: string) => leafOfRule(node, name, leafIndex);
  switch (rule.kind) {
    case 'bilinear': {
      const bias = rule.bias === null ? null : leaf(rule.bias);
      return { ...base, kind: 'bilinear', rule, kernel: leaf(rule.kernel), bias };
    }
    case 'elementwise':
    case 'noise':
      if (sizeOf(node.inputShapes[0]!) !== sizeOf(node.outputShape))
        throw badRule(node, `a ${rule.kind} rule keeps the shape of its input`);
      return rule.kind === 'noise'
        ? { ...base, kind: 'noise', rule }
        : { ...base, kind: 'elementwise', rule };
    case 'linear':
      return { ...base, kind: 'linear', rule };
    case 'selection':
      return { ...base, kind: 'selection', rule };
    case 'general':
      return { ...base, kind: 'general', rule, own: rule.parameters.map(leaf) };
  }
}

/** The rule with its products, so that no pass has to hand them on. */
function multiplying(rule: BilinearComputation, products: MatrixProducts): BilinearComputation {
  return {
    kind: 'bilinear',
    kernel: rule.kernel,
    bias: rule.bias,
    apply: (kernel, x, rows, _, reuse) => rule.apply(kernel, x, rows, products, reuse),
    transposeInput: (kernel, dy, rows) => rule.transposeInput(kernel, dy, rows, products),
    transposeKernel: (x, dy, rows) => rule.transposeKernel(x, dy, rows, products),
  };
}

function ruleOf(node: BoundNode): ReferenceComputation {
  const { interpreters } = node.layer;
  if (interpreters.reference === undefined)
    throw new IsthmusError(
      'network/no-reference',
      `Node "${node.id}" (${node.use}) has no float64 reference; give the layer a \`reference\` rule, or use another layer.`,
      { node: node.id, layer: node.use },
    );
  return interpreters.reference(node.inputShapes);
}

function leafOfRule(node: BoundNode, name: string, leafIndex: ReadonlyMap<string, number>): number {
  const index = leafIndex.get(node.leaves[name] ?? '');
  if (index === undefined)
    throw badRule(
      node,
      `its rule reads the parameter "${name}"; it has ${Object.keys(node.leaves).join(', ') || 'none'}`,
    );
  return index;
}

function badRule(node: BoundNode, what: string): IsthmusError {
  return new IsthmusError(
    'network/bad-rule',
    `Node "${node.id}" (${node.use}): ${what}; correct the layer's reference rule.`,
    { node: node.id, layer: node.use },
  );
}

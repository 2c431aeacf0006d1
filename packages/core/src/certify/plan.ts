import type {
  BoundsRule,
  Layer,
  LayerNode,
  LinearRule,
  NetworkView,
  ReferenceRule,
} from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import type { BilinearComputation, MatrixProducts } from '@isthmus/engine/internal';
import { MOST_TERMS } from './rounding.js';

/** A network as bounds are propagated through it. */
export interface BoundPlan {
  readonly steps: readonly BoundStep[];
  /** Slots of values: 0 is the input, step i fills i + 1. */
  readonly output: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** Numbers that a row's forms consist of, without those of what is the same for every t. */
  readonly rowNumbers: number;
  /** Products that a row takes, without those that are computed at vertices alone. */
  readonly rowProducts: number;
  /** Whether forms of what depends on no parameter are read on a part, or its values at both ends suffice. */
  readonly readsStill: boolean;
  /** What its layers multiply matrices with; undefined: plain loops. */
  readonly products: MatrixProducts | undefined;
}

/** One node. */
export interface BoundStep {
  readonly id: string;
  readonly inputs: readonly number[];
  /** Entries of one sample. */
  readonly size: number;
  readonly inputSizes: readonly number[];
  /** Whether its value is the same for every t. */
  readonly still: boolean;
  /** Whether all its inputs are. */
  readonly first: boolean;
  readonly operation: BoundOperation;
}

/** What is computed at a node. */
export type BoundOperation =
  | BilinearOperation
  | { readonly kind: 'weights'; readonly terms: number; readonly rule: LinearRule }
  | Extract<BoundsRule, { readonly kind: 'hinge' | 'smooth' | 'largest' | 'identity' }>
  | StandardizingOperation;

/** A product of a kernel, by the full names of its arrays. */
export interface BilinearOperation {
  readonly kind: 'bilinear';
  readonly terms: number;
  readonly rule: BilinearComputation;
  readonly kernel: string;
  readonly bias: string | null;
}

/** What brings channels to a common size, by the full names of its arrays. */
export interface StandardizingOperation {
  readonly kind: 'standardizing';
  readonly scale: string;
  readonly shift: string;
  readonly mean: string;
  readonly variance: string;
  readonly eps: number;
}

/**
 * Plans how bounds go through a network.
 *
 * @returns why they cannot, as a text: which layer brings no bounds
 */
export function planBounds({ structure }: NetworkView): BoundPlan | string {
  if (structure === undefined) return 'an architecture given as code: no bounds';
  const { graph, input } = structure;
  const needed = ancestorsOf(graph.nodes, graph.output);
  const slots = new Map([['input', 0]]);
  const shapes: (readonly number[])[] = [input];
  const stills = [true];
  const steps: BoundStep[] = [];
  for (const node of graph.nodes.filter(({ id }) => needed.has(id))) {
    const layer = structure.layerOf(node.id);
    const inputs = node.inputs.map((id) => slots.get(id)!);
    const inputShapes = inputs.map((slot) => shapes[slot]!);
    const operation = operationOf(node, layer, inputShapes);
    if (typeof operation === 'string') return operation;
    const shape = layer.outputShape(inputShapes);
    const first = inputs.every((slot) => stills[slot]!);
    const still = first && layer.parameters(inputShapes).length === 0;
    const inputSizes = inputShapes.map(sizeOf);
    steps.push({ id: node.id, inputs, size: sizeOf(shape), inputSizes, still, first, operation });
    slots.set(node.id, steps.length);
    shapes.push(shape);
    stills.push(still);
  }
  const sizes = shapes.map(sizeOf);
  const output = slots.get(graph.output)!;
  return {
    steps,
    output,
    inputSize: sizes[0]!,
    outputSize: sizes[output]!,
    rowNumbers: 3 * steps.reduce((sum, { still, size }) => sum + (still ? 0 : size), 0),
    rowProducts: steps.reduce((sum, step) => sum + productsOf(step), 0),
    readsStill:
      stills[output]! ||
      steps.some(
        (step) => !step.still && !isFirst(step) && step.inputs.some((slot) => stills[slot]),
      ),
    products: undefined,
  };
}

/** Whether a step is a layer that multiplies what depends on no parameter: it is linear in t. */
export function isFirst({ first, operation }: BoundStep): boolean {
  return first && operation.kind === 'bilinear';
}

function productsOf(step: BoundStep): number {
  const { operation, size, still } = step;
  if (still || isFirst(step)) return 0;
  return size * ('terms' in operation ? 5 * operation.terms : 20);
}

/** The nodes that the output depends on. */
function ancestorsOf(nodes: readonly LayerNode[], output: string): ReadonlySet<string> {
  const needed = new Set([output]);
  for (const { id, inputs } of nodes.toReversed())
    if (needed.has(id)) for (const input of inputs) needed.add(input);
  return needed;
}

function operationOf(
  { id, use }: LayerNode,
  layer: Layer,
  inputShapes: readonly (readonly number[])[],
): BoundOperation | string {
  const { bounds, reference } = layer.interpreters;
  const rule = bounds?.call(layer.interpreters, inputShapes);
  if (rule === undefined) return `layer ${use}: no bounds`;
  const computed = reference?.call(layer.interpreters, inputShapes);
  const own = (name: string) => `${id}.${name}`;
  switch (rule.kind) {
    case 'bilinear':
      return computed?.kind === 'bilinear' && rule.terms <= MOST_TERMS
        ? {
            ...rule,
            rule: computed,
            kernel: own(computed.kernel),
            bias: computed.bias === null ? null : own(computed.bias),
          }
        : unlike(use, 'bilinear', computed);
    case 'weights':
      return computed?.kind === 'linear' && rule.terms <= MOST_TERMS
        ? { ...rule, rule: computed }
        : unlike(use, 'linear', computed);
    case 'standardizing': {
      const { scale, shift, mean, variance } = rule;
      return {
        ...rule,
        scale: own(scale),
        shift: own(shift),
        mean: own(mean),
        variance: own(variance),
      };
    }
    case 'hinge':
    case 'smooth':
    case 'largest':
    case 'identity':
      return rule;
  }
}

function unlike(use: string, kind: string, rule: ReferenceRule | undefined): string {
  return rule?.kind === kind
    ? `layer ${use}: no bounds for sums of more than ${MOST_TERMS} products`
    : `layer ${use}: no ${kind} reference rule for its bounds`;
}

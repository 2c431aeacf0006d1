import type { ArcFactor, NetworkView, SymmetryRule } from '@isthmus/contract';
import { channelsOf, nodesInOrder, type GraphNode } from './graph-nodes.js';

/**
 * Why a curve of groups is no symmetry of a network: for any parameters and data, as real numbers, what makes units
 * must be multiplied by the group, pass through what commutes with it, and be read by what undoes it.
 *
 * @returns null where all of that holds, so that the prediction is the same all along the curve
 */
export function arcRefusal(
  { structure }: NetworkView,
  factors: readonly ArcFactor[],
): string | null {
  if (structure === undefined) return 'the architecture is given as code';
  try {
    const actions = actionsOf(factors);
    const { nodes, output } = nodesInOrder(structure);
    const carried: (ArcFactor | null)[] = [null];
    for (const node of nodes)
      carried.push(
        carriedAfter(
          node,
          node.inputs.map((slot) => carried[slot]!),
          actions,
        ),
      );
    if (carried[output] !== null) return 'it changes the prediction';
    const [spare] = actions.keys();
    return spare === undefined ? null : `it acts on ${spare}, which makes or reads no units`;
  } catch (thrown) {
    if (thrown instanceof NoSymmetry) return thrown.message;
    throw thrown;
  }
}

class NoSymmetry extends Error {}

function demand(holds: boolean, why: () => string): void {
  if (!holds) throw new NoSymmetry(why());
}

type Side = 'makes' | 'reads';

/** What acts on an axis of a leaf, by `leaf, axis n`. */
type Actions = Map<string, { readonly factor: ArcFactor; readonly side: Side }>;

function actionsOf(factors: readonly ArcFactor[]): Actions {
  const actions: Actions = new Map();
  for (const factor of factors) {
    const units = unitsOf(factor);
    const isSquare = factor.kind === 'scaling' || factor.generator.every((row) => row.length === units); // prettier-ignore
    demand(units > 0 && isSquare, () => `a generator of ${units} rows is not square`);
    for (const side of ['makes', 'reads'] as const)
      for (const { leaf, axis } of factor[side]) {
        const name = nameOf(leaf, axis);
        demand(!actions.has(name), () => `it names ${name} twice`);
        actions.set(name, { factor, side });
      }
  }
  return actions;
}

function nameOf(leaf: string, axis: number): string {
  return `"${leaf}", axis ${axis}`;
}

function unitsOf(factor: ArcFactor): number {
  return factor.kind === 'scaling' ? factor.rates.length : factor.generator.length;
}

/** What acts on an axis, which is then accounted for. */
function takenFrom(actions: Actions, leaf: string, axis: number, side: Side): ArcFactor | null {
  const name = nameOf(leaf, axis);
  const found = actions.get(name);
  if (found === undefined) return null;
  demand(found.side === side, () => `it acts on ${name} from the wrong side`);
  actions.delete(name);
  return found.factor;
}

/** The factor by which the channels of a node are multiplied; null: they are what they were. */
function carriedAfter(
  node: GraphNode,
  inputs: readonly (ArcFactor | null)[],
  actions: Actions,
): ArcFactor | null {
  const one = inputs[0] ?? null;
  const stops = () => `it does not pass through node "${node.id}"`;
  const { symmetry } = node.layer.interpreters;
  switch (symmetry?.kind) {
    case 'mix':
      return afterMix(node, symmetry, one, actions);
    case 'normalize':
      demand(one === null, stops);
      return afterNormalize(node, symmetry, actions);
    case 'channelwise':
      demand(inputs.length === 1, stops);
      // A mixture passes through weighted means alone, positive factors through what `f(cx) = c f(x)` holds of.
      demand(one === null || symmetry.averages === true || (symmetry.scaling && one.kind === 'scaling'), stops); // prettier-ignore
      return one;
    case 'flatten':
      return fitting(node, one, channelsOf(node.inputShapes[0]!));
    case 'add':
      demand(
        inputs.every((each) => each === one),
        stops,
      );
      return one;
    case undefined:
      demand(
        inputs.every((each) => each === null),
        stops,
      );
      return null;
  }
}

function afterMix(
  node: GraphNode,
  { kernel, bias, inputAxis, outputAxis }: Extract<SymmetryRule, { readonly kind: 'mix' }>,
  read: ArcFactor | null,
  actions: Actions,
): ArcFactor | null {
  const { id, layer, inputShapes, shape } = node;
  const leaves = layer.parameters(inputShapes);
  const axes = leaves.find(({ name }) => name === kernel)!.shape;
  const place = (axis: number) => (axis < 0 ? axes.length + axis : axis);
  const undone = takenFrom(actions, `${id}.${kernel}`, place(inputAxis), 'reads');
  demand(undone === read, () => `node "${id}" does not undo what it does to the units that it reads`); // prettier-ignore
  const made = takenFrom(actions, `${id}.${kernel}`, place(outputAxis), 'makes');
  if (bias !== null)
    demand(takenFrom(actions, `${id}.${bias}`, 0, 'makes') === made, () => `it does not act alike on kernel and bias of node "${id}"`); // prettier-ignore
  return fitting(node, made, channelsOf(shape));
}

function afterNormalize(
  node: GraphNode,
  { scale, shift }: Extract<SymmetryRule, { readonly kind: 'normalize' }>,
  actions: Actions,
): ArcFactor | null {
  const factors = [scale, shift].flatMap((name) =>
    name === null ? [] : [takenFrom(actions, `${node.id}.${name}`, 0, 'makes')],
  );
  const made = factors[0] ?? null;
  // Scale and shift hold one number for each channel: a mixture of channels does not act on both alike.
  const isAlike = factors.length === 2 && factors[1] === made && made?.kind !== 'linear';
  demand(isAlike || factors.every((each) => each === null), () => `it does not act alike on scale and shift of node "${node.id}"`); // prettier-ignore
  return fitting(node, made, channelsOf(node.shape));
}

/** Units fastest: channels that are no whole runs of them do not fit. */
function fitting(node: GraphNode, factor: ArcFactor | null, channels: number): ArcFactor | null {
  demand(factor === null || channels % unitsOf(factor) === 0, () => `the channels of node "${node.id}" are no rows of its units`); // prettier-ignore
  return factor;
}

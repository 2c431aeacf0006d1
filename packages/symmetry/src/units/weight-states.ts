import type { NetworkView, Params } from '@isthmus/core/contract';
import { structureOf, type Structure } from './structure.js';
import { entriesOf } from './free-dimensions.js';
import { shapesOf, type UnitActivation, type UnitMaker } from './unit-activations.js';

/** What weights alone say of the units of one activation, whatever comes in. */
export interface WeightStates {
  readonly activation: UnitActivation;
  /** Every weight that makes the unit is 0 but the bias: it gives one number. */
  readonly readsNothing: readonly boolean[];
  /** z is never above 0, and there the activation gives 0. */
  readonly dead: readonly boolean[];
  /** z is never below 0, and there the activation is a line. */
  readonly active: readonly boolean[];
}

/**
 * Looks at what makes the units of activations. The sign of z is known where nothing comes in, and where
 * what comes in is never below 0 (what a ReLU gives, also pooled, added or lined up) and all weights and the
 * bias have one sign.
 *
 * @example
 * weightStates(network.view, unitActivations(network.view), a)[0].dead; // [false, false, false, false]
 */
export function weightStates(
  network: NetworkView,
  activations: readonly UnitActivation[],
  params: Params,
): readonly WeightStates[] {
  const structure = structureOf(network);
  const isNever = neverBelow(structure, activations);
  return activations.map((activation) => {
    const { maker, space, slopes } = activation;
    const ranges = Array.from({ length: space.size }, (_, unit) =>
      maker === null ? null : signsOf(params, maker, unit, space.size),
    );
    const source = structure.graph.nodes.find(({ id }) => id === maker?.node)?.inputs[0];
    // What a normalization takes in is centred before its scale, which has one axis.
    const isScale = maker !== null && params[maker.kernel]!.shape.length === 1;
    const positive = !isScale && source !== undefined && isNever(source);
    return {
      activation,
      readsNothing: ranges.map((signs) => signs !== null && !signs.above && !signs.below),
      dead: ranges.map(
        (signs) => signs !== null && slopes?.below === 0 && signs.bias <= 0 && !signs.above && (positive || !signs.below), // prettier-ignore
      ),
      active: ranges.map(
        (signs) => signs !== null && slopes !== null && signs.bias >= 0 && !signs.below && (positive || !signs.above), // prettier-ignore
      ),
    };
  });
}

interface Signs {
  /** Whether some weight that makes the unit is above, and below 0. */
  readonly above: boolean;
  readonly below: boolean;
  readonly bias: number;
}

function signsOf(
  params: Params,
  { kernel, outputAxis, bias }: UnitMaker,
  unit: number,
  size: number,
): Signs {
  let [above, below] = [false, false];
  for (const at of entriesOf(params, { leaf: kernel, axis: outputAxis }, size, unit)) {
    above ||= params[kernel]!.data[at]! > 0;
    below ||= params[kernel]!.data[at]! < 0;
  }
  return { above, below, bias: bias === null ? 0 : params[bias]!.data[unit]! };
}

/** Whether a node gives nothing below 0, for every input and all weights. */
function neverBelow(
  structure: Structure,
  activations: readonly UnitActivation[],
): (node: string) => boolean {
  const { graph, layerOf } = structure;
  const shapes = shapesOf(structure);
  const rectified = new Set(
    activations
      .filter(({ slopes }) => slopes?.below === 0 && slopes.above >= 0)
      .map(({ node }) => node),
  );
  const isNever = (id: string): boolean => {
    if (rectified.has(id)) return true;
    const node = graph.nodes.find((each) => each.id === id);
    if (node === undefined || !node.inputs.every(isNever)) return false;
    const inputs = node.inputs.map((input) => shapes.get(input)!);
    return keepsSign(layerOf(id), inputs);
  };
  return isNever;
}

/** Whether it gives entries of its inputs, means of them or sums of them. */
function keepsSign(
  { interpreters: { symmetry, reference } }: ReturnType<Structure['layerOf']>,
  inputs: readonly (readonly number[])[],
): boolean {
  if (symmetry?.kind === 'flatten' || symmetry?.kind === 'add') return true;
  if (symmetry?.kind !== 'channelwise') return false;
  return symmetry.averages === true || reference?.(inputs).kind === 'selection';
}

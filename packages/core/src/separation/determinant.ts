import type {
  Dataset,
  DeterminantSeparation,
  DeterminantSeparator,
  PredictionLoss,
} from '@isthmus/contract';
import type { GraphNetwork } from '@isthmus/engine';
import { leafOf, type Params } from '@isthmus/contract/parameters';
import { determinantSign } from './determinant-sign.js';
import { leastLossOfRank } from './lower-rank.js';
import { rankEvidence } from './rank-evidence.js';

/** Whole numbers grow with the matrix; beyond this nothing is proved. */
const MOST_UNITS = 32;

/** What a separator is held against. */
export interface LinearSubject {
  readonly network: GraphNetwork;
  readonly loss: Pick<PredictionLoss, 'fast'>;
  /** The evaluation set. */
  readonly data: Dataset;
}

/**
 * Holds what a strategy claims to separate two networks against the networks themselves. With f linear
 * in the inputs, and a product of layers in a row that is a square block: on any path the determinant of
 * the block is continuous, so where its signs at the ends differ it is 0 at some point; there the whole
 * has a rank below the size of the block, and loses at least what the best function of such a rank loses.
 * Below that the two are not connected. Signs are exact, the bound has its rounding taken off.
 *
 * @returns null where nothing is proved: the network is not linear, the loss not the squared error, the
 * layers no block of it, the signs agree, or all of it is too large to be computed
 */
export function provenDeterminant(
  { network, loss, data }: LinearSubject,
  separator: DeterminantSeparator,
  a: Params,
  b: Params,
): DeterminantSeparation | null {
  const links = denseLinks(network);
  if (links === null || loss.fast !== 'squared-error') return null;
  const at = links.findIndex(({ kernel }) => kernel === separator.kernels[0]);
  const block = links.slice(at, at + separator.kernels.length);
  if (at < 0 || block.map(({ kernel }) => kernel).join() !== separator.kernels.join()) return null;
  const size = block[0]!.inputs;
  if (size !== block.at(-1)!.units || size > MOST_UNITS) return null;
  const [atA, atB] = [a, b].map((params) =>
    determinantSign(block.map(({ kernel }) => leafOf(params, kernel))),
  ) as [number, number];
  if (atA * atB >= 0) return null;
  const withConstant = links.some(({ bias }) => bias);
  const lowerBound = leastLossOfRank(data, size - 1, withConstant);
  if (lowerBound === null) return null;
  const rank = rankEvidence(data, size - 1, withConstant);
  return { separator, units: size, signs: [atA, atB], lowerBound, ...(rank && { rank }) };
}

interface Link {
  readonly kernel: string;
  readonly bias: boolean;
  readonly inputs: number;
  readonly units: number;
}

/** The dense layers of a chain in which nothing else changes a number; null for any other network. */
function denseLinks({ nodes, outputNode }: GraphNetwork): readonly Link[] | null {
  const links: Link[] = [];
  let last = 'input';
  for (const { id, inputs, inputShapes, layer, leaves } of nodes) {
    if (inputs.join() !== last) return null;
    const rule = layer.interpreters.fast?.(inputShapes);
    if (rule?.kind === 'dense')
      links.push({
        kernel: leaves[rule.kernel]!,
        bias: rule.bias !== null,
        inputs: inputShapes[0]![0]!,
        units: rule.units,
      });
    else if (rule?.kind !== 'dropout' && rule?.kind !== 'reshape') return null;
    last = id;
  }
  return last === outputNode && links.length > 0 ? links : null;
}

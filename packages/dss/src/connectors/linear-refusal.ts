import type { NetworkView } from '@isthmus/core/contract';
import { linearChainOf, type DenseLink } from './dense-chain.js';
import { squareBlocks } from './separator.js';

/** How `dss/linear-network` makes its path. */
export type Method = 'auto' | 'segments' | 'closed-form' | 'arcs' | 'curve';

/**
 * Why no pair of such networks is joined by a method of `dss/linear-network`, whatever their weights; null where some
 * are, and where determinants may prove that some are apart.
 *
 * @param network null for a loss without one
 * @example
 * linearRefusal(null, 'auto');
 * // 'it joins networks that are chains of dense layers without activations'
 */
export function linearRefusal(network: NetworkView | null, method: Method): string | null {
  const links = linearChainOf(network);
  if (links === null) return 'it joins networks that are chains of dense layers without activations'; // prettier-ignore
  const widths = [links[0]!.inputs, ...links.map(({ units }) => units)];
  const chosen = methodFor(method, links);
  const rank = Math.min(widths[0]!, widths.at(-1)!);
  const needed = needOf(chosen, rank);
  // A wider block may lose rank, and change its sign, while the product keeps its own.
  const mayBeApart = method === 'auto' && squareBlocks(widths).some(({ width }) => width <= rank);
  return needed.holds(widths) || mayBeApart
    ? null
    : `its method "${chosen}" needs ${needed.words}; these have widths ${widths.join('-')}`;
}

/**
 * The method that is meant: `auto` is `segments` where every hidden layer is wider than the smaller of inputs and
 * outputs, or the network is not of two layers; else `arcs`.
 */
export function methodFor(method: Method, links: readonly DenseLink[]): Exclude<Method, 'auto'> {
  if (method !== 'auto') return method;
  const rank = Math.min(links[0]!.inputs, links.at(-1)!.units);
  const isWide = links.slice(0, -1).every(({ units }) => units > rank);
  return isWide || links.length !== 2 ? 'segments' : 'arcs';
}

/** What a method asks of the widths, from the inputs to the outputs. */
interface Need {
  readonly words: string;
  holds(widths: readonly number[]): boolean;
}

/** @param rank the smaller of the numbers of inputs and outputs */
function needOf(method: Exclude<Method, 'auto'>, rank: number): Need {
  const two = (widths: readonly number[]) => widths.length === 3;
  const needs: Readonly<Record<typeof method, Need>> = {
    segments: {
      words: `hidden layers of more than ${rank} units, the smaller of the numbers of inputs and outputs`,
      holds: (widths) => widths.slice(1, -1).every((width) => width > rank),
    },
    'closed-form': {
      words: 'two layers and one output',
      holds: (widths) => two(widths) && widths[2] === 1,
    },
    arcs: {
      words: `two layers, the hidden one of at least ${rank} units, the smaller of the numbers of inputs and outputs`,
      holds: (widths) => two(widths) && widths[1]! >= rank,
    },
    curve: {
      words: `two layers, the hidden one of more than ${rank} units, the smaller of the numbers of inputs and outputs`,
      holds: (widths) => two(widths) && widths[1]! > rank,
    },
  };
  return needs[method];
}

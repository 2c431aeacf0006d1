import type { Dataset } from '@isthmus/core/contract';
import { differs } from './claims.js';
import type { BoundNode, GraphNetwork, Registry } from '@isthmus/core';
import {
  boundsAt,
  boundsOn,
  Malformed,
  type Point,
  readLoss,
  readNetwork,
  standing,
  type StoredPath,
  type Subject,
} from '@isthmus/core/internal';

/** Losses computed anew, each as a bracket: by the checker both ends are proved. */
export interface Judge {
  atPoint(point: Point): Bracket;
  /** On one element of a path, t over its own [0, 1]. */
  along(path: StoredPath, element: number, t: readonly number[]): readonly Bracket[];
  /** How it computes, as a sentence. */
  readonly by: string;
  /** What the network must be in a certificate; null where there is no network. */
  readonly network: unknown;
  /** What the formula must be in a certificate, where the run is of an objective; null where it tells none. */
  readonly form?: unknown;
}

/** Numbers between which a loss lies. */
export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

/** What is wrong with a recorded loss: it may differ by a millionth, and by what rounding leaves open. */
export function differsFrom(recorded: number, { lower, upper }: Bracket): string | null {
  const middle = (lower + upper) / 2;
  const isNarrow = upper - lower <= 1e-6 * Math.max(upper, 1e-12);
  return isNarrow && recorded >= lower && recorded <= upper ? null : differs(recorded, middle);
}

/** A network as a certificate writes it: options with their defaults. */
export function networkJson(network: GraphNetwork, registry: Registry): Record<string, unknown> {
  const { input, output, nodes, outputNode } = network;
  const node = ({ id, use, options, inputs }: BoundNode) => {
    const { ref } = registry.resolve('layer', { use, options }, `layer "${id}"`);
    return { id, use, options: ref.options, inputs };
  };
  return { input, output, nodes: nodes.map(node), outputNode };
}

/**
 * Losses by the checker, whose code is its own.
 *
 * @returns null for a network or loss that it has no bounds for
 */
export function checkerJudge(network: unknown, loss: unknown, data: Dataset): Judge | null {
  try {
    const subject: Subject = {
      network: readNetwork(network),
      loss: readLoss(loss),
      size: data.size,
      x: Float64Array.from(data.x),
      y: Float64Array.from(data.y),
    };
    subject.loss.checkTargets(subject.y, subject.y.length / subject.size);
    return judgeOf(subject, network);
  } catch (thrown) {
    if (thrown instanceof Malformed) return null;
    throw thrown;
  }
}

function judgeOf(subject: Subject, network: unknown): Judge {
  const brackets = ({ lower, upper }: { lower: Float64Array; upper: Float64Array }) =>
    Array.from(lower, (each, i) => ({ lower: each, upper: upper[i]! }));
  return {
    atPoint: (point) => brackets(boundsOn(subject, standing(point), [{ mid: 0, half: 0 }]))[0]!,
    along: (path, element, t) => brackets(boundsAt(subject, path, element, t)),
    by: 'Losses are computed anew in float64 by the checker of certificates, with its rounding error, in code of its own.',
    network,
  };
}

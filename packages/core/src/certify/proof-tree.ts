import type { ElementProof, ProofLeaf } from '@isthmus/contract';

/** Part of an element, halved where it was not enough. */
export interface ProofNode {
  readonly element: number;
  readonly k: number;
  readonly depth: number;
  /** Its own bound; what is carried down is the least of its own and those above it. */
  readonly most: number;
  readonly carried: number;
  readonly errors: number | null;
  halves: readonly [ProofNode, ProofNode] | null;
}

/** How much a stated bound exceeds the computed one, so that one who computes it otherwise agrees: of the level. */
const STATED_SLACK = 1e-6;

/**
 * How far below the level a bound must be for a proof. Two who compute it differ by rounding, and what the
 * one finds just below the level the other may find above it.
 */
const PROOF_SLACK = 1e-8;

/** The largest bound that proves a level. */
export function provingBound(level: number): number {
  return level - PROOF_SLACK * Math.abs(level);
}

/** What is stated of a bound that proves a level. */
export function statedBound(most: number, level: number): number {
  return Math.min(level, most + STATED_SLACK * Math.abs(level));
}

/** The largest bound of the parts of an element by which it is least; a part is not halved where its halves are no better. */
export function bestBound(node: ProofNode): number {
  return node.halves === null
    ? node.most
    : Math.min(node.most, Math.max(...node.halves.map(bestBound)));
}

/** Those parts, in order. */
export function bestParts(node: ProofNode): readonly ProofNode[] {
  if (node.halves === null) return [node];
  const halves = Math.max(...node.halves.map(bestBound));
  return node.most <= halves ? [node] : node.halves.flatMap(bestParts);
}

/** The leaves of an element as they are stated of a proof. */
export function provenElement(root: ProofNode, level: number): ElementProof {
  return leavesOf(root, (most) => statedBound(most, level));
}

/** The leaves of an element as they are, whatever they prove. */
export function boundedElement(root: ProofNode): ElementProof {
  return leavesOf(root, (most) => most);
}

function leavesOf(root: ProofNode, stated: (most: number) => number): ElementProof {
  const leaves = bestParts(root).map(({ k, depth, most }): ProofLeaf => [k, depth, stated(most)]);
  return { kind: 'leaves', leaves };
}

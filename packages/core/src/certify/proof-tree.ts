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

/** Why the loss is what it is at most along one element. */
export type Evidence =
  | { readonly kind: 'leaves'; readonly root: ProofNode }
  | ({ readonly kind: 'constant' | 'convex' } & VertexBound)
  /** The vertex bounds the curve, the leaves the segment that closes it. */
  | ({ readonly kind: 'arc'; readonly root: ProofNode } & VertexBound);

/** What the loss is at most at the vertices that an element rests on, and how many samples may be wrong along it. */
export interface VertexBound {
  readonly most: number;
  readonly errors: number | null;
}

/** The largest bound of an element. */
export function evidenceBound(evidence: Evidence): number {
  const leaves = 'root' in evidence ? bestBound(evidence.root) : -Infinity;
  return 'most' in evidence ? Math.max(leaves, evidence.most) : leaves;
}

/** Its leaves, in order; none where it needs none. */
export function evidenceLeaves(evidence: Evidence): readonly ProofNode[] {
  return 'root' in evidence ? bestParts(evidence.root) : [];
}

/** The most samples that may be wrong at one of its points; null where that is not known. */
export function evidenceErrors(evidence: Evidence): number | null {
  const counts = evidenceLeaves(evidence).map(({ errors }) => errors);
  if ('most' in evidence) counts.push(evidence.errors);
  const known = counts.filter((count) => count !== null);
  return known.length < counts.length ? null : Math.max(...known);
}

/** The evidence as it is stated of a proof. */
export function provenElement(evidence: Evidence, level: number): ElementProof {
  return elementOf(evidence, (most) => statedBound(most, level));
}

/** The evidence as it is, whatever it proves. */
export function boundedElement(evidence: Evidence): ElementProof {
  return elementOf(evidence, (most) => most);
}

function elementOf(evidence: Evidence, stated: (most: number) => number): ElementProof {
  const leaves = evidenceLeaves(evidence).map(({ k, depth, most }): ProofLeaf => [
    k,
    depth,
    stated(most),
  ]);
  switch (evidence.kind) {
    case 'leaves':
      return { kind: 'leaves', leaves };
    case 'arc':
      return { kind: 'arc', closing: leaves };
    case 'constant':
    case 'convex':
      return { kind: evidence.kind };
  }
}

import type { ConvexityProof, ConvexityRecord } from '@isthmus/core/contract';
import { loss } from '../words/numbers.js';

const PROOF_WORDS: Readonly<Record<ConvexityProof, string>> = {
  chord: 'a chord',
  swap: 'a swap of two units',
  curvature: 'negative curvature',
};

/** `nonconvex: proved by a swap of two units; smallest eigenvalue −0.52`: never more than is known. */
export function convexityInWords(record: ConvexityRecord): string {
  if (record.outcome === 'refused') return `not measured: ${record.refusal}`;
  const smallest = record.hessian.points.map(({ data }) => Number(data.smallest));
  const lowest = `smallest eigenvalue ${loss(Math.min(...smallest))}`;
  if (record.outcome === 'no-violation') return `no violation found (proves nothing); ${lowest}`;
  const proofs = record.proofs.map((proof) => PROOF_WORDS[proof]).join(', ');
  return `nonconvex: proved by ${proofs}; ${lowest}`;
}

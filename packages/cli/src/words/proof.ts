import type { CertificationRecord } from '@isthmus/core/contract';
import { counted, lossBeside } from './numbers.js';

/**
 * What a certifier has shown: `proved at most 0.0009993 for every t by 16 leaves`, `not proved: …`, or
 * `refuted at t = 0.374`.
 */
export function proofInWords({
  outcome,
  level,
  upper,
  leaves,
  rows,
  witness,
  reason,
}: CertificationRecord): string {
  const of = rows === null ? '' : ` on ${counted(rows, 'row')} of the evaluation set`;
  if (outcome === 'refuted' && witness !== null)
    return `refuted at t = ${witness.t.toPrecision(4)}${of}: above ${lossBeside(witness.loss, level)}`;
  if (outcome === 'certified' && upper !== null)
    return `proved at most ${lossBeside(upper, level)} for every t${of}, by ${leavesInWords(leaves)}`;
  const most = upper === null ? '' : `, at most ${lossBeside(upper, level)}`;
  return `not proved${of}${most}: ${reason ?? 'no reason given'}`;
}

function leavesInWords(leaves: number): string {
  if (leaves === 0) return 'conditions on its elements';
  return `${leaves} ${leaves === 1 ? 'leaf' : 'leaves'}`;
}

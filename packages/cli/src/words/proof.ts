import type { CertificationRecord, PathRecord } from '@isthmus/core/contract';
import { shownAtLeast, shownAtMost } from '@isthmus/charts/level';
import { count, counted, level as levelText, loss } from './numbers.js';

/**
 * What a certifier has shown: `proved at most 0.0009994 for every t, by 16 leaves`, `not proved: …`, or
 * `refuted at t = 0.374`. Bounds are rounded away from each other: what is proved is no more than it says.
 */
export function proofInWords(proof: CertificationRecord): string {
  const { outcome, level, upper, leaves, witness, reason } = proof;
  const on = rowsInWords(proof);
  if (outcome === 'refuted' && witness !== null)
    return `refuted${on}: at t = ${witness.t.toPrecision(4)} it is at least ${bound(shownAtLeast(witness.loss, level))}`;
  if (outcome === 'certified' && upper !== null)
    return `proved at most ${bound(shownAtMost(upper, level))} for every t${on}, by ${leavesInWords(leaves)}`;
  const most = upper === null ? '' : `, at most ${bound(shownAtMost(upper, level))}`;
  return `not proved to stay at or below ${levelText(level)}${on}${most}: ${reason ?? 'no reason given'}`;
}

/**
 * The same for a narrow cell: `≤ 0.0009994`, `≥ 0.4115 at t = 0.685`; of two that no path joins below a level
 * `Γ ≥ 0.5`. Null where nobody was asked.
 */
export function provedInWords({
  certification,
  gamma,
  separation,
  level,
}: Pick<PathRecord, 'certification' | 'gamma' | 'separation' | 'level'>): string | null {
  const least = gamma?.lower ?? separation?.lowerBound;
  if (least !== undefined) return `Γ ≥ ${bound(shownAtLeast(least, level))}`;
  if (certification === null) return null;
  const { outcome, upper, witness, rows, rowsOf } = certification;
  const of = typeof rowsOf === 'number' ? ` of ${count(rowsOf)}` : '';
  const on = rows === null ? '' : ` (${count(rows)}${of} rows)`;
  if (outcome === 'refuted' && witness !== null)
    return `≥ ${bound(shownAtLeast(witness.loss, certification.level))} at t = ${witness.t.toPrecision(3)}${on}`;
  const most = upper === null ? '' : `≤ ${bound(shownAtMost(upper, certification.level))}`;
  return outcome === 'certified' ? `${most}${on}` : `undecided ${most}`.trim() + on;
}

/** Of which rows alone, where not of all: ` on 200 of 2,000 rows`. */
function rowsInWords({ rows, rowsOf }: CertificationRecord): string {
  if (rows === null) return '';
  return typeof rowsOf === 'number'
    ? ` on ${count(rows)} of ${count(rowsOf)} rows alone`
    : ` on ${counted(rows, 'row')} alone`;
}

/** What was rounded already, with all its digits. */
function bound(value: number): string {
  return loss(value, 17);
}

function leavesInWords(leaves: number): string {
  if (leaves === 0) return 'conditions on its elements';
  return `${leaves} ${leaves === 1 ? 'leaf' : 'leaves'}`;
}

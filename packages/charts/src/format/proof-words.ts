import type { CertificationRecord } from '@isthmus/contract';
import { formatBeside, formatNumber, plural } from './format.js';

/** What a proof in words needs. */
export type ShownProof = Pick<
  CertificationRecord,
  'outcome' | 'level' | 'lower' | 'upper' | 'leaves' | 'witness' | 'reason' | 'rows'
>;

/**
 * What a certifier has shown of a path, in a sentence.
 *
 * @example
 * const found = { lower: 0.4, upper: 0.41, leaves: 9, witness: null, reason: null, rows: null };
 * proofSentence({ ...found, outcome: 'certified', level: 0.5 });
 * // 'Proved for every t: the largest loss lies between 0.4 and 0.41 (9 leaves).'
 */
export function proofSentence(proof: ShownProof): string {
  const { outcome, level, lower, upper, leaves, witness, reason, rows } = proof;
  const of = rows === null ? '' : ` of ${plural(rows, 'row')} of the evaluation set`;
  const shown = (loss: number) => formatBeside(loss, level);
  if (outcome === 'refuted')
    return `Refuted: at t = ${formatNumber(witness?.t ?? NaN)} the loss${of} is above ${shown(witness?.loss ?? NaN)}.`;
  const least = lower === null ? '' : `at least ${shown(lower)}`;
  const most = upper === null ? '' : `at most ${shown(upper)}`;
  const both =
    lower === null || upper === null ? least + most : `between ${shown(lower)} and ${shown(upper)}`;
  const bracket =
    both === '' ? 'nothing is known of the largest loss' : `the largest loss${of} lies ${both}`;
  if (outcome === 'certified')
    return `Proved for every t: ${bracket} (${leaves === 0 ? 'by conditions on its elements' : plural(leaves, 'leaf', 'leaves')}).`;
  return `Not decided: ${bracket}; ${reason ?? 'no reason given'}.`;
}

/** The same in a word or two, for a narrow cell. */
export function proofLine({ outcome, level, upper, witness }: ShownProof): string {
  if (outcome === 'certified') return `peak ≤ ${formatBeside(upper ?? level, level)}`;
  if (outcome === 'refuted') return `refuted at t = ${formatNumber(witness?.t ?? NaN, 3)}`;
  return 'proof undecided';
}

import type { CertificationRecord } from '@isthmus/contract';
import { formatCount, formatLevel, formatNumber, plural, toNumber } from './format.js';
import { shownAtLeast, shownAtMost } from './level.js';

/** What a proof in words needs; older records do not say of how many rows those are that it is about. */
export type ShownProof = Pick<
  CertificationRecord,
  'outcome' | 'level' | 'lower' | 'upper' | 'leaves' | 'witness' | 'reason' | 'rows' | 'rowsOf'
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
  const { outcome, level, leaves, reason } = proof;
  const rows = rowsWords(proof);
  const on = rows === '' ? '' : `, ${rows} of the evaluation set alone,`;
  if (outcome === 'refuted') return `Refuted${on}: ${witnessWords(proof)}.`;
  const bracket = bracketWords(proof);
  if (outcome === 'certified')
    return `Proved for every t${on.slice(0, -1)}: ${bracket} (${leaves === 0 ? 'by conditions on its elements' : plural(leaves, 'leaf', 'leaves')}).`;
  return `Not decided${on} whether the loss stays at or below ${formatLevel(level)}: ${bracket}; ${reason ?? 'no reason given'}.`;
}

/**
 * Which rows a claim is about, where it is not about all: `on 200 of 2 000 rows`; else nothing.
 *
 * @example
 * rowsWords({ rows: 3, rowsOf: 64 }); // 'on 3 of 64 rows'
 */
export function rowsWords({ rows, rowsOf }: Pick<ShownProof, 'rows' | 'rowsOf'>): string {
  if (rows === null) return '';
  return typeof rowsOf === 'number'
    ? `on ${formatCount(rows)} of ${formatCount(rowsOf)} rows`
    : `on ${plural(rows, 'row')}`;
}

function bracketWords({ lower, upper, level }: ShownProof): string {
  const least = lower === null ? null : atLeast(lower, level);
  const most = upper === null ? null : atMost(upper, level);
  if (least !== null && most !== null) return `the largest loss lies between ${least} and ${most}`;
  if (most !== null) return `the largest loss is at most ${most}`;
  return least === null
    ? 'nothing is known of the largest loss'
    : `the largest loss is at least ${least}`;
}

function witnessWords({ witness, level }: ShownProof): string {
  if (witness === null) return 'no place is given';
  const loss = atLeast(witness.loss, level);
  return `at t = ${formatNumber(witness.t)} the loss is at least ${loss}, above the level ${formatLevel(level, witness.loss)}`;
}

/** What was rounded already is written whole. */
const ALL_DIGITS = 17;

/** A proved upper bound, never rounded below itself. */
export function atMost(bound: number, level: number): string {
  return formatNumber(shownAtMost(toNumber(bound), level), ALL_DIGITS);
}

/** A proved lower bound, never rounded above itself. */
export function atLeast(bound: number, level: number): string {
  return formatNumber(shownAtLeast(toNumber(bound), level), ALL_DIGITS);
}

/** The same in a few words, for a narrow cell. */
export function proofLine(proof: ShownProof): string {
  const rows = rowsWords(proof);
  const on = rows === '' ? '' : ` ${rows}`;
  const { outcome, level, upper, witness } = proof;
  if (outcome === 'certified') return `proved ≤ ${atMost(upper ?? level, level)}${on}`;
  if (outcome === 'refuted') return `refuted at t = ${formatNumber(witness?.t ?? NaN, 3)}${on}`;
  return `proof undecided${on}`;
}

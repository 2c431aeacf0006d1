import type { CertificationRecord } from '@isthmus/contract';
import { positionOf } from '../path/polyline.js';
import type { CertifiedPath } from './certify-path.js';
import { joinedLeafBounds } from './leaf-bounds.js';

/**
 * What proofs of its elements, one by one, show of a path: all are about the same level, by the same certifier.
 *
 * @param parts in order, from the first element on; up to the refuted one where there is one
 * @param count elements of the path
 */
export function joinedProof(parts: readonly CertifiedPath[], count: number): CertifiedPath {
  const records = parts.map(({ record }) => record);
  const at = records.findIndex(({ outcome }) => outcome === 'refuted');
  const open = records.findIndex(({ outcome }) => outcome === 'undecided');
  const outcome = at >= 0 ? 'refuted' : open >= 0 ? 'undecided' : 'certified';
  const lowest = lowerOf(records);
  const witness = at < 0 ? null : { element: at, t: parts[at]!.witness!.t };
  const complete = parts.length === count;
  return {
    witness,
    proof: outcome === 'certified' ? proofOfAll(parts) : null,
    record: {
      ...records[0]!,
      outcome,
      ...lowest,
      upper: complete ? largest(records.map(({ upper }) => upper)) : null,
      errorRate: complete ? largest(records.map(({ errorRate }) => errorRate)) : null,
      leaves: sum(records.map(({ leaves }) => leaves)),
      leafBounds: complete
        ? joinedLeafBounds(records.map(({ leafBounds = null }) => leafBounds))
        : null,
      evaluations: sum(records.map(({ evaluations }) => evaluations)),
      witness: witness && { t: positionOf(count, witness), loss: records[at]!.lower! },
      reason: outcome === 'undecided' ? `element ${open} alone: ${records[open]!.reason}` : null,
      seconds: sum(records.map(({ seconds }) => seconds)),
    },
  };
}

function proofOfAll(parts: readonly CertifiedPath[]): CertifiedPath['proof'] {
  const proofs = parts.map(({ proof }) => proof!);
  return {
    elements: proofs.flatMap(({ elements }) => elements),
    assumptions: [...new Set(proofs.flatMap(({ assumptions }) => assumptions))],
    rows: proofs[0]!.rows,
  };
}

/** The largest loss that is reached for certain. */
function lowerOf(
  records: readonly CertificationRecord[],
): Pick<CertificationRecord, 'lower' | 'where'> {
  const known = records.flatMap(({ lower, where }, element) =>
    lower === null ? [] : [{ lower, where: where && { element, t: where.t } }],
  );
  if (known.length === 0) return { lower: null, where: null };
  return known.reduce((best, each) => (each.lower > best.lower ? each : best));
}

/** Null where one of them is not known. */
function largest(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length < numbers.length ? null : Math.max(...known);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

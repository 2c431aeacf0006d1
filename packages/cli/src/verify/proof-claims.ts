import type { CertificationRecord, LeafBounds, PathRecord } from '@isthmus/core/contract';
import type { CheckedCertificate } from '@isthmus/core/checker';
import type { StoredPath } from '@isthmus/core/internal';
import type { ClaimBook } from './claims.js';
import type { Judge } from './judge.js';

type Certificate = NonNullable<CheckedCertificate['certificate']>;

/** How far below the recorded bound a certificate states the lower one, in parts of the level; and rounding. */
const STATED_SLACK = 1.1e-6;

/**
 * What a record says of a proof, as it is shown: that a point which refutes the level is above it, and that
 * bracket and leaves are no better than those of the certificate.
 */
export function checkProofRecord(
  book: ClaimBook,
  path: PathRecord,
  stored: StoredPath,
  judge: Judge | null,
  certificate: Certificate | null,
): void {
  // Records of earlier versions have none.
  const { certification = null } = path as Partial<Pick<PathRecord, 'certification'>>;
  if (path.grade === 'certified' && path.verdict === 'connected')
    book.note('a certified path says what was proved of it, and of all rows', () => {
      if (certification === null) return 'it does not say what was proved';
      if (certification.outcome !== 'certified')
        return `its proof came out ${certification.outcome}`;
      return certification.rows === null ? null : `it is about ${certification.rows} rows alone`;
    });
  if (certification === null) return;
  const { where, witness, level, rows } = certification;
  if (witness !== null && where !== null && rows === null && judge !== null)
    book.note(`it is refuted at t = ${witness.t}: the loss is at least ${witness.loss}, above ${level}`, () => {
      const [found] = judge.along(stored, where.element, [where.t]);
      if (found === undefined || !(witness.loss > level)) return `the level is ${level}`;
      return found.upper >= witness.loss ? null : `there it is at most ${found.upper}`;
    }); // prettier-ignore
  if (certificate === null) return;
  book.note('the bounds that the record shows are those of the certificate', () =>
    bracketFault(certification, certificate),
  );
}

function bracketFault(
  { lower, upper, level, leafBounds = null }: CertificationRecord,
  { peak, elements }: Certificate,
): string | null {
  if (upper !== null && upper < peak.upper) return `its upper bound is ${peak.upper}, not ${upper}`;
  if (lower !== null && !(lower - STATED_SLACK * Math.abs(level) <= (peak.lower ?? -Infinity)))
    return `its lower bound is ${peak.lower}, not ${lower}`;
  return leafBounds === null ? null : leavesFault(leafBounds, elements);
}

/** Of an arc the part that is its curve; the segment that closes it follows. */
const CURVE = 31 / 32;

/** Leaves of the whole path; an element that holds by a condition has none, an arc those that close it. */
function leavesOf(elements: Certificate['elements']) {
  return elements.flatMap((element, i) => {
    if (element.kind === 'constant' || element.kind === 'convex') return [];
    const isArc = element.kind === 'arc';
    const [start, part] = isArc ? [i + CURVE, 1 - CURVE] : [i, 1];
    return (isArc ? element.closing : element.leaves).map(({ mid, half, bound }) => ({
      from: (start + part * (mid - half)) / elements.length,
      to: (start + part * (mid + half)) / elements.length,
      bound,
    }));
  });
}

function leavesFault({ t, upper }: LeafBounds, elements: Certificate['elements']): string | null {
  if (t.length !== upper.length + 1 || t[0] !== 0 || t.at(-1) !== 1)
    return `its ${upper.length} parts do not go from 0 to 1`;
  const leaves = leavesOf(elements);
  for (const [i, most] of upper.entries()) {
    const [from, to] = [t[i]!, t[i + 1]!];
    if (!(from < to)) return `a part goes from ${from} to ${to}`;
    const middles = leaves.filter((leaf) => (leaf.from + leaf.to) / 2 > from && (leaf.from + leaf.to) / 2 < to); // prettier-ignore
    const covering = leaves.filter((leaf) => leaf.from < (from + to) / 2 && leaf.to > (from + to) / 2); // prettier-ignore
    const above = [...middles, ...covering].find(({ bound }) => most !== null && !(bound <= most));
    if (above !== undefined)
      return `from ${from} to ${to} it is shown as at most ${most}, and a leaf states ${above.bound}`;
  }
  return null;
}

import { boundsAt, closingOf } from './along.js';
import type { Arc } from './arcs.js';
import { boundsOn, type Subject } from './bounds.js';
import {
  type Certificate,
  type Evidence,
  leavesOf,
  readCertificate,
  type StatedLeaf,
} from './certificate.js';
import { type ApartCertificate, checkApart, isApart } from './apart.js';
import { Malformed } from './faults.js';
import { pathOf, type StoredPath, subjectOf } from './files.js';
import type { Leaf } from './form.js';
import { checkFormula, type FormulaCertificate, isOfFormula } from './formula.js';
import { movementOf } from './moves.js';
import { type CheckedClaim, type CheckMeans, False, hashed, hold, outcomeOf, type Tell } from './outcome.js'; // prettier-ignore
import { type Point, type Segment, standing } from './segment.js';
import { checkBounds, checkTiling } from './tiling.js';

/** What became of a certificate. */
export interface CheckedCertificate {
  /**
   * Whether every claim is true: then the loss is at most the level at every point of the path, or, where the
   * certificate says "disconnected", no path joins the two ends at or below the level.
   */
  readonly holds: boolean;
  readonly claims: readonly CheckedClaim[];
  /** What was taken for granted, and not checked. */
  readonly assumed: readonly string[];
  /** What a certificate of a path says, as far as it could be read; null where it could not, or is of no path. */
  readonly certificate: Certificate | null;
  /** The same of a certificate that two points are apart. */
  readonly apart: ApartCertificate | null;
  /** The same of a path of which the loss is a formula that is told as data. */
  readonly formula: FormulaCertificate | null;
}

/** What no reader can see in the files. */
const ASSUMED: readonly string[] = [
  'The four operations of float64 round to nearest (IEEE 754), as ECMAScript says.',
  'Two files of one SHA-256 are one file.',
];

/**
 * Checks a certificate: that its files are those that it was made for, that its leaves cover the path, and
 * that on each the loss is at most what it states, by a bound of our own. Nothing is searched.
 *
 * @param bytes the certificate's file
 * @example
 * const nothing = { read: () => null, sha256: () => '' };
 * checkCertificate(new TextEncoder().encode('{}'), nothing).holds; // false
 */
export function checkCertificate(bytes: Uint8Array, means: CheckMeans): CheckedCertificate {
  const claims: CheckedClaim[] = [];
  let certificate: Certificate | null = null;
  const told = (claim: string, check: () => void) => claims.push(outcomeOf(claim, check));
  if (isApart(bytes)) {
    const apart = checkApart(bytes, means, told);
    return { holds: claims.every(({ outcome }) => outcome === 'true'), claims, assumed: ASSUMED, certificate, apart, formula: null }; // prettier-ignore
  }
  if (isOfFormula(bytes)) {
    const formula = checkFormula(bytes, means, told);
    return { holds: claims.every(({ outcome }) => outcome === 'true'), claims, assumed: ASSUMED, certificate, apart: null, formula }; // prettier-ignore
  }
  told('it is a certificate that this checker can read', () => {
    certificate = readCertificate(bytes);
  });
  if (certificate !== null) checkContent(certificate, means, told);
  const holds = claims.every(({ outcome }) => outcome === 'true');
  return { holds, claims, assumed: ASSUMED, certificate, apart: null, formula: null };
}

function checkContent(certificate: Certificate, means: CheckMeans, told: Tell): void {
  const { network, evaluation, vertices, elements, level } = certificate;
  let [subject, path] = [null as Subject | null, null as StoredPath | null];
  told(`${evaluation.file} is the data set of the claim`, () => {
    subject = subjectOf(certificate, hashed(evaluation, means));
  });
  told(`${vertices.file} is the path of the claim`, () => {
    path = pathOf(network, hashed(vertices, means));
    const { length } = path.elements;
    hold(length === elements.length, () => `it has ${length} elements; the certificate tells of ${elements.length}`); // prettier-ignore
  });
  if (subject === null || path === null || elements.length !== (path as StoredPath).elements.length)
    return;
  const checked: Checked = { certificate, subject, path, tick: means.tick, ends: [] };
  for (const [i, evidence] of elements.entries())
    told(claimOf(evidence, i, level), () => {
      checkElement(checked, evidence, i);
    });
  checkPeak(checked, told);
}

/** What the check of an element looks at, and the losses of vertices that bound elements without leaves. */
interface Checked {
  readonly certificate: Certificate;
  readonly subject: Subject;
  readonly path: StoredPath;
  readonly tick: CheckMeans['tick'];
  readonly ends: number[];
}

function claimOf(evidence: Evidence, i: number, level: number): string {
  const how = {
    leaves: 'by leaves',
    constant: 'as it is constant there',
    convex: 'as it is convex there',
    arc: 'as a symmetry keeps it constant, and by leaves on the segment that closes it',
  }[evidence.kind];
  return `element ${i}: the loss is at most ${level}, ${how}`;
}

function checkElement(checked: Checked, evidence: Evidence, i: number): void {
  const { subject, path } = checked;
  const element = path.elements[i]!;
  const [from, to] = [path.vertices[i]!, path.vertices[i + 1]!];
  hold((element.kind === 'arc') === (evidence.kind === 'arc'), () => `the path has ${element.kind === 'arc' ? 'an arc' : 'a segment'} there`); // prettier-ignore
  if (evidence.kind === 'leaves')
    return checkLeaves(checked, { from, to, slack: null }, evidence.leaves, i);
  if (evidence.kind === 'arc') {
    const closing = orFalse(() => closingOf(subject.network, element as Arc, from, to));
    checkEnds(checked, [from]);
    return checkLeaves(checked, closing, evidence.closing, i);
  }
  const movement = movementOf(subject.network, { from, to, slack: null });
  const isFixed = movement === 'fixed';
  if (evidence.kind === 'constant')
    hold(isFixed, () => 'parameters move that the prediction depends on');
  else
    hold(movement !== null, () => 'the prediction is not affine in what moves, so that nothing says that the loss is convex'); // prettier-ignore
  checkEnds(checked, isFixed ? [from] : [from, to]);
}

/** What an arc lacks makes the claim of it false. */
function orFalse<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof Malformed ? new False(thrown.message) : thrown;
  }
}

/** That the loss at these points is at most the level. */
function checkEnds({ subject, certificate, ends }: Checked, points: readonly Point[]): void {
  for (const point of points) {
    const [upper] = boundsOn(subject, standing(point), [AT_START]).upper;
    ends.push(upper!);
    hold(upper! <= certificate.level, () => `at its end it is at most ${upper!} by our bound`);
  }
}

const AT_START: Leaf = { mid: 0, half: 0 };

/** That the leaves tile [0, 1], in order, and that each bound is true and at most the level. */
function checkLeaves(
  { certificate, subject, tick }: Checked,
  segment: Segment,
  leaves: readonly StatedLeaf[],
  element: number,
): void {
  checkTiling(leaves, certificate.level);
  const { upper } = boundsOn(subject, segment, leaves, (part) => tick?.(element, part));
  checkBounds(leaves, upper);
}

/** That the bracket of the peak is one. */
function checkPeak(checked: Checked, told: Tell): void {
  const { certificate, subject, path, ends } = checked;
  const { peak, level, elements } = certificate;
  told(`the peak is at most ${peak.upper}`, () => {
    hold(peak.upper <= level, () => `it is above the level ${level}`);
    for (const evidence of elements)
      for (const { bound } of leavesOf(evidence))
        hold(bound <= peak.upper, () => `a leaf states ${bound}`);
    for (const end of ends) hold(end <= peak.upper, () => `a vertex has up to ${end}`);
  });
  if (peak.lower === null) return;
  told(`the peak is at least ${peak.lower}`, () => {
    const [lower] = boundsAt(subject, path, peak.at.element, [peak.at.t]).lower;
    hold(peak.lower <= lower!, () => `at t = ${peak.at.t} of element ${peak.at.element} it is at least ${lower!} by our bound`); // prettier-ignore
  });
}

import type { PathRecord } from '@isthmus/contract';
import { formatCount, formatNumber, plural } from './format.js';

/** What a grade in words needs of a path; earlier versions recorded neither resolution nor what is known. */
export type GradedPath = Pick<PathRecord, 'verdict' | 'grade'> &
  Partial<Pick<PathRecord, 'resolution' | 'known'>>;

/**
 * What a verdict rests on: `certified for every t`, `sampled at 34 points, 1/32 apart`; and what is known
 * besides, by the construction of the path.
 *
 * @example
 * const resolution = { samples: 34, largestGap: 1 / 32 };
 * const known = { elements: 5, constant: 3, convex: 0, contradicted: 0 };
 * gradeWords({ verdict: 'connected', grade: 'sampled', resolution, known });
 * // 'sampled at 34 points, 1/32 apart; 3 of 5 elements constant by construction'
 */
export function gradeWords(path: GradedPath): string {
  if (path.grade === 'certified') {
    return path.verdict === 'connected' ? 'certified for every t' : 'certified';
  }
  if (path.grade !== 'sampled') return 'no claim';
  if (path.resolution === undefined) return 'sampled';
  const { samples, largestGap } = path.resolution;
  const sampled = `sampled at ${plural(samples, 'point')}, ${formatGap(largestGap)} apart`;
  const known = knownWords(path.known);
  return known === '' ? sampled : `${sampled}; ${known}`;
}

/**
 * What a grade means, in a sentence; empty where nothing is claimed.
 *
 * @example
 * gradeMeaning({ verdict: 'connected', grade: 'sampled' });
 * // 'Sampled means that the loss was evaluated at the listed points; between them nothing is proved.'
 */
export function gradeMeaning({ verdict, grade }: GradedPath): string {
  if (grade === null) return '';
  if (grade === 'sampled') return SAMPLED;
  return verdict === 'connected' ? CERTIFIED : CERTIFIED_APART;
}

const SAMPLED =
  'Sampled means that the loss was evaluated at the listed points; between them nothing is proved.';

const CERTIFIED =
  'Certified means that it is proved: at no point of the path, on the samples or between them, is the loss above the level.';

const CERTIFIED_APART =
  'Certified means that it is proved: every path between the two rises above the level.';

/**
 * Of how many elements more is known than samples say; empty where of none.
 *
 * @example
 * knownWords({ elements: 4, constant: 1, convex: 3, contradicted: 0 });
 * // 'of 4 elements 1 constant and 3 convex by construction'
 */
function knownWords(known: PathRecord['known'] | undefined): string {
  if (known === undefined) return '';
  const { elements, constant, convex } = known;
  if (constant + convex === 0) return '';
  if (constant > 0 && convex > 0)
    return `of ${plural(elements, 'element')} ${constant} constant and ${convex} convex by construction`;
  const [count, what] = constant > 0 ? [constant, 'constant'] : [convex, 'convex'];
  return `${count} of ${plural(elements, 'element')} ${what} by construction`;
}

/**
 * The same in short lines, for a narrow cell: `34 samples`, `1/32 apart`, `3 of 5 constant`.
 *
 * @example
 * const resolution = { samples: 34, largestGap: 1 / 32 };
 * const known = { elements: 4, constant: 1, convex: 3, contradicted: 0 };
 * gradeLines({ verdict: 'connected', grade: 'sampled', resolution, known });
 * // ['34 samples', '1/32 apart', 'of 4: 1 constant,', '3 convex']
 */
export function gradeLines(path: GradedPath): readonly string[] {
  if (path.grade !== 'sampled' || path.resolution === undefined) return [gradeWords(path)];
  const { samples, largestGap } = path.resolution;
  return [plural(samples, 'sample'), `${formatGap(largestGap)} apart`, ...knownLines(path.known)];
}

function knownLines(known: PathRecord['known'] | undefined): readonly string[] {
  if (known === undefined) return [];
  const { elements, constant, convex } = known;
  if (constant > 0 && convex > 0)
    return [
      `of ${formatCount(elements)}: ${formatCount(constant)} constant,`,
      `${formatCount(convex)} convex`,
    ];
  if (constant > 0) return [`${formatCount(constant)} of ${formatCount(elements)} constant`];
  return convex > 0 ? [`${formatCount(convex)} of ${formatCount(elements)} convex`] : [];
}

/** A gap in t, as a fraction where it is one of an even grid: `1/32`. */
function formatGap(gap: number): string {
  const parts = Math.round(1 / gap);
  return Math.abs(gap * parts - 1) < 1e-9 ? `1/${parts}` : formatNumber(gap, 3);
}

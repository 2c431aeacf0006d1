import type { AlignmentCandidate, AlignmentRecord } from '@isthmus/core/contract';
import { counted, loss } from '../words/numbers.js';

/**
 * What an alignment has done, in one line: what was taken and what it changed, or why nothing was.
 */
export function alignmentInWords(alignment: AlignmentRecord): string {
  const { distanceBefore, distanceAfter, peakBefore, peakAfter, chosen, candidates } = alignment;
  const { together } = alignment;
  const taken = chosen.filter(({ label }) => label !== 'identity');
  const proposed = chosen.reduce((sum, choice) => sum + choice.proposed, 0);
  if (taken.length === 0 && together !== undefined)
    return `left as it was: of ${counted(together.frames.length - 1, 'frame')} for all endpoints none is better without making a pair worse`;
  if (taken.length === 0)
    return `left as it was, none of ${counted(proposed, 'candidate')} is better${reasons(candidates)}`;
  const labels = taken.map(({ label }) => label).join(', then ');
  const best =
    together === undefined
      ? `best of ${counted(proposed + 1, 'candidate')}`
      : `best of ${counted(together.frames.length, 'frame')} for all ${together.endpoints.length} endpoints`;
  return `distance ${loss(distanceBefore)} → ${loss(distanceAfter)}, peak of the line ${loss(peakBefore)} → ${loss(peakAfter)} (${labels}; ${best})`;
}

/** Why those that were not taken could not be, counted. */
function reasons(candidates: readonly AlignmentCandidate[]): string {
  const counts = Object.entries(REASONS).flatMap(([outcome, words]) => {
    const count = candidates.filter((candidate) => candidate.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

const REASONS: Partial<Record<AlignmentCandidate['outcome'], string>> = {
  farther: 'farther away',
  higher: 'behind a higher line',
  'changes-function': 'of another function',
  nonfinite: 'not finite',
};

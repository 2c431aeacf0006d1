import type { PathRecord } from '@isthmus/core/contract';
import { counted, level } from './numbers.js';
import { proofInWords } from './proof.js';

/**
 * How closely a connected path was looked at, and what is known of it besides: `34 samples 1/32 apart`,
 * `97 samples 1/96 apart, 2 of 3 elements convex by construction`; and what a certifier has shown. Empty where
 * nothing is claimed.
 */
export function evidenceInWords(
  path: Pick<PathRecord, 'verdict' | 'resolution' | 'known'> &
    Partial<Pick<PathRecord, 'certification'>>,
): string {
  const { verdict, resolution, known, certification = null } = path;
  const proved = certification === null ? [] : [proofInWords(certification)];
  if (verdict !== 'connected') return proved.join('');
  const { samples, largestGap } = resolution;
  const parts = Math.round(1 / largestGap);
  const gap = Math.abs(largestGap * parts - 1) < 1e-9 ? `1/${parts}` : largestGap.toPrecision(3);
  const certain = (['constant', 'convex'] as const)
    .filter((what) => known[what] > 0)
    .map(
      (what) => `${known[what]} of ${counted(known.elements, 'element')} ${what} by construction`,
    );
  return [`${counted(samples, 'sample')} ${gap} apart`, ...certain, ...proved].join(', ');
}

/**
 * `connected at 0.001 (sampled)`, or `not found at 0.001 (depth)`: never more than is known. Where the
 * ends of the path are not the endpoints it says so: `connected at 0.001 (sampled, free ends)`; and
 * where the level was sought, not given: `connected at 0.0123 (lowest found, sampled)`.
 */
export function verdictInWords({
  verdict,
  level: asked,
  peak,
  grade,
  reason,
  ends,
  lowest,
}: Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason' | 'ends' | 'lowest'> &
  Partial<Pick<PathRecord, 'peak'>>): string {
  const at = level(asked, peak?.loss);
  const free = ends === 'free' ? ', free ends' : '';
  const sought = lowest === null ? '' : 'lowest found, ';
  if (verdict === 'connected') return `connected at ${at} (${sought}${grade ?? 'sampled'}${free})`;
  if (verdict === 'disconnected') return `disconnected at ${at} (${grade ?? 'certified'})`;
  return `not found at ${at} (${reason ?? 'budget'}${free})`;
}

import type { PathRecord } from '@isthmus/core/contract';
import { loss } from './numbers.js';

/**
 * `connected at 0.001 (sampled)`, or `not found at 0.001 (depth)`: never more than is known. Where the
 * ends of the path are not the endpoints it says so: `connected at 0.001 (sampled, free ends)`; and
 * where the level was sought, not given: `connected at 0.0123 (lowest found, sampled)`.
 */
export function verdictInWords({
  verdict,
  level,
  grade,
  reason,
  ends,
  lowest,
}: Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason' | 'ends' | 'lowest'>): string {
  const free = ends === 'free' ? ', free ends' : '';
  const sought = lowest === null ? '' : 'lowest found, ';
  if (verdict === 'connected')
    return `connected at ${loss(level)} (${sought}${grade ?? 'sampled'}${free})`;
  if (verdict === 'disconnected') return `disconnected at ${loss(level)} (${grade ?? 'certified'})`;
  return `not found at ${loss(level)} (${reason ?? 'budget'}${free})`;
}

import type { PathRecord } from '@isthmus/core/contract';
import { loss } from './numbers.js';

/**
 * `connected at 0.001 (sampled)`, or `not found at 0.001 (depth)`: never more than is known. Where the
 * ends of the path are not the endpoints it says so: `connected at 0.001 (sampled, free ends)`.
 */
export function verdictInWords({
  verdict,
  level,
  grade,
  reason,
  ends,
}: Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason' | 'ends'>): string {
  const free = ends === 'free' ? ', free ends' : '';
  if (verdict === 'connected') return `connected at ${loss(level)} (${grade ?? 'sampled'}${free})`;
  if (verdict === 'disconnected') return `disconnected at ${loss(level)} (proved)`;
  return `not found at ${loss(level)} (${reason ?? 'budget'}${free})`;
}

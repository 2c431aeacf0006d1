import type { PathRecord } from '@isthmus/core/contract';
import { loss } from './numbers.js';

/** `connected at 0.001 (sampled)`, or `not found at 0.001 (depth)`: never more than is known. */
export function verdictInWords({
  verdict,
  level,
  grade,
  reason,
}: Pick<PathRecord, 'verdict' | 'level' | 'grade' | 'reason'>): string {
  if (verdict === 'connected') return `connected at ${loss(level)} (${grade ?? 'sampled'})`;
  if (verdict === 'disconnected') return `disconnected at ${loss(level)} (proved)`;
  return `not found at ${loss(level)} (${reason ?? 'budget'})`;
}

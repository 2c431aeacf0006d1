import type { RunEvent } from '@isthmus/core/contract';
import { count, loss } from './numbers.js';

/** What is going on, one line for each endpoint that trains and each path that is sought. */
export type StatusLines = ReadonlyMap<string, string>;

/** The lines after an event; what has ended leaves them. */
export function nextStatus(lines: StatusLines, event: RunEvent): StatusLines {
  const next = new Map(lines);
  if (event.type === 'endpoint/progress')
    next.set(`endpoint ${event.endpoint}`, trainingLine(event));
  else if (event.type === 'endpoint/finished') next.delete(`endpoint ${event.endpoint.id}`);
  else if (event.type === 'path/progress')
    next.set(`path ${event.pair.join('-')} ${event.index}`, searchLine(event));
  else if (event.type === 'path/finished')
    next.delete(`path ${event.pair.join('-')} ${event.index}`);
  else if (event.type === 'run/finished') next.clear();
  return next;
}

/** A line for what has just ended, or null for what is only progress. */
export function milestone(event: RunEvent): string | null {
  switch (event.type) {
    case 'run/started':
      return `${event.name}: ${event.endpoints.length} endpoints, ${event.strategies.join(', ')}`;
    case 'endpoint/finished': {
      const { id, outcome, loss: value, steps, attempts } = event.endpoint;
      const tries = attempts > 1 ? `, attempt ${attempts}` : '';
      return `endpoint ${id}: ${outcome}, loss ${loss(value)}${outcome === 'imported' ? '' : ` after ${count(steps)} steps${tries}`}`;
    }
    case 'align/finished': {
      const { distanceBefore, distanceAfter } = event.alignment;
      return `align ${event.pair.join(' – ')}: distance ${loss(distanceBefore)} → ${loss(distanceAfter)}`;
    }
    case 'path/finished': {
      const { strategy, verdict, reason, peak, beads } = event.record;
      return `${strategy} ${event.pair.join(' – ')}: ${verdict}${reason === null ? '' : ` (${reason})`}, peak ${loss(peak.loss)}, ${beads} beads`;
    }
    case 'log':
      return `${event.level}: ${event.message}`;
    default:
      return null;
  }
}

function trainingLine(event: Extract<RunEvent, { type: 'endpoint/progress' }>): string {
  const { endpoint, attempt, step, maxSteps, threshold } = event;
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  return `training ${endpoint}${again}  ${bar(step / maxSteps)}  step ${count(step)} of ${count(maxSteps)}  loss ${loss(event.loss)}, wanted ${loss(threshold)}`;
}

function searchLine(event: Extract<RunEvent, { type: 'path/progress' }>): string {
  const { strategy, pair, vertices, peak, level, gradientEvaluations } = event;
  const height = peak === null ? '' : `  peak ${loss(peak.loss)}, wanted ${loss(level)}`;
  return `${strategy} ${pair.join(' – ')}  ${vertices} vertices${height}  ${count(gradientEvaluations)} gradients`;
}

function bar(fraction: number, width = 20): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

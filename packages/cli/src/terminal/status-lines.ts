import type { RunEvent } from '@isthmus/core/contract';
import { count, counted, level as levelText, loss, lossBeside } from '../words/numbers.js';
import { alignmentInWords } from './alignment.js';
import { convexityInWords } from './convexity.js';
import { evidenceInWords, verdictInWords } from '../words/verdict.js';

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
  else if (event.type === 'run/started' || event.type === 'run/finished') next.clear();
  return next;
}

/** A line for what has just ended, or null for what is only progress. */
export function milestone(event: RunEvent): string | null {
  switch (event.type) {
    case 'run/started':
      return `${event.name}: ${counted(event.endpoints.length, 'endpoint')}, then ${event.strategies.join(', ')}`;
    case 'endpoint/finished':
      return `endpoint ${event.endpoint.id}: ${endpointWords(event.endpoint)}${origin(event)}`;
    case 'align/finished':
      return `align ${event.pair.join(' – ')}: ${alignmentInWords(event.alignment)}${origin(event)}`;
    case 'path/finished': {
      const { strategy, peak, beads, level } = event.record;
      const inserted = beads === 0 ? '' : `, ${counted(beads, 'bead')}`;
      const evidence = evidenceInWords(event.record);
      const seen = evidence === '' ? '' : `; ${evidence}`;
      return `${strategy} ${event.pair.join(' – ')}: ${verdictInWords(event.record)}, peak ${lossBeside(peak.loss, level)}${inserted}${seen}${origin(event)}`;
    }
    case 'convexity/finished':
      return `convexity ${event.pair.join(' – ')}: ${convexityInWords(event.convexity)}`;
    case 'analysis/finished': {
      const { analysis, points, findings } = event.record;
      return `${analysis.use} ${points.join(' – ')}: ${findings.summary}${origin(event)}`;
    }
    case 'log':
      return `${event.level}: ${event.message}`;
    default:
      return null;
  }
}

/** What was done before is not done again, and said so. */
function origin({ reused }: { readonly reused?: true }): string {
  return reused === true ? ' (done before)' : '';
}

type FinishedEndpoint = Extract<RunEvent, { type: 'endpoint/finished' }>['endpoint'];

function endpointWords({ outcome, reached, loss: value, steps, attempts }: FinishedEndpoint) {
  if (outcome === 'imported' || outcome === 'given') return `${outcome}, loss ${loss(value)}`;
  const missed = reached ? 'reached' : `missed the threshold (${outcome})`;
  const tries = attempts > 1 ? ` of attempt ${attempts}` : '';
  return `${missed}, loss ${loss(value)} after ${counted(steps, 'step')}${tries}`;
}

function trainingLine(event: Extract<RunEvent, { type: 'endpoint/progress' }>): string {
  const { endpoint, attempt, step, maxSteps, threshold, curve } = event;
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  const come = comeDown(Number(curve.loss[0]), Number(event.loss), threshold);
  return `training ${endpoint}${again}  ${bar(come)}  loss ${loss(event.loss)}, threshold ${levelText(threshold)}  step ${count(step)} of at most ${count(maxSteps)}`;
}

function searchLine(event: Extract<RunEvent, { type: 'path/progress' }>): string {
  const { strategy, pair, vertices, peak, level, gradientEvaluations, tried } = event;
  const height =
    peak === null
      ? ''
      : `  peak ${lossBeside(peak.loss, level)}, level ${levelText(level, peak.loss)}`;
  const place = tried === undefined ? '' : `  try ${tried + 1}`;
  return `${strategy} ${pair.join(' – ')}${place}${height}  ${counted(vertices - 2, 'bead')}  ${counted(gradientEvaluations, 'gradient')}`;
}

/** How much of the way from its first value down to the threshold a loss has come, in decades. */
function comeDown(first: number, now: number, threshold: number): number {
  const fraction = Math.log(first / now) / Math.log(first / threshold);
  return Number.isFinite(fraction) ? fraction : 0;
}

function bar(fraction: number, width = 20): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

import type { EndpointRecord, ExperimentResult } from '@isthmus/contract';
import { endsAboveNotes } from './ends-above.js';
import { formatLevel, formatNumber, plural, toNumber } from '../format/format.js';

/**
 * What must be known before the numbers of a run are trusted: its warnings, endpoints that missed the
 * threshold, and levels that endpoints lie above.
 *
 * @example
 * runNotes({ pairs: [], endpoints: [], threshold: null }); // []
 */
export function runNotes(
  result: Pick<ExperimentResult, 'pairs' | 'endpoints' | 'threshold'> &
    Partial<Pick<ExperimentResult, 'warnings'>>,
): readonly string[] {
  // Records from before warnings have none.
  const { warnings = [] } = result;
  return [
    ...warnings.map(({ code, message }) => `${message} (${code})`),
    ...missedNotes(result),
    ...endsAboveNotes(result),
  ];
}

/** More endpoints are not named. */
const MAX_NAMED = 8;

/** Which endpoints missed the threshold, in one sentence: it is told while they train, and easily lost. */
function missedNotes({
  endpoints,
  threshold,
}: Pick<ExperimentResult, 'endpoints' | 'threshold'>): readonly string[] {
  const missed = endpoints.filter(({ outcome }) => WHY_MISSED[outcome] !== undefined);
  if (missed.length === 0 || threshold === null) return [];
  const level = formatLevel(threshold);
  if (missed.length === 1) return missed.flatMap((one) => missedWords(one, threshold) ?? []);
  const named = missed.slice(0, MAX_NAMED).map(({ id, loss }) => `${id} (${formatNumber(loss)})`);
  const more = missed.length > MAX_NAMED ? ` and ${missed.length - MAX_NAMED} more` : '';
  const highest = formatNumber(Math.max(...missed.map(({ loss }) => toNumber(loss))));
  return [
    `${plural(missed.length, 'endpoint')} of ${endpoints.length} missed the threshold ${level}: ${named.join(', ')}${more}; the highest loss is ${highest}.`,
  ];
}

/**
 * How an endpoint missed its threshold, in a sentence; null where it did not.
 *
 * @example
 * missedWords(result.endpoints[0], 0.001); // null
 */
export function missedWords(endpoint: EndpointRecord, threshold: number | null): string | null {
  const { id, loss, steps, attempts, outcome } = endpoint;
  const why = WHY_MISSED[outcome];
  if (why === undefined || threshold === null) return null;
  const tries = attempts > 1 ? ` of attempt ${attempts}` : '';
  return `Endpoint ${id} missed the threshold ${formatLevel(threshold)}: loss ${formatNumber(loss)} after ${plural(steps, 'step')}${tries} (${why}).`;
}

/** The outcomes of a training that missed its threshold. */
const WHY_MISSED: Partial<Record<EndpointRecord['outcome'], string>> = {
  budget: 'train.maxSteps used up',
  stalled: 'stalled',
  diverged: 'diverged',
};

/**
 * Why a strategy failed, in a row that names the strategy already.
 *
 * @example
 * failureWords('mine/bold', 'The path strategy "mine/bold" failed in init: no way'); // 'in init: no way'
 */
export function failureWords(strategy: string, message: string): string {
  const known = `The path strategy "${strategy}" failed `;
  return message.startsWith(known) ? message.slice(known.length) : message;
}

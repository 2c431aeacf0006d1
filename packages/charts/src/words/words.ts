import type { Reason } from '@isthmus/contract';
import { formatBeside, formatCount, formatLevel, formatNumber, plural } from '../format/format.js';
import { atLeast, proofSentence } from '../format/proof-words.js';
import type {
  InterpolationSeries,
  OutcomeTone,
  PathOutcome,
  TrainingSeries,
} from '../data/series.js';

/** Why a search ended without a path, in words. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  'above-level': 'its one path rises above the level',
  depth: 'the path was divided as often as allowed',
  vertices: 'the path has as many vertices as allowed',
  budget: 'the evaluations or the time were used up',
  stalled: 'descent makes no headway',
  spacing: 'neighbouring vertices are at the smallest distance, with an edge still above the level',
  plateau: 'the highest loss along the path no longer improves',
  nonfinite: 'a loss or a gradient was not finite',
  refuted: 'the strategy claimed a path, and a point of it is above the level',
  undecided: 'what samples let pass could be neither proved nor refuted',
};

/**
 * An outcome in a few words: `connected at 0.001 (sampled)`, `not found (depth)`, `running`.
 *
 * @example
 * const outcome = { tag: 'finished', verdict: 'not-found', grade: null, reason: 'depth' } as const;
 * outcomeWords(outcome, 0.001); // 'not found (depth)'
 */
export function outcomeWords(outcome: PathOutcome, level: number): string {
  if (outcome.tag === 'running') return 'running';
  const ends = outcome.freeEnds ? ', free ends' : '';
  if (outcome.verdict === 'not-found')
    return `not found (${outcome.reason ?? 'no reason given'}${ends})`;
  const sought = outcome.lowest ? 'lowest found, ' : '';
  const grade = outcome.grade ?? 'no grade given';
  return `${outcome.verdict} at ${formatLevel(level)} (${sought}${grade}${ends})`;
}

/**
 * The tone of an outcome.
 *
 * @example
 * outcomeTone({ tag: 'running', gradientEvaluations: 200 }); // 'running'
 */
export function outcomeTone(outcome: PathOutcome): OutcomeTone {
  return outcome.tag === 'running' ? 'running' : outcome.verdict;
}

/**
 * A peak in words: `peak 0.83 at t = 0.48`.
 *
 * @example
 * peakWords({ peak: { t: 0.48, loss: 0.83 }, level: 0.001 }); // 'peak 0.83 at t = 0.48'
 */
export function peakWords(series: Pick<InterpolationSeries, 'peak' | 'level'>): string {
  if (series.peak === null) return 'no peak known yet';
  const { t, loss } = series.peak;
  return `peak ${formatBeside(loss, series.level)} at t = ${formatNumber(t, 3)}`;
}

/**
 * One path in a sentence, for those who cannot see the chart.
 *
 * @example
 * const [pair] = result.pairs;
 * const [line] = pairData(pair, result.loss.unit).series;
 * seriesSentence(line).startsWith('core/linear: connected at 0.08 (sampled), peak '); // true
 */
export function seriesSentence(series: InterpolationSeries): string {
  const { label, outcome, level, beads, proof, noPathBelow } = series;
  const words = [outcomeWords(outcome, level), peakWords(series), plural(beads, 'bead')];
  const sentences = [
    `${label}: ${words.join(', ')}.`,
    ...(proof === undefined ? [] : [proofSentence(proof)]),
    ...(noPathBelow === undefined
      ? []
      : [`It is proved that no path stays below ${atLeast(noPathBelow, level)}.`]),
  ];
  return sentences.join(' ');
}

/**
 * The training of one endpoint in a few words: `reached after 812 steps, loss 0.00098`.
 *
 * @example
 * const [a] = trainingData(result).series;
 * const state = { tag: 'finished', outcome: 'imported', attempts: 0, steps: 0 } as const;
 * trainingWords({ ...a, loss: 0.05, state }); // 'imported, loss 0.05'
 */
export function trainingWords(series: TrainingSeries): string {
  const { state } = series;
  const loss = `loss ${formatNumber(series.loss)}`;
  if (state.tag === 'running') {
    const step = `step ${formatCount(state.step)} of ${formatCount(state.maxSteps)}`;
    return `training, attempt ${state.attempt}, ${step}, ${loss}`;
  }
  if (state.outcome === 'imported' || state.outcome === 'given') return `${state.outcome}, ${loss}`;
  const attempts = state.attempts > 1 ? `, attempt ${state.attempts}` : '';
  return `${OUTCOME_WORDS[state.outcome]} after ${plural(state.steps, 'step')}${attempts}, ${loss}`;
}

/** How a training ended, in words. */
export const OUTCOME_WORDS = {
  reached: 'reached the threshold',
  budget: 'missed the threshold (steps used up)',
  stalled: 'missed the threshold (stalled)',
  diverged: 'missed the threshold (diverged)',
  cancelled: 'cancelled',
} as const;

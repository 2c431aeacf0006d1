import type { ExperimentResult, PairRecord, PathRecord, Reason } from '@isthmus/core/contract';
import { formatBeside, formatCount, formatLevel, formatNumber, plural } from './format.js';
import { gradeWords } from './grade-words.js';
import type { InterpolationSeries, PathOutcome, TrainingSeries } from './series.js';

/** How good the news is, for the look of a sentence; its words say the same. */
export type Tone = 'connected' | 'not-found' | 'disconnected' | 'running' | 'failed';

/** A sentence that states an outcome, and one that says what it rests on. */
export interface Statement {
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

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
export function outcomeTone(outcome: PathOutcome): Tone {
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
  const { label, outcome, level, beads } = series;
  const words = [outcomeWords(outcome, level), peakWords(series), plural(beads, 'bead')];
  return `${label}: ${words.join(', ')}.`;
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

/**
 * What a whole run has shown, claiming no more than its evidence: a sampled verdict is called
 * sampled, and a path that was not found is never called absent.
 *
 * @example
 * headline(result).tone; // 'connected'
 */
export function headline(result: ExperimentResult): Statement {
  if (result.status === 'failed') return failure(result);
  if (result.status === 'cancelled') return cancellation(result);
  if (result.pairs.length === 0) {
    return { tone: 'not-found', title: 'No path was asked for.', detail: '' };
  }
  const [only, ...more] = result.pairs;
  return only !== undefined && more.length === 0 ? pairStatement(only) : pairsStatement(result);
}

/**
 * What was shown about one pair, by its best path.
 *
 * @example
 * const [pair] = result.pairs;
 * pairStatement(pair).title.startsWith('a and b are connected at level 0.08, sampled at '); // true
 */
export function pairStatement(pair: PairRecord): Statement {
  const best = bestPath(pair);
  const names = `${pair.a} and ${pair.b}${pair.alignment === null ? '' : ', once aligned,'}`;
  if (best === undefined) {
    const detail = pair.paths.map(betweenOwnEnds).join(' ');
    return { tone: 'not-found', title: `No path between ${names} was judged.`, detail };
  }
  if (best.verdict === 'not-found') return notFound(names, best);
  const level = formatLevel(best.level);
  const title = `${names} are ${best.verdict} at level ${level}, ${gradeWords(best)}.`;
  const basis = best.verdict === 'connected' ? foundBy(best) : provedBy(best);
  return { tone: best.verdict, title, detail: withAlignment(pair, basis) };
}

/** A path with free ends shows nothing about the endpoints of its pair. */
function betweenOwnEnds(path: PathRecord): string {
  const level = formatLevel(path.level);
  return path.verdict === 'connected'
    ? `${path.strategy} connected two models of its own at level ${level}, ${gradeWords(path)}.`
    : `${path.strategy} found no path between two models of its own at level ${level}.`;
}

/** Alignment changes what is claimed: the path does not end at b as it was trained. */
function withAlignment({ b, alignment }: PairRecord, detail: string): string {
  if (alignment === null) return detail;
  return `${detail} The path ends at ${b} after alignment: the same function with other weights.`;
}

/**
 * The path that says most about its pair: proofs first, then found paths, then the lowest peak. A
 * path with free ends is about other models, and none of these.
 *
 * @example
 * const [pair] = result.pairs;
 * bestPath(pair)?.strategy; // 'core/linear'
 */
export function bestPath(pair: PairRecord): PathRecord | undefined {
  const between = pair.paths.filter(({ ends }) => ends !== 'free');
  return between.sort((p, q) => rank(p) - rank(q) || peakOrder(p, q))[0];
}

function rank(path: PathRecord): number {
  if (path.verdict === 'not-found') return 2;
  return path.grade === 'certified' ? 0 : 1;
}

/** Orders by peak, with what is not a number last (a plain difference would be NaN). */
function peakOrder(p: PathRecord, q: PathRecord): number {
  const [a, b] = [p, q].map(({ peak }) =>
    Number(peak.loss) >= -Infinity ? Number(peak.loss) : Infinity,
  );
  return a === b || a === undefined || b === undefined ? 0 : a - b;
}

function foundBy(path: PathRecord): string {
  const found = `Found by ${path.strategy}: ${plural(path.beads, 'bead')}, ${peakWords(path)}.`;
  const sought = path.lowest === null ? found : `${found} ${LOWEST}`;
  return path.grade === 'sampled' ? `${sought} ${CAUTION}` : sought;
}

/** Why no path joins two networks, in the numbers of the proof. */
function provedBy({ strategy, separation }: PathRecord): string {
  if (separation === null) return `Proved by ${strategy}.`;
  const { units, lowerBound, separator } = separation;
  const block = separator.kernels.join(' times ');
  return `Proved, as ${strategy} proposed: the determinant of ${block} (${units} x ${units}) has different signs at the two, and every network at which it is 0 loses at least ${formatNumber(lowerBound)}.`;
}

const LOWEST =
  'This is the lowest level found, an upper bound on the lowest there is; a lower one may exist.';

const CAUTION =
  'Sampled means that the loss was evaluated at the listed points; between them nothing is proved.';

function notFound(names: string, best: PathRecord): Statement {
  const reason = best.reason ?? 'no reason given';
  const level = formatLevel(best.level);
  return {
    tone: 'not-found',
    title: `No path between ${names} was found at level ${level} within budget (${reason}).`,
    detail: `This does not show that the two are disconnected. The lowest path is that of ${best.strategy}: ${peakWords(best)}.`,
  };
}

function pairsStatement(result: ExperimentResult): Statement {
  const tones = result.pairs.map((pair) => pairStatement(pair).tone);
  const count = (tone: Tone) => tones.filter((other) => other === tone).length;
  const apart = count('disconnected');
  const lost = count('not-found');
  const shown = result.pairs
    .map(bestPath)
    .filter((path) => path !== undefined && path.verdict !== 'not-found');
  const sentences = [
    shown.length > 0 && evidence(shown),
    apart > 0 && `${plural(apart, 'pair is', 'pairs are')} proved disconnected.`,
    lost > 0 &&
      `For ${plural(lost, 'pair')} no path was found within budget, which does not show that they are disconnected.`,
  ];
  const aligned = result.pairs.some((pair) => pair.alignment !== null) ? ', once aligned,' : '';
  return {
    tone: lost > 0 ? 'not-found' : apart > 0 ? 'disconnected' : 'connected',
    title: `${count('connected')} of ${tones.length} pairs${aligned} are connected ${levelWords(result)}.`,
    detail: sentences.filter((sentence) => sentence !== false).join(' '),
  };
}

function levelWords(result: ExperimentResult): string {
  const levels = new Set(result.pairs.flatMap((pair) => pair.paths).map((path) => path.level));
  const [only] = levels;
  return levels.size === 1 && only !== undefined
    ? `at level ${formatLevel(only)}`
    : 'at the levels below';
}

function evidence(paths: readonly (PathRecord | undefined)[]): string {
  const proofs = paths.filter((path) => path?.grade === 'certified').length;
  if (proofs === paths.length) return 'All of these verdicts are certified.';
  if (proofs > 0) return `${proofs} of these verdicts are certified, the others are sampled.`;
  return `All of these verdicts are sampled. ${CAUTION}`;
}

function failure(result: ExperimentResult): Statement {
  const detail = result.error === null ? '' : `${result.error.message} (${result.error.code})`;
  return { tone: 'failed', title: 'The run failed.', detail };
}

function cancellation(result: ExperimentResult): Statement {
  const judged = result.pairs.flatMap((pair) => pair.paths).length;
  const detail = `What was finished by then is shown: ${plural(result.endpoints.length, 'endpoint')}, ${plural(judged, 'path')}.`;
  return { tone: 'failed', title: 'The run was cancelled before its end.', detail };
}

import type { ExperimentResult, PairRecord, PathRecord } from '@isthmus/contract';
import { endsAbove, endsAboveSentence, remedySentence, type EndAbove } from './ends-above.js';
import { formatCount, formatLevel, formatNumber, plural, toNumber } from '../format/format.js';
import { gradeWords } from '../format/grade-words.js';
import { wasMoved, type OutcomeTone } from '../data/series.js';
import { failureWords, missedWords } from './notes.js';
import { peakWords } from './words.js';

/** A sentence that states an outcome, and one that says what it rests on. */
export interface OutcomeStatement {
  readonly tone: OutcomeTone;
  readonly title: string;
  readonly detail: string;
}

/**
 * What a whole run has shown, claiming no more than its evidence: a sampled verdict is called
 * sampled, and a path that was not found is never called absent.
 *
 * @example
 * headline(result).tone; // 'connected'
 */
export function headline(result: ExperimentResult): OutcomeStatement {
  if (result.status === 'failed') return failure(result);
  if (result.status === 'cancelled') return cancellation(result);
  if (result.pairs.length === 0) {
    return { tone: 'not-found', title: 'No path was asked for.', detail: '' };
  }
  const [only, ...more] = result.pairs;
  return only !== undefined && more.length === 0
    ? pairStatement(only, result)
    : pairsStatement(result);
}

/** A pair as far as its paths are judged. */
export type JudgedPair = Pick<PairRecord, 'a' | 'b' | 'alignment' | 'paths' | 'failed'>;

/** How endpoints were trained, as far as that says why they lie where they do. */
type Training = Pick<ExperimentResult, 'endpoints' | 'threshold'>;

const UNTRAINED: Training = { endpoints: [], threshold: null };

/**
 * What was shown about one pair, by its best path; where no path can hold its endpoints, why.
 *
 * @param training of the endpoints, to say which of them missed their threshold
 * @example
 * const [pair] = result.pairs;
 * pairStatement(pair).title.startsWith('a and b are connected at level 0.08, sampled at '); // true
 */
export function pairStatement(pair: JudgedPair, training: Training = UNTRAINED): OutcomeStatement {
  const best = bestPath(pair);
  const names = `${pair.a} and ${pair.b}${wasMoved(pair) ? ', once aligned,' : ''}`;
  if (best === undefined) {
    const detail = [...pair.paths.map(betweenOwnEnds), ...failures(pair)].join(' ');
    return { tone: 'not-found', title: `No path between ${names} was judged.`, detail };
  }
  if (best.verdict === 'not-found') return notFound(names, pair, best, training);
  const level = formatLevel(best.level);
  const title = `${names} are ${best.verdict} at level ${level}, ${gradeWords(best)}.`;
  const basis = best.verdict === 'connected' ? foundBy(best, pair) : provedBy(best);
  return { tone: best.verdict, title, detail: withAlignment(pair, basis) };
}

/** Why no path joins two networks, in the numbers of the proof. */
function provedBy({ strategy, separation }: PathRecord): string {
  if (!separation) return `Proved by ${strategy}.`;
  const { units, lowerBound, separator } = separation;
  const block = separator.kernels.join(' times ');
  return `Proved, as ${strategy} proposed: the determinant of ${block} (${units} x ${units}) has different signs at the two, and every network at which it is 0 loses at least ${formatNumber(lowerBound)}.`;
}

/** A path with free ends shows nothing about the endpoints of its pair. */
function betweenOwnEnds(path: PathRecord): string {
  const level = formatLevel(path.level);
  return path.verdict === 'connected'
    ? `${path.strategy} connected two models of its own at level ${level}, ${gradeWords(path)}.`
    : `${path.strategy} found no path between two models of its own at level ${level}.`;
}

/** Why strategies left nothing to judge. */
function failures({ failed = [] }: JudgedPair): readonly string[] {
  return failed.map(
    ({ strategy, error }) => `${strategy} failed: ${failureWords(strategy, error.message)}`,
  );
}

/** Alignment changes what is claimed: the path does not end at b as it was trained. */
function withAlignment(pair: JudgedPair, detail: string): string {
  if (!wasMoved(pair)) return detail;
  return `${detail} The path ends at ${pair.b} after alignment: the same function with other weights.`;
}

/**
 * The path that leads its pair: what is proved goes before what was found, and that before what was not;
 * among equals the lowest peak leads, among those as low (within 1e-6 of it, the precision to which losses
 * are compared) the shortest, and among those the first of the experiment. A path with free ends is about
 * other models, and none of these.
 *
 * @example
 * const [pair] = result.pairs;
 * bestPath(pair)?.strategy; // 'core/linear'
 */
export function bestPath(pair: Pick<PairRecord, 'paths'>): PathRecord | undefined {
  const between = pair.paths.filter(({ ends }) => ends !== 'free');
  const first = least(between, rank);
  const lowest = least(first, peakHeight, LOSS_PRECISION);
  return least(lowest, ({ length }) => orLast(toNumber(length)))[0];
}

/** That rule, for a reader. */
export const LEAD_RULE =
  'Which path leads: what is proved before what was found, and that before what was not; among equals the lowest peak, among those as low the shortest, among those the first of the experiment.';

/** Losses within this part of each other count as equal, as where `isthmus verify` compares them. */
const LOSS_PRECISION = 1e-6;

/** Those with the least value, in their order; `slack` is a part of it. */
function least<T>(items: readonly T[], value: (item: T) => number, slack = 0): readonly T[] {
  const lowest = items.reduce((low, item) => Math.min(low, value(item)), Infinity);
  const top = Number.isFinite(lowest) ? lowest + slack * Math.abs(lowest) : lowest;
  return items.filter((item) => value(item) <= top);
}

function rank(path: PathRecord): number {
  if (path.verdict === 'not-found') return 2;
  return path.grade === 'certified' ? 0 : 1;
}

function peakHeight({ peak }: PathRecord): number {
  return orLast(toNumber(peak.loss));
}

/** What is not a number goes last. */
function orLast(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

function foundBy(path: PathRecord, { paths }: Pick<PairRecord, 'paths'>): string {
  const sentences = [
    `Found by ${path.strategy}: ${plural(path.beads, 'bead')}, ${peakWords(path)}.`,
    ...placeAmong(path, paths.filter(isFound)),
    path.lowest !== null && LOWEST,
    path.grade === 'sampled' && CAUTION,
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** Between the endpoints of its pair. */
function isFound({ verdict, ends }: PathRecord): boolean {
  return verdict === 'connected' && ends !== 'free';
}

/** Why this path is named and not another that was found, and which was found at the least cost. */
function placeAmong(path: PathRecord, found: readonly PathRecord[]): readonly string[] {
  if (found.length < 2) return [];
  const few = found.some(({ grade }) => grade === 'certified') ? ' certified' : '';
  const asLow = least(least(found, rank), peakHeight, LOSS_PRECISION).length;
  const shortest = asLow > 1 ? `, and the shortest of the ${formatCount(asLow)} as low` : '';
  const lead = `Of the ${formatCount(found.length)} paths found this is the lowest${few}${shortest}.`;
  const [cheapest, ...asCheap] = least(found, ({ cost }) => cost.gradientEvaluations);
  if (cheapest === undefined || asCheap.length > 0 || cheapest === path) return [lead];
  const gradients = plural(cheapest.cost.gradientEvaluations, 'gradient evaluation');
  return [lead, `The cheapest is that of ${cheapest.strategy}, by ${gradients}.`];
}

const LOWEST =
  'This is the lowest level found, an upper bound on the lowest there is; a lower one may exist.';

const CAUTION =
  'Sampled means that the loss was evaluated at the listed points; between them nothing is proved.';

function notFound(
  names: string,
  pair: JudgedPair,
  best: PathRecord,
  training: Training,
): OutcomeStatement {
  const above = endsAbove(pair, best);
  const reason = best.reason ?? 'no reason given';
  const level = formatLevel(best.level, best.peak.loss);
  const lowest = `The lowest path is that of ${best.strategy}: ${peakWords(best)}.`;
  if (above.length > 0)
    return {
      tone: 'not-found',
      title: endsAboveSentence(above, best.level),
      detail: [...missedBy(above, pair, training), remedySentence(above), lowest].join(' '),
    };
  return {
    tone: 'not-found',
    title: `No path between ${names} was found at level ${level} within budget (${reason}).`,
    detail: `This does not show that the two are disconnected. ${lowest}`,
  };
}

/** Which of the endpoints above the level missed the threshold they were trained to. */
function missedBy(
  above: readonly EndAbove[],
  { a, b }: JudgedPair,
  { endpoints, threshold }: Training,
): readonly string[] {
  const names = new Set(above.map(({ name }) => (name === a ? a : b)));
  return endpoints.flatMap((endpoint) => {
    const words = names.has(endpoint.id) ? missedWords(endpoint, threshold) : null;
    return words === null ? [] : [words];
  });
}

function pairsStatement(result: ExperimentResult): OutcomeStatement {
  const tones = result.pairs.map((pair) => pairStatement(pair).tone);
  const count = (tone: OutcomeTone) => tones.filter((other) => other === tone).length;
  const apart = count('disconnected');
  const blocked = result.pairs.filter(isBlocked).length;
  const lost = count('not-found') - blocked;
  const shown = result.pairs
    .map(bestPath)
    .filter((path) => path !== undefined && path.verdict !== 'not-found');
  const sentences = [
    shown.length > 0 && evidence(shown),
    leaders(result.pairs),
    apart > 0 && `${plural(apart, 'pair is', 'pairs are')} proved disconnected.`,
    blocked > 0 &&
      `For ${plural(blocked, 'pair')} no path can stay at or below the level, since an endpoint lies above it: see below.`,
    lost > 0 &&
      `For ${plural(lost, 'pair')} no path was found within budget, which does not show that they are disconnected.`,
  ];
  const aligned = result.pairs.some(wasMoved) ? ', once aligned,' : '';
  return {
    tone: lost + blocked > 0 ? 'not-found' : apart > 0 ? 'disconnected' : 'connected',
    title: `${count('connected')} of ${tones.length} pairs${aligned} are connected ${levelWords(result)}.`,
    detail: sentences.filter((sentence) => sentence !== false).join(' '),
  };
}

/** Whether no path at the level of the leading one can hold the pair's endpoints. */
function isBlocked(pair: PairRecord): boolean {
  const best = bestPath(pair);
  return best !== undefined && endsAbove(pair, best).length > 0;
}

/** Whose path leads how many of the pairs for which several were found, by the rule of `bestPath`. */
function leaders(pairs: readonly PairRecord[]): string | false {
  const contested = pairs.filter(({ paths }) => paths.filter(isFound).length > 1);
  const strategies = contested.flatMap((pair) => bestPath(pair)?.strategy ?? []);
  if (strategies.length === 0) return false;
  const counts = [...new Set(strategies)]
    .map((strategy) => ({ strategy, count: strategies.filter((s) => s === strategy).length }))
    .sort((p, q) => q.count - p.count)
    .map(({ strategy, count }) => `${strategy} in ${count}`);
  return `Of ${plural(contested.length, 'pair')} with several paths the lowest, and among those as low the shortest, is that of ${counts.join(', ')}.`;
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

function failure(result: ExperimentResult): OutcomeStatement {
  const { error, pairs } = result;
  if (error === null) return { tone: 'failed', title: 'The run failed.', detail: '' };
  const searches = pairs.flatMap(({ failed = [] }) => failed);
  const others = searches.some(({ error: { message } }) => message === error.message)
    ? searches.length - 1
    : searches.length;
  const who = others === 1 ? 'Another search' : `${others} other searches`;
  const more = others > 0 ? ` ${who} failed too; the tables below say why.` : '';
  return {
    tone: 'failed',
    title: 'The run failed.',
    detail: `${error.message} (${error.code})${more}`,
  };
}

function cancellation(result: ExperimentResult): OutcomeStatement {
  const judged = result.pairs.flatMap((pair) => pair.paths).length;
  const detail = `What was finished by then is shown: ${plural(result.endpoints.length, 'endpoint')}, ${plural(judged, 'path')}.`;
  return { tone: 'failed', title: 'The run was cancelled before its end.', detail };
}

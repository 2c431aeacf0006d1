import type { ExperimentResult, PairRecord, PathRecord } from '@isthmus/contract';
import { bestPath, firstOf, LEAD_RULE, least, lowestOf, shortestOf } from './best-path.js';
import { endsAbove, endsAboveSentence, remedySentence, type EndAbove } from './ends-above.js';
import { formatCount, formatLevel, plural } from '../format/format.js';
import { gradeMeaning, gradeWords } from '../format/grade-words.js';
import { proofSentence } from '../format/proof-words.js';
import { pathLabels } from '../data/path-labels.js';
import { wasMoved, type OutcomeTone } from '../data/series.js';
import { failureWords, missedWords } from './notes.js';
import { proofWords } from './proof.js';
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
    const detail = [...pair.paths.map((path) => betweenOwnEnds(path, labelIn(pair, path))), ...failures(pair)].join(' '); // prettier-ignore
    return { tone: 'not-found', title: `No path between ${names} was judged.`, detail };
  }
  if (best.verdict === 'not-found') return notFound(names, pair, best, training);
  const level = formatLevel(best.level);
  const title = `${names} are ${best.verdict} at level ${level}, ${gradeWords(best)}.`;
  const basis =
    best.verdict === 'connected' ? foundBy(best, pair) : proofWords(best, labelIn(pair, best));
  return { tone: best.verdict, title, detail: withAlignment(pair, basis) };
}

/** A path with free ends shows nothing about the endpoints of its pair. */
function betweenOwnEnds(path: PathRecord, label: string): string {
  const level = formatLevel(path.level);
  return path.verdict === 'connected'
    ? `${label} connected two models of its own at level ${level}, ${gradeWords(path)}.`
    : `${label} found no path between two models of its own at level ${level}.`;
}

/** Why strategies left nothing to judge. */
function failures(pair: JudgedPair): readonly string[] {
  const { failed = [] } = pair;
  return failed.map(
    (search) =>
      `${labelIn(pair, search)} failed: ${failureWords(search.strategy, search.error.message)}`,
  );
}

/** What legends and tables call a path, or a search that failed: its strategy, with what tells it from others. */
function labelIn({ paths, failed = [] }: JudgedPair, search: Pick<PathRecord, 'strategy'>): string {
  const all = [...paths, ...failed];
  return pathLabels(all)[all.findIndex((other) => other === search)] ?? search.strategy;
}

/** Alignment changes what is claimed: the path does not end at b as it was trained. */
function withAlignment(pair: JudgedPair, detail: string): string {
  if (!wasMoved(pair)) return detail;
  return `${detail} The path ends at ${pair.b} after alignment: the same function with other weights.`;
}

function foundBy(path: PathRecord, pair: JudgedPair): string {
  const sentences = [
    `Found by ${labelIn(pair, path)}: ${plural(path.beads, 'bead')}, ${peakWords(path)}.`,
    ...placeAmong(path, pair),
    path.lowest !== null && LOWEST,
    gradeMeaning(path),
    ...proofSentences(path),
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** What a certifier has shown of a path, and who may check it; records of earlier versions have none. */
function proofSentences(path: Partial<Pick<PathRecord, 'certification' | 'certificate'>>) {
  const { certification = null, certificate = null } = path;
  const proved = certification === null ? [] : [proofSentence(certification)];
  return [...proved, ...(certificate === null ? [] : [CHECKED])];
}

const CHECKED = 'The command isthmus verify checks the certificate without believing the search.';

/** Between the endpoints of its pair. */
function isFound({ verdict, ends }: PathRecord): boolean {
  return verdict === 'connected' && ends !== 'free';
}

/** Why this path is named and not another that was found, and which was found at the least cost. */
function placeAmong(path: PathRecord, pair: JudgedPair): readonly string[] {
  const found = pair.paths.filter(isFound);
  if (found.length < 2) return [];
  const lead = [rankWords(found), LEAD_RULE];
  const [cheapest, ...asCheap] = least(found, ({ cost }) => cost.gradientEvaluations);
  if (cheapest === undefined || asCheap.length > 0 || cheapest === path) return lead;
  const gradients = plural(cheapest.cost.gradientEvaluations, 'gradient evaluation');
  return [...lead, `The cheapest is that of ${labelIn(pair, cheapest)}, by ${gradients}.`];
}

/** By what the leading one of several is ahead of the others, if it is. */
function rankWords(found: readonly PathRecord[]): string {
  const all = formatCount(found.length);
  const asLow = lowestOf(firstOf(found));
  const alone = shortestOf(asLow).length === 1;
  if (asLow.length === found.length)
    return `The ${all} paths found tie, as low as each other; this is the ${alone ? 'shortest' : 'first of the shortest'}.`;
  const few = found.some(({ grade }) => grade === 'certified') ? ' certified' : '';
  const first = alone ? 'the shortest' : 'the first of the shortest';
  const among = asLow.length > 1 ? `, and ${first} of the ${formatCount(asLow.length)} as low` : '';
  return `Of the ${all} paths found this is the lowest${few}${among}.`;
}

const LOWEST =
  'This is the lowest level found, an upper bound on the lowest there is; a lower one may exist.';

function notFound(
  names: string,
  pair: JudgedPair,
  best: PathRecord,
  training: Training,
): OutcomeStatement {
  const above = endsAbove(pair, best);
  const reason = best.reason ?? 'no reason given';
  const level = formatLevel(best.level, best.peak.loss);
  const lowest = lowestWords(best, pair);
  if (above.length > 0)
    return {
      tone: 'not-found',
      title: endsAboveSentence(above, best.level),
      detail: [...missedBy(above, pair, training), remedySentence(above), lowest].join(' '),
    };
  return {
    tone: 'not-found',
    title: `No path between ${names} was found at level ${level} within budget (${reason}).`,
    detail: ['This does not show that the two are disconnected.', lowest, ...proofSentences(best)].join(' '), // prettier-ignore
  };
}

/** Which path comes closest; often none, where an endpoint is the peak of all. */
function lowestWords(best: PathRecord, pair: JudgedPair): string {
  const between = pair.paths.filter(({ ends }) => ends !== 'free');
  const tied = lowestOf(between).length;
  const label = labelIn(pair, best);
  return tied > 1 && tied === between.length
    ? `All ${formatCount(tied)} paths tie, as low as that of ${label}: ${peakWords(best)}.`
    : `The lowest path is that of ${label}: ${peakWords(best)}.`;
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
  const strategies = contested.flatMap((pair) => {
    const best = bestPath(pair);
    return best === undefined ? [] : [labelIn(pair, best)];
  });
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
  const meanings = [
    ...new Set(paths.map((path) => (path === undefined ? '' : gradeMeaning(path)))),
  ];
  const all = proofs === paths.length ? 'certified' : 'sampled';
  const many =
    proofs > 0 && proofs < paths.length
      ? `${proofs} of these verdicts are certified, the others are sampled.`
      : `All of these verdicts are ${all}.`;
  return [many, ...meanings].join(' ');
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

import type {
  AlignmentCandidate,
  AlignmentChoice,
  AlignmentOutcome,
  AlignmentRule,
} from '@isthmus/contract';
import { norm, type Params } from '@isthmus/contract/parameters';
import { rank } from '../path/profile.js';
import type { AlignCandidate } from './align-candidates.js';
import { chooseCandidate, type JudgedLine, type MeasuredCandidate } from './align-choice.js';
import type { AlignmentJudge, CandidateFigures } from './align-judge.js';
import { fingerprint } from './fingerprint.js';
import type { CancelTick } from './path-judge.js';

/** Lines that are judged for one symmetry, beside that of the identity. */
export const MOST_LINES = 16;

/** Candidates of one symmetry that a record lists. */
export const MOST_LISTED = 32;

/** What came of comparing the candidates of one symmetry. */
export interface CandidateComparison {
  readonly choice: AlignmentChoice;
  /** The first is the identity. */
  readonly candidates: readonly Omit<AlignmentCandidate, 'strategy'>[];
  readonly taken: AlignCandidate;
  /** As the one taken moves it. */
  readonly b: Params;
  readonly functionError: number;
  readonly before: JudgedLine;
  readonly after: JudgedLine;
}

/** A candidate as far as it has been measured. */
interface Entry extends CandidateFigures {
  readonly candidate: AlignCandidate;
  /** Equal where the weights are, so that no line is judged twice. */
  readonly mark: string;
}

/**
 * Compares the candidates for b with b as it is, and takes the best by `chooseCandidate`.
 *
 * Of all of them distance and function are measured. Of the identity the line from a is always
 * judged, and so is that of the one taken; of the rest at most 16: of those allowed the nearest and
 * then the least far (rule `distance`) or the lowest halfway (rule `peak`); then the nearest of those
 * that are farther than the identity, for the record.
 *
 * @param candidates the first is the identity
 * @param given the place of the one that is taken whatever comes of the comparison; null: the best is
 * @returns null when cancelled
 */
export async function compareCandidates(
  candidates: readonly AlignCandidate[],
  rule: AlignmentRule,
  judge: AlignmentJudge,
  a: Params,
  tick: CancelTick,
  given: number | null = null,
): Promise<CandidateComparison | null> {
  const entries = await measured(candidates, judge, tick);
  const lines = entries && (await judgedLines(entries, rule, judge, tick));
  if (entries === null || lines === null) return null;
  const known = entries.map((entry): MeasuredCandidate => ({
    ...entry,
    line: lines.get(entry.mark) ?? null,
  }));
  const best = chooseCandidate(known, rule, norm(a));
  const fates = given === null ? best : takingGiven(best, given);
  const taken = fates.indexOf('chosen');
  const { candidate, functionError } = entries[taken]!;
  return {
    choice: { label: candidate.label, by: rule, proposed: candidates.length - 1 },
    candidates: listed(entries, known, fates),
    taken: candidate,
    b: candidate.params(),
    functionError,
    before: known[0]!.line!,
    after: known[taken]!.line!,
  };
}

function takingGiven(
  fates: readonly AlignmentOutcome[],
  given: number,
): readonly AlignmentOutcome[] {
  return fates.map((fate, i) => (i === given ? 'chosen' : fate === 'chosen' ? 'no-better' : fate));
}

async function measured(
  candidates: readonly AlignCandidate[],
  judge: AlignmentJudge,
  tick: CancelTick,
): Promise<readonly Entry[] | null> {
  const entries: Entry[] = [];
  for (const candidate of candidates) {
    if (await tick()) return null;
    const params = candidate.params();
    entries.push({ candidate, mark: fingerprint(params), ...judge.figuresOf(params) });
  }
  return entries;
}

/** The lines that are worth judging, by the marks of their ends. */
async function judgedLines(
  entries: readonly Entry[],
  rule: AlignmentRule,
  judge: AlignmentJudge,
  tick: CancelTick,
): Promise<ReadonlyMap<string, JudgedLine> | null> {
  const lines = new Map<string, JudgedLine>();
  for (const { mark, candidate } of [entries[0]!, ...shortlist(entries, rule, judge)]) {
    const line = await judge.lineTo(candidate.params(), tick);
    if (line === null) return null;
    lines.set(mark, line);
  }
  return lines;
}

function shortlist(
  entries: readonly Entry[],
  rule: AlignmentRule,
  judge: AlignmentJudge,
): readonly Entry[] {
  const [identity] = entries;
  const marks = new Map(entries.toReversed().map((entry) => [entry.mark, entry]));
  const unlike = [...marks.values()].filter((entry) => entry !== marks.get(identity!.mark));
  const sound = unlike
    .filter(({ finite, keepsFunction }) => finite && keepsFunction)
    .sort((one, other) => one.distance - other.distance);
  const [nearest, ...near] = sound.filter(({ distance }) => distance <= identity!.distance);
  const far = sound.filter(({ distance }) => distance > identity!.distance);
  const many = near.length >= MOST_LINES;
  const promising = many && rule === 'peak' ? byMidpoint(near, judge) : near;
  return [...(nearest === undefined ? [] : [nearest]), ...promising, ...far].slice(0, MOST_LINES);
}

function byMidpoint(entries: readonly Entry[], judge: AlignmentJudge): readonly Entry[] {
  return entries
    .map((entry) => ({ entry, loss: rank(judge.midpointOf(entry.candidate.params())) }))
    .sort((one, other) => (one.loss === other.loss ? 0 : one.loss - other.loss))
    .map(({ entry }) => entry);
}

/** What a record says of them: of many the first, and the one that was chosen. */
function listed(
  entries: readonly Entry[],
  known: readonly MeasuredCandidate[],
  fates: readonly AlignmentOutcome[],
): CandidateComparison['candidates'] {
  const all = entries.map(({ candidate, distance, functionError }, i) => ({
    ...{ label: candidate.label, distance, peak: known[i]!.line?.peak ?? null },
    ...{ functionError, outcome: fates[i]! },
  }));
  if (all.length <= MOST_LISTED) return all;
  // Those whose lines were judged say most.
  const first = all.filter(({ peak }) => peak !== null);
  const rest = all.filter(({ peak }) => peak === null);
  const kept = new Set([...first, ...rest].slice(0, MOST_LISTED));
  return all.filter((candidate) => kept.has(candidate));
}
